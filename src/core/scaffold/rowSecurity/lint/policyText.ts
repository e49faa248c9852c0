import { type Token, tokenize } from '../../../sql/lexer';

/** A call of current_setting() in the text of a policy, as the server prints it. */
export interface SettingRead {
  /** Of everything that must move into a sub-select with it: NULLIF around it and the cast behind it. */
  readonly start: number;
  readonly end: number;
  /** The first argument as it stands there, such as `'app.tenant_id'::text`. */
  readonly argument: string;
  /** It stands in a sub-select, which runs once for the statement and not once for each row. */
  readonly once: boolean;
  /** A missing setting is NULL and no error. */
  readonly missingAllowed: boolean;
  /** NULLIF makes NULL of the empty text that SET LOCAL leaves behind. */
  readonly emptyIsNull: boolean;
  /** The type that its text is read as, for which the empty text is an error; undefined for none or a text type. */
  readonly castTo: string | undefined;
}

/** Every place where the condition reads a setting. */
export function settingReads(condition: string): readonly SettingRead[] {
  const text = new PolicyText(condition);
  return text.words('current_setting').flatMap((at) => {
    const read = text.settingRead(at);
    return read ? [read] : [];
  });
}

/** The condition with every setting read once, where a missing or an empty one is NULL. */
export function safeCondition(condition: string): string {
  let result = '';
  let at = 0;
  for (const read of settingReads(condition)) {
    const cast = read.castTo === undefined ? '' : `::${read.castTo}`;
    const value = `NULLIF(current_setting(${read.argument}, true), '')${cast}`;
    result += condition.slice(at, read.start) + (read.once ? value : `(SELECT ${value})`);
    at = read.end;
  }
  return result + condition.slice(at);
}

/**
 * The columns that an index could look up: those that stand at the outside of the condition beside a comparison, not in a
 * sub-select and not in a function.
 */
export function comparedColumns(condition: string, columns: readonly string[]): readonly string[] {
  const text = new PolicyText(condition);
  return columns.filter((column) => text.isCompared(column));
}

/** The condition lets every row through. */
export function isEveryRow(condition: string | undefined): boolean {
  return condition === 'true' || condition === '(true)';
}

const comparisons = new Set(['=', '<', '<=', '>', '>=', 'in', 'between', '&&', '@>', '<@']);
const textTypes = /^(text|character varying|varchar|name)\b/i;

/** The tokens of a condition, with the parentheses matched. */
class PolicyText {
  private readonly tokens: readonly Token[];
  /** For each token the opening parentheses around it, from outside. */
  private readonly around: readonly (readonly number[])[];
  private readonly closing = new Map<number, number>();

  constructor(private readonly text: string) {
    this.tokens = tokenize(text);
    const open: number[] = [];
    this.around = this.tokens.map((token, place) => {
      if (token.kind === 'closeParen') {
        const opening = open.pop();
        if (opening !== undefined) {
          this.closing.set(opening, place);
        }
      }
      const here = [...open];
      if (token.kind === 'openParen') {
        open.push(place);
      }
      return here;
    });
  }

  words(word: string): readonly number[] {
    return this.tokens.flatMap((_, place) =>
      this.word(place) === word && this.kind(place + 1) === 'openParen' ? [place] : [],
    );
  }

  settingRead(at: number): SettingRead | undefined {
    const opening = at + 1;
    const closing = this.closing.get(opening);
    if (closing === undefined) {
      return undefined;
    }
    const [first, second] = this.argumentsIn(opening, closing);
    const qualified = this.written(at - 1) === '.' ? at - 2 : at;
    let span = { from: qualified, to: closing };
    const nullIf = this.nullIfAround(span);
    span = this.bare(nullIf ?? span);
    const cast = this.castBehind(span.to);
    return {
      start: this.tokens[span.from]?.start ?? 0,
      end: this.tokens[cast?.to ?? span.to]?.end ?? this.text.length,
      argument: first ?? '',
      once: (this.around[at] ?? []).some((open) => this.word(open + 1) === 'select'),
      missingAllowed: second?.toLowerCase() === 'true',
      emptyIsNull: nullIf !== undefined,
      castTo: cast === undefined || textTypes.test(cast.type) ? undefined : cast.type,
    };
  }

  isCompared(column: string): boolean {
    return this.tokens.some((token, place) => {
      const inside = (this.around[place] ?? []).some((open) => {
        return this.word(open + 1) === 'select' || this.isCall(open);
      });
      return !inside && this.name(token) === column && this.besideComparison(place);
    });
  }

  /** Looks past parentheses and casts, which the server puts around a varchar. */
  private besideComparison(place: number): boolean {
    let after = this.castBehind(place)?.to ?? place;
    while (this.kind(after + 1) === 'closeParen') {
      after = this.castBehind(after + 1)?.to ?? after + 1;
    }
    let before = place - 1;
    while (this.kind(before) === 'openParen') {
      before--;
    }
    return comparisons.has(this.word(after + 1) ?? '') || comparisons.has(this.word(before) ?? '');
  }

  private argumentsIn(opening: number, closing: number): readonly string[] {
    const commas: number[] = [];
    for (let place = opening + 1; place < closing; place++) {
      if (this.written(place) === ',' && this.around[place]?.at(-1) === opening) {
        commas.push(place);
      }
    }
    const ends = [...commas, closing];
    return ends.map((end, index) => {
      const start = this.tokens[index === 0 ? opening : (commas[index - 1] ?? opening)]?.end ?? 0;
      return this.text.slice(start, this.tokens[end]?.start).trim();
    });
  }

  /** `NULLIF(…, '')` around what begins and ends there. */
  private nullIfAround(span: Span): Span | undefined {
    const opening = this.around[span.from]?.at(-1);
    const closing = opening === undefined ? undefined : this.closing.get(opening);
    if (opening === undefined || closing === undefined || this.word(opening - 1) !== 'nullif') {
      return undefined;
    }
    const [, second] = this.argumentsIn(opening, closing);
    return /^''(::\w+)?$/.test(second ?? '') ? { from: opening - 1, to: closing } : undefined;
  }

  /** With the parentheses that stand close around it before a cast. */
  private bare(span: Span): Span {
    const opening = span.from - 1;
    return this.kind(opening) === 'openParen' &&
      this.closing.get(opening) === span.to + 1 &&
      !this.isCall(opening) &&
      this.written(span.to + 2) === '::'
      ? { from: opening, to: span.to + 1 }
      : span;
  }

  /** The cast behind a token, with all of its type. */
  private castBehind(place: number): { readonly type: string; readonly to: number } | undefined {
    if (this.written(place + 1) !== '::') {
      return undefined;
    }
    let to = place + 2;
    while (this.written(to + 1) === '.') {
      to += 2;
    }
    while (typeTails.has(this.word(to + 1) ?? '')) {
      to++;
    }
    const size = this.kind(to + 1) === 'openParen' ? this.closing.get(to + 1) : undefined;
    to = size ?? to;
    while (this.written(to + 1)?.startsWith('[') === true || this.written(to + 1) === ']') {
      to++;
    }
    const start = this.tokens[place + 2]?.start ?? this.text.length;
    return { type: this.text.slice(start, this.tokens[to]?.end), to };
  }

  /** The parenthesis holds the arguments of a function. */
  private isCall(opening: number): boolean {
    const kind = this.kind(opening - 1);
    return kind === 'quotedIdentifier' || (kind === 'word' && !plainWords.has(this.word(opening - 1) ?? ''));
  }

  private name(token: Token): string | undefined {
    const written = this.text.slice(token.start, token.end);
    if (token.kind === 'quotedIdentifier') {
      return written.slice(1, -1).replaceAll('""', '"');
    }
    return token.kind === 'word' ? written : undefined;
  }

  private word(place: number): string | undefined {
    return this.written(place)?.toLowerCase();
  }

  private written(place: number): string | undefined {
    const token = this.tokens[place];
    return token && this.text.slice(token.start, token.end);
  }

  private kind(place: number): Token['kind'] | undefined {
    return this.tokens[place]?.kind;
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Words before a parenthesis that do not make it a call. */
const plainWords = new Set(
  'and or not in any all between is case when then else select where on distinct from'.split(' '),
);
/** The rest of a type of several words. */
const typeTails = new Set(['varying', 'precision', 'with', 'without', 'time', 'zone']);
