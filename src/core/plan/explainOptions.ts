import { isComment, type Token, tokenize } from '../sql/lexer';

/** An option as it stands in an EXPLAIN of the user's own. */
export interface ExplainOption {
  /** In small letters. */
  readonly name: string;
  /** As written; undefined when there is none, which means true. */
  readonly value: string | undefined;
}

/** An EXPLAIN that the user wrote before a statement. */
export interface OwnExplain {
  /** The last one of each name, which is the one that counts. */
  readonly options: readonly ExplainOption[];
  /** Where the explained statement begins, in UTF-16 units of the text; the end when there is none. */
  readonly offset: number;
  /** A planner hint before EXPLAIN, which belongs to the statement. */
  readonly hint: string;
}

/**
 * Takes a leading EXPLAIN apart, also when the statement behind it is half typed. Undefined for any other text.
 * Source: `ExplainStmt` in PostgreSQL's gram.y.
 */
export function unwrapExplain(text: string): OwnExplain | undefined {
  const tokens = tokenize(text).filter((token) => !isComment(token));
  const [first] = tokens;
  if (first === undefined || wordOf(text, first) !== 'explain') {
    return undefined;
  }
  const hint = text.slice(0, first.start).trim();
  const parenthesised = readOptionList(text, tokens);
  const { options, next } = parenthesised ?? readOptionWords(text, tokens);
  return {
    options,
    offset: tokens[next]?.start ?? text.length,
    hint: hint.startsWith('/*+') ? hint : '',
  };
}

/** Whether an option is on, as defGetBoolean() of PostgreSQL takes it; what is not known to be off counts as on. */
export function isOn(option: ExplainOption | undefined): boolean {
  const value = option?.value?.replace(/^'(.*)'$/s, '$1').toLowerCase();
  return option !== undefined && value !== 'off' && value !== 'false' && value !== '0';
}

interface Options {
  readonly options: readonly ExplainOption[];
  /** The index of the first token after them. */
  readonly next: number;
}

/** `EXPLAIN ANALYZE VERBOSE …` */
function readOptionWords(text: string, tokens: readonly Token[]): Options {
  const names: string[] = [];
  let next = 1;
  for (const expected of ['analyze', 'verbose']) {
    const token = tokens[next];
    const word = token === undefined ? undefined : wordOf(text, token);
    if (word === expected || (word === 'analyse' && expected === 'analyze')) {
      names.push(expected);
      next++;
    }
  }
  return { options: names.map((name) => ({ name, value: undefined })), next };
}

/** `EXPLAIN (ANALYZE, FORMAT TEXT) …`; undefined when the parenthesis belongs to the statement. */
function readOptionList(text: string, tokens: readonly Token[]): Options | undefined {
  const inner = tokens[2];
  if (tokens[1]?.kind !== 'openParen' || inner === undefined || beginsQuery(text, inner)) {
    return undefined;
  }
  const options = new Map<string, ExplainOption>();
  let item: Token[] = [];
  for (let next = 2; next < tokens.length; next++) {
    const token = tokens[next];
    const isComma = token?.kind === 'punctuation' && text.slice(token.start, token.end) === ',';
    if (token?.kind !== 'closeParen' && !isComma) {
      item.push(...(token === undefined ? [] : [token]));
      continue;
    }
    const [name, ...value] = item;
    if (name !== undefined) {
      const option = { name: nameOf(text, name), value: textOf(text, value) };
      options.set(option.name, option);
    }
    item = [];
    if (!isComma) {
      return { options: [...options.values()], next: next + 1 };
    }
  }
  return { options: [...options.values()], next: tokens.length };
}

function beginsQuery(text: string, token: Token): boolean {
  return token.kind === 'openParen' || ['select', 'with', 'values', 'table'].includes(wordOf(text, token));
}

function wordOf(text: string, token: Token): string {
  return token.kind === 'word' ? text.slice(token.start, token.end).toLowerCase() : '';
}

function nameOf(text: string, token: Token): string {
  const written = text.slice(token.start, token.end);
  return token.kind === 'quotedIdentifier' && written.startsWith('"')
    ? written.slice(1, -1).replaceAll('""', '"')
    : written.toLowerCase();
}

function textOf(text: string, tokens: readonly Token[]): string | undefined {
  const [first] = tokens;
  const last = tokens.at(-1);
  return first === undefined || last === undefined ? undefined : text.slice(first.start, last.end);
}
