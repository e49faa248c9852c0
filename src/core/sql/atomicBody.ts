import type { Token } from './lexer';

/** A semicolon inside a body at which the statement would have to end, and the token before it. */
interface BrokenBody {
  readonly semicolon: Token;
  readonly last: Token;
}

/**
 * Follows the words of one statement to know which of its semicolons do not end it: those in the body of
 * CREATE FUNCTION or PROCEDURE … BEGIN ATOMIC … END (a CASE inside has an END of its own), and those in the
 * parentheses of CREATE RULE … DO (…; …). Elsewhere a semicolon always ends the statement, so that a parenthesis
 * that is not closed yet does not swallow the rest of the document.
 */
export class BodyTracker {
  /** COPY … FROM STDIN, after which data may follow in a script. */
  isCopyFromStdin = false;
  private readonly opening: string[] = [];
  private depth = 0;
  private parentheses = 0;
  private previous: Token | undefined;
  private previousWord = '';
  /** The last semicolon of the body and the token before it, while no token follows. */
  private pending: BrokenBody | undefined;

  constructor(private readonly text: string) {}

  /** Whether the semicolon belongs to the statement. */
  holdsSemicolon(semicolon: Token): boolean {
    const inBody = this.depth > 0;
    if (inBody && this.previous) {
      this.pending = { semicolon, last: this.previous };
    }
    return inBody || (this.parentheses > 0 && this.creates('rule'));
  }

  /**
   * Takes the next token that is no comment. Returns where the statement really ended when the token shows that a
   * body was left open: no statement of a body begins with CREATE.
   */
  take(token: Token): BrokenBody | undefined {
    const word = token.kind === 'word' ? this.text.slice(token.start, token.end).toLowerCase() : '';
    if (token.kind !== 'semicolon') {
      if (this.pending && word === 'create') {
        return this.pending;
      }
      this.pending = undefined;
    }
    if (token.kind === 'openParen') {
      this.parentheses++;
    } else if (token.kind === 'closeParen') {
      this.parentheses = Math.max(0, this.parentheses - 1);
    } else if (word !== '') {
      this.takeWord(word);
    }
    this.previousWord = token.kind === 'punctuation' ? this.text.slice(token.start, token.end) : word;
    this.previous = token;
    return undefined;
  }

  private takeWord(word: string): void {
    if (this.opening.length < openingWords) {
      this.opening.push(word);
    }
    if (this.previousWord === '.' || this.previousWord === 'as') {
      return;
    }
    if (word === 'stdin' && this.previousWord === 'from' && this.opening[0] === 'copy') {
      this.isCopyFromStdin = true;
    } else if (word === 'atomic' && this.previousWord === 'begin' && this.creates('function', 'procedure')) {
      this.depth = Math.max(1, this.depth);
    } else if (this.depth > 0 && word === 'case') {
      this.depth++;
    } else if (this.depth > 0 && word === 'end') {
      this.depth--;
    }
  }

  /** Whether the statement begins with CREATE [OR REPLACE] and one of these words. */
  private creates(...kinds: readonly string[]): boolean {
    const [create, second, third, fourth] = this.opening;
    const kind = second === 'or' && third === 'replace' ? fourth : second;
    return create === 'create' && kind !== undefined && kinds.includes(kind);
  }
}

const openingWords = 4;
