import type { TextRange } from '../../base/textRange';
import type { ParseNode } from './parseTree';

/** Why a text is not SQL, as PostgreSQL's parser says it. */
export interface SyntaxProblem {
  readonly message: string;
  /** The token at which it was noticed, in UTF-16 units of the parsed text; undefined when no place is known. */
  readonly range: TextRange | undefined;
}

/** One statement as the parser understood it. */
export interface ParsedStatement {
  /** The kind of parse node, such as `SelectStmt`. */
  readonly tag: string;
  readonly node: ParseNode;
  /** In UTF-16 units of the parsed text, from the first token to the last. */
  readonly range: TextRange;
}

export interface ParseOutcome {
  /** Undefined when the text could not be parsed; then `problems` says why. */
  readonly value: readonly ParsedStatement[] | undefined;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * PostgreSQL's own parser. It says what a statement is and whether it is well formed; it never decides where statements
 * end (that is `splitStatements`), because one mistake makes it refuse a whole document.
 */
export interface SqlParser {
  /** Never rejects because of the text: what cannot be parsed, also because it nests too deeply, is a problem. */
  parse(text: string): Promise<ParseOutcome>;
}
