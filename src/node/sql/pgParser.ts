import type { TextRange } from '../../base/textRange';
import { isRecord } from '../../base/validate';
import { tokenRangeAt } from '../../core/sql/errorPlace';
import { isComment, tokenize } from '../../core/sql/lexer';
import type { ParsedStatement, ParseOutcome, SqlParser, SyntaxProblem } from '../../core/sql/parser';
import { untag } from '../../core/sql/parseTree';
import { utf16FromAscendingBytes, utf16FromCodePoints } from '../../core/sql/positions';
import type { LibpgQuery } from 'libpg-query/wasm/libpg-query.js';

/**
 * PostgreSQL 18's parser, from libpg-query, loaded at the first parse. It runs on the calling thread.
 *
 * The answer of the C function is read here rather than through the package's own `parse`, because a trap (a tree too
 * deep for the stack) leaves an instance in an unknown state, and memory that it grew is never given back: in both cases
 * the next parse makes a new instance.
 */
export class PgParser implements SqlParser {
  /** How many instances were needed so far. */
  instances = 0;
  private library: LibpgQuery | undefined;
  private loading: Promise<void> | undefined;

  /**
   * As `SqlParser.parse`. Positions are those of libpg_query: characters for errors, bytes for statements.
   * @throws Error when the parser's own files cannot be loaded.
   */
  async parse(text: string): Promise<ParseOutcome> {
    const nul = text.indexOf('\0');
    if (nul >= 0) {
      // C text ends there: what the parser would see is not what the server would get.
      return refused({ message: 'the text contains a NUL character', range: { start: nul, end: nul + 1 } });
    }
    while (!this.library) {
      await (this.loading ??= this.load());
    }
    const library = this.library;
    const sizeBefore = library.HEAPU8.length;
    try {
      const answer = callParser(library, text);
      if (library.HEAPU8.length > sizeBefore) {
        this.library = undefined;
      }
      return typeof answer === 'string' ? parsed(text, answer) : refused(problem(text, answer));
    } catch (error) {
      this.library = undefined;
      return refused({ message: trapMessage(error), range: undefined });
    }
  }

  private async load(): Promise<void> {
    try {
      const { default: factory } = await import('libpg-query/wasm/libpg-query.js');
      const ignore = () => undefined;
      this.library = await factory({ print: ignore, printErr: ignore });
      this.instances++;
    } finally {
      this.loading = undefined;
    }
  }
}

interface ParserError {
  readonly message: string;
  /** One-based, in characters; 0 when there is none. */
  readonly position: number;
}

/** Returns the tree as JSON text, or the error. Source: struct PgQueryParseResult and PgQueryError of libpg_query. */
function callParser(library: LibpgQuery, text: string): string | ParserError {
  const bytes = Buffer.from(text, 'utf8');
  const query = library._malloc(bytes.length + 1);
  library.HEAPU8.set(bytes, query);
  library.HEAPU8[query + bytes.length] = 0;
  const result = library._wasm_parse_query_raw(query);
  const error = library.getValue(result + 8, 'i32');
  const answer =
    error === 0
      ? library.UTF8ToString(library.getValue(result, 'i32'))
      : {
          message: library.UTF8ToString(library.getValue(error, 'i32')),
          position: library.getValue(error + 16, 'i32'),
        };
  library._free(query);
  library._wasm_free_parse_result(result);
  return answer;
}

function problem(text: string, error: ParserError): SyntaxProblem {
  const range =
    error.position > 0 ? tokenRangeAt(text, utf16FromCodePoints(text, error.position - 1)) : undefined;
  return { message: error.message, range };
}

function refused(reason: SyntaxProblem): ParseOutcome {
  return { value: undefined, problems: [reason] };
}

function trapMessage(error: unknown): string {
  return error instanceof RangeError
    ? 'the statement nests too deeply to be checked'
    : `the parser failed: ${error instanceof Error ? error.message : String(error)}`;
}

function parsed(text: string, json: string): ParseOutcome {
  const tree: unknown = JSON.parse(json);
  const items = isRecord(tree) && Array.isArray(tree.stmts) ? (tree.stmts as unknown[]).filter(isRecord) : [];
  const starts = items.map((item) => numberOf(item.stmt_location));
  const startOffsets = utf16FromAscendingBytes(text, starts);
  const endOffsets = utf16FromAscendingBytes(
    text,
    items.map((item, index) => {
      // Absent for the last statement when no semicolon ends it.
      const length = numberOf(item.stmt_len);
      return length > 0 ? (starts[index] ?? 0) + length : Number.MAX_SAFE_INTEGER;
    }),
  );
  const value: ParsedStatement[] = [];
  for (const [index, item] of items.entries()) {
    const statement = untag(item.stmt);
    if (statement) {
      const range = { start: startOffsets[index] ?? 0, end: endOffsets[index] ?? text.length };
      value.push({ ...statement, range: withoutSurroundings(text, range) });
    }
  }
  return { value, problems: [] };
}

/** PostgreSQL counts the comments and space before a statement as part of it. */
function withoutSurroundings(text: string, range: TextRange): TextRange {
  const tokens = tokenize(text.slice(range.start, range.end)).filter((token) => !isComment(token));
  const [first] = tokens;
  const last = tokens.at(-1);
  return first && last ? { start: range.start + first.start, end: range.start + last.end } : range;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
