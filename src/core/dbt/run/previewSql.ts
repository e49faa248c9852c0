import type { TextRange } from '../../../base/textRange';
import { isComment, type Token, tokenize } from '../../sql/lexer';
import { quoteIdentifier } from '../../sql/quote';
import { splitStatements } from '../../sql/splitStatements';

/** A query of the WITH of a statement. */
export interface CommonTable {
  /** As PostgreSQL knows it. */
  readonly name: string;
  /** From its name to its closing parenthesis. */
  readonly range: TextRange;
}

/**
 * The first rows of what a compiled model selects, or of one query of its WITH.
 * @param limit rows
 * @returns undefined when the text is not one statement
 */
export function previewSql(compiled: string, limit: number, table?: CommonTable): string | undefined {
  const [statement, ...others] = splitStatements(compiled);
  if (statement === undefined || others.length > 0) {
    return undefined;
  }
  if (table) {
    // What stands in front of the WITH are remarks of the model; they may name a planner hint.
    return `${compiled.slice(0, table.range.end)}\nSELECT * FROM ${quoteIdentifier(table.name)} LIMIT ${limit}`;
  }
  return `SELECT * FROM (\n${statement.text}\n) AS preview LIMIT ${limit}`;
}

/** The queries of the WITH with which the text begins, in their order; none when it begins with something else. */
export function commonTables(compiled: string): readonly CommonTable[] {
  const tokens = tokenize(compiled).filter((token) => !isComment(token));
  const is = (at: number, word: string) => wordOf(compiled, tokens[at]) === word;
  if (!is(0, 'with')) {
    return [];
  }
  const found: CommonTable[] = [];
  let at = is(1, 'recursive') ? 2 : 1;
  for (;;) {
    const table = readTable(compiled, tokens, at);
    if (!table) {
      return found;
    }
    found.push(table.value);
    at = table.next;
    if (tokens[at]?.kind !== 'punctuation' || textOf(compiled, tokens[at]) !== ',') {
      return found;
    }
    at++;
  }
}

/** `name [(columns)] AS [[NOT] MATERIALIZED] (query)`; SEARCH and CYCLE behind it end the list. */
function readTable(
  text: string,
  tokens: readonly Token[],
  start: number,
): { readonly value: CommonTable; readonly next: number } | undefined {
  const name = tokens[start];
  if (!name || (name.kind !== 'word' && name.kind !== 'quotedIdentifier')) {
    return undefined;
  }
  let at = start + 1;
  if (tokens[at]?.kind === 'openParen') {
    at = closing(tokens, at) + 1;
  }
  if (wordOf(text, tokens[at]) !== 'as') {
    return undefined;
  }
  at++;
  while (['not', 'materialized'].includes(wordOf(text, tokens[at]) ?? '')) {
    at++;
  }
  const end = tokens[at]?.kind === 'openParen' ? tokens[closing(tokens, at)] : undefined;
  return end?.kind === 'closeParen'
    ? {
        value: { name: nameOf(text, name), range: { start: name.start, end: end.end } },
        next: tokens.indexOf(end) + 1,
      }
    : undefined;
}

/** The index of the parenthesis that closes one; that of the last token where none does. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const kind = tokens[at]?.kind;
    depth += kind === 'openParen' ? 1 : kind === 'closeParen' ? -1 : 0;
    if (depth === 0) {
      return at;
    }
  }
  return tokens.length - 1;
}

function nameOf(text: string, token: Token): string {
  const written = textOf(text, token) ?? '';
  return token.kind === 'word' ? written.toLowerCase() : written.slice(1, -1).replaceAll('""', '"');
}

function wordOf(text: string, token: Token | undefined): string | undefined {
  return token?.kind === 'word' ? textOf(text, token)?.toLowerCase() : undefined;
}

function textOf(text: string, token: Token | undefined): string | undefined {
  return token && text.slice(token.start, token.end);
}
