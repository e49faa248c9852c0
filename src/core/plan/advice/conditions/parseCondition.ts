import { type Token, tokenize } from '../../../sql/lexer';
import type { Expression } from './expression';
import type { Item } from './item';
import { reduceItems } from './reduceItems';

/**
 * Reads a condition, an index condition or a sort key of a plan. The server writes them with all parentheses, keywords in
 * capitals and names quoted where they need it, so that no precedence has to be known.
 * Source: get_rule_expr() in ruleutils.c.
 * @returns undefined for a text that is too long or nested too deeply to be worth it.
 */
export function parseCondition(text: string): Expression | undefined {
  if (text.length > longest) {
    return undefined;
  }
  return new ConditionParser(text).parse();
}

const longest = 20_000;
const deepest = 100;

/** They look like keywords and are values. */
const valueWords = new Set([
  'NULL',
  'TRUE',
  'FALSE',
  'USER',
  'CURRENT_DATE',
  'CURRENT_TIME',
  'CURRENT_TIMESTAMP',
  'LOCALTIME',
  'LOCALTIMESTAMP',
  'CURRENT_USER',
  'CURRENT_ROLE',
  'SESSION_USER',
  'CURRENT_CATALOG',
  'CURRENT_SCHEMA',
]);

class ConditionParser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;
  private failed = false;

  constructor(private readonly text: string) {
    this.tokens = tokenize(text);
  }

  parse(): Expression | undefined {
    const start = this.tokens[0]?.start ?? 0;
    const items = this.items();
    const expression = reduceItems(items, { start, end: this.text.trimEnd().length });
    return this.failed || this.at < this.tokens.length ? undefined : expression;
  }

  /** Up to a closing parenthesis or bracket, or a comma. */
  private items(): readonly Item[] {
    const items: Item[] = [];
    if (++this.depth > deepest) {
      this.failed = true;
    }
    while (!this.failed && this.at < this.tokens.length && !this.endsHere()) {
      items.push(this.item());
    }
    this.depth--;
    return items;
  }

  private endsHere(): boolean {
    const word = this.word();
    return word === ')' || word === ']' || word === ',';
  }

  private item(): Item {
    const token = this.tokens[this.at];
    const word = this.word();
    if (token === undefined) {
      this.failed = true;
      return { kind: 'operator', text: '', start: 0, end: 0 };
    }
    // A call has its parenthesis right behind its name.
    const isCall = this.text[token.end] === '(';
    const isKeyword = token.kind === 'word' && /[A-Z]/.test(word) && !isCall;
    if (isKeyword && !valueWords.has(word)) {
      this.at++;
      return { kind: 'keyword', text: word, start: token.start, end: token.end };
    }
    const startsOperand =
      token.kind !== 'operator' && token.kind !== 'punctuation' && token.kind !== 'unknown';
    if (startsOperand || word === '[') {
      return { kind: 'operand', expression: this.suffixes(this.operand(token)) };
    }
    this.at++;
    return { kind: 'operator', text: word, start: token.start, end: token.end };
  }

  private operand(token: Token): Expression {
    const { start } = token;
    if (token.kind === 'openParen') {
      return this.group(start);
    }
    if (token.kind === 'word' || token.kind === 'quotedIdentifier') {
      return this.named(start);
    }
    this.at++;
    return { kind: 'constant', start, end: token.end, parts: [] };
  }

  private group(start: number): Expression {
    const parts = this.list();
    const end = this.tokens[this.at - 1]?.end ?? start;
    const [only] = parts;
    return only !== undefined && parts.length === 1
      ? { ...only, start, end }
      : { kind: 'other', start, end, parts };
  }

  /** The comma-separated expressions in the parentheses or brackets that begin here. */
  private list(): readonly Expression[] {
    this.at++;
    const parts: Expression[] = [];
    while (!this.failed && this.at < this.tokens.length) {
      const first = this.tokens[this.at]?.start ?? 0;
      const items = this.items();
      const end = this.tokens[this.at - 1]?.end ?? first;
      if (items.length > 0) {
        parts.push(reduceItems(items, { start: first, end }));
      }
      this.at++;
      if (this.word(-1) !== ',') {
        break;
      }
    }
    return parts;
  }

  /** A column, a call, or a value that has a name. */
  private named(start: number): Expression {
    const names: string[] = [];
    names.push(nameOf(this.word()));
    this.at++;
    while (this.word() === '.') {
      names.push(nameOf(this.word(1)));
      this.at += 2;
    }
    const nameStart = this.tokens[this.at - 1]?.start ?? start;
    const end = this.lastEnd();
    const name = names.at(-1) ?? '';
    if (this.word() === '(') {
      const parts = this.list();
      // In EXTRACT(year FROM t) the first word is no column.
      const real =
        name === 'EXTRACT'
          ? parts.map((part) => ({ ...part, parts: part.parts.slice(1) }) as Expression)
          : parts;
      return { kind: 'call', name, start, end: this.tokens[this.at - 1]?.end ?? end, parts: real };
    }
    const isValue = names.length === 1 && (valueWords.has(name) || name === 'true' || name === 'false');
    return isValue
      ? { kind: 'constant', start, end, parts: [] }
      : {
          kind: 'column',
          alias: names.at(-2),
          name,
          qualifiedStart: start,
          nameStart,
          start,
          end,
          parts: [],
        };
  }

  /** Casts, subscripts and fields behind an operand. */
  private suffixes(operand: Expression): Expression {
    let result = operand;
    for (;;) {
      const word = this.word();
      if (word === '::') {
        this.at++;
        result = this.cast(result);
      } else if (word === '[') {
        const parts = [result, ...this.list()];
        result = { kind: 'other', start: result.start, end: this.lastEnd(), parts };
      } else if (word === '.') {
        this.at += 2;
        const field = { start: result.start, end: this.lastEnd() };
        result =
          result.kind === 'subplan' ? { ...result, ...field } : { kind: 'other', ...field, parts: [result] };
      } else {
        return result;
      }
    }
  }

  private cast(operand: Expression): Expression {
    const from = this.tokens[this.at]?.start ?? operand.end;
    while (this.isTypePart()) {
      if (this.word() === '(' || this.word() === '[') {
        this.list();
      } else {
        this.at++;
      }
    }
    const end = this.lastEnd();
    const type = this.text.slice(from, end);
    return operand.kind === 'constant'
      ? { kind: 'constant', start: operand.start, end, parts: [] }
      : { kind: 'cast', type, start: operand.start, end, parts: [operand] };
  }

  private isTypePart(): boolean {
    const word = this.word();
    const kind = this.tokens[this.at]?.kind;
    return (
      (kind === 'word' && !/[A-Z]/.test(word)) ||
      kind === 'quotedIdentifier' ||
      word === '(' ||
      word === '[' ||
      word === '.'
    );
  }

  private lastEnd(): number {
    return this.tokens[this.at - 1]?.end ?? 0;
  }

  private word(ahead = 0): string {
    const token = this.tokens[this.at + ahead];
    return token === undefined ? '' : this.text.slice(token.start, token.end);
  }
}

function nameOf(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word;
}
