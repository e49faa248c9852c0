import type { TextRange } from '../../base/textRange';
import { UserError } from '../../base/userError';
import type { Cell } from '../ports';
import { isComment, type Token, tokenize } from '../sql/lexer';
import { quoteLiteral } from '../sql/quote';
import type { Replaced, SentText } from './sentText';

/** One place in a statement at which a value is wanted. */
export interface ParameterUse {
  /** `$1` or `:name`: uses with the same key have the same value. */
  readonly key: string;
  /**
   * `position` is `$1` and `value` is `:name`, both sent as bound values; `literal` is `:'name'` and `identifier` is
   * `:"name"`, which are written into the text in quotes, as psql does it.
   */
  readonly form: 'position' | 'value' | 'literal' | 'identifier';
  /** In UTF-16 units of the statement. */
  readonly range: TextRange;
}

/**
 * The parameters of a statement, in text order. As in psql, nothing in strings, dollar quotes, comments and quoted names is
 * one, nor `::`, `:=`, and the colon of a slice such as `a[1:2]` or `a[i:n]`. Unlike there, a name needs no \set before.
 */
export function findParameters(sql: string): readonly ParameterUse[] {
  if (!/[$:]/.test(sql)) {
    return [];
  }
  const tokens = tokenize(sql).filter((token) => !isComment(token));
  const hasOwn = holdsOwnParameters(sql, tokens);
  const uses: ParameterUse[] = [];
  let brackets = 0;
  for (const [index, token] of tokens.entries()) {
    const text = sql.slice(token.start, token.end);
    brackets += text === '[' ? 1 : text === ']' ? -1 : 0;
    if (token.kind === 'parameter' && /^\$\d+$/.test(text) && !hasOwn) {
      uses.push({ key: text, form: 'position', range: { start: token.start, end: token.end } });
    } else if (text === ':' && !separates(sql, tokens[index - 1], brackets > 0)) {
      const use = namedUse(sql, token, tokens[index + 1]);
      if (use) {
        uses.push(use);
      }
    }
  }
  return uses;
}

/** What is sent for a statement with these values. @throws UserError for a NULL where text is written into the SQL */
export function bindParameters(
  sql: string,
  uses: readonly ParameterUse[],
  values: ReadonlyMap<string, Cell>,
): SentText {
  const { numbers, bound } = numbered(uses, values);
  const replaced: Replaced[] = [];
  let text = '';
  let done = 0;
  for (const use of uses) {
    text += sql.slice(done, use.range.start);
    const start = text.length;
    text += written(use, values.get(use.key) ?? null, numbers);
    replaced.push({ sent: { start, end: text.length }, source: use.range });
    done = use.range.end;
  }
  return { text: text + sql.slice(done), values: bound, replaced };
}

/** Which number each key has that is sent as a bound value. `$1` keeps its own; names follow. */
export function parameterNumbers(uses: readonly ParameterUse[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const { key, form } of uses) {
    if (form === 'position') {
      numbers.set(key, Number(key.slice(1)));
    }
  }
  let last = Math.max(0, ...numbers.values());
  for (const { key, form } of uses) {
    if (form === 'value' && !numbers.has(key)) {
      numbers.set(key, ++last);
    }
  }
  return numbers;
}

/** Whether a parameter's name tells that its value should not be kept. */
export function looksSecret(key: string): boolean {
  return /pass|pwd|secret|token|credential|api_?key|private/i.test(key);
}

function numbered(
  uses: readonly ParameterUse[],
  values: ReadonlyMap<string, Cell>,
): { readonly numbers: ReadonlyMap<string, number>; readonly bound: readonly Cell[] } {
  const numbers = parameterNumbers(uses);
  const bound = new Array<Cell>(Math.max(0, ...numbers.values())).fill(null);
  for (const [key, number] of numbers) {
    bound[number - 1] = values.get(key) ?? null;
  }
  return { numbers, bound };
}

function written({ key, form }: ParameterUse, value: Cell, numbers: ReadonlyMap<string, number>): string {
  if (form === 'position' || form === 'value') {
    return `$${numbers.get(key) ?? 0}`;
  }
  if (value === null) {
    throw new UserError(`${key} is written into the SQL in quotes here, so it cannot be NULL. Give a text.`);
  }
  // As psql: always in quotes, so that upper case and key words stay what they are.
  return form === 'literal' ? quoteLiteral(value) : `"${value.replaceAll('"', '""')}"`;
}

function namedUse(sql: string, colon: Token, next: Token | undefined): ParameterUse | undefined {
  if (next?.start !== colon.end || !next.terminated) {
    return undefined;
  }
  const text = sql.slice(next.start, next.end);
  const quoted = /^(['"])([A-Za-z0-9_\u0080-\uffff]+)\1$/.exec(text);
  if (quoted) {
    const form = quoted[1] === '"' ? 'identifier' : 'literal';
    return { key: `:${quoted[2] ?? ''}`, form, range: { start: colon.start, end: next.end } };
  }
  const name =
    next.kind === 'word' ? /^[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*/.exec(text)?.[0] : undefined;
  return name === undefined
    ? undefined
    : { key: `:${name}`, form: 'value', range: { start: colon.start, end: next.start + name.length } };
}

/** After the end of an expression a colon stands between two things: the bounds of a slice, a key of JSON and its value. */
function separates(sql: string, previous: Token | undefined, inBrackets: boolean): boolean {
  if (!previous) {
    return false;
  }
  const text = sql.slice(previous.start, previous.end);
  return endsExpression.has(previous.kind) || text === ']' || (inBrackets && previous.kind === 'word');
}

const endsExpression: ReadonlySet<Token['kind']> = new Set([
  ...(['string', 'dollarString', 'number', 'closeParen', 'quotedIdentifier', 'parameter'] as const),
]);

/** In these, `$1` is an argument of what they make. */
function holdsOwnParameters(sql: string, tokens: readonly Token[]): boolean {
  const words = tokens.slice(0, 4).map(({ start, end }) => sql.slice(start, end).toLowerCase());
  const made = words[1] === 'or' && words[2] === 'replace' ? words[3] : words[1];
  return words[0] === 'prepare' || (words[0] === 'create' && (made === 'function' || made === 'procedure'));
}
