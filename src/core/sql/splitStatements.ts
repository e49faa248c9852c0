import type { TextRange } from '../../base/textRange';
import { characterClass, isIn, lineEnd } from './characters';
import { BodyTracker } from './atomicBody';
import { type Lexer, type Token, isComment, newLexer, nextToken } from './lexer';

/** One statement of a document. All ranges are in UTF-16 units of the whole text. */
export interface Statement {
  /**
   * From the first token to the last one before the semicolon: what is sent to the server. Comments around it are
   * left out, except a planner hint that stands before it.
   */
  readonly range: TextRange;
  /** `range` and the semicolon that ends it. */
  readonly full: TextRange;
  /** Where a cursor means this statement; see `statementAt`. */
  readonly reach: TextRange;
  readonly text: string;
  /** False for the last statement of a text without a semicolon, and before a backslash command. */
  readonly terminated: boolean;
  /** A template stands in it, outside quotes: what dbt would send is not known. */
  readonly hasJinja: boolean;
  /** A backslash command of psql, which is not SQL and runs to the end of its line. */
  readonly isMetaCommand: boolean;
  /** The lines of data after a COPY … FROM STDIN, without the closing `\.`, as pg_dump writes them. */
  readonly copyData: TextRange | undefined;
}

/**
 * Finds where statements begin and end, in linear time and in any text, also half typed. Semicolons inside the
 * body of a BEGIN ATOMIC function and inside the parentheses of CREATE RULE end nothing. Empty statements are dropped.
 */
export function splitStatements(text: string): readonly Statement[] {
  const lexer = newLexer(text);
  const pieces: Piece[] = [];
  let copyEnds = true;
  let offset = 0;
  for (;;) {
    const piece = nextPiece(lexer, offset);
    if (!piece) {
      return withReach(text, pieces);
    }
    if (copyEnds && piece.isCopyFromStdin && piece.terminated) {
      piece.copyData = copyDataAfter(text, piece.full.end);
      copyEnds = piece.copyData !== undefined;
    }
    pieces.push(piece);
    offset = piece.copyData ? lineEnd(text, piece.copyData.end) : piece.full.end;
  }
}

/**
 * The statement that a cursor means, or undefined when it stands in a gap, so that nothing is run by surprise:
 * - in a statement, or right at its first character or after its semicolon (there the statement before wins);
 * - on the line where it ends, and on an empty line right below (return was just pressed);
 * - on the line where it starts, and in the comment right above it;
 * - anywhere below a statement that no semicolon ends.
 */
export function statementAt(statements: readonly Statement[], offset: number): Statement | undefined {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((statements[middle]?.reach.start ?? 0) <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const before = statements[low - 2];
  if (before?.full.end === offset) {
    return before;
  }
  const found = statements[low - 1];
  return found && offset <= found.reach.end ? found : undefined;
}

/** A statement under construction. */
interface Piece {
  range: TextRange;
  full: TextRange;
  text: string;
  /** Where the comment above it starts. */
  lead: number;
  terminated: boolean;
  hasJinja: boolean;
  isMetaCommand: boolean;
  isCopyFromStdin: boolean;
  copyData: TextRange | undefined;
}

/** Reads tokens up to the end of the next statement that is not empty. */
function nextPiece(lexer: Lexer, from: number): Piece | undefined {
  let comments: Token[] = [];
  let previousEnd = from;
  for (let token = nextToken(lexer, from); token; token = nextToken(lexer, token.end)) {
    if (isComment(token)) {
      comments.push(token);
    } else if (token.kind === 'semicolon') {
      comments = [];
      previousEnd = token.end;
    } else {
      const start = hintStart(lexer.text, comments) ?? token.start;
      const piece =
        token.kind === 'metaCommand' ? metaCommand(lexer.text, token) : statement(lexer, token, start);
      piece.lead = leadStart(lexer.text, { start, previousEnd, comments });
      return piece;
    }
  }
  return undefined;
}

function metaCommand(text: string, token: Token): Piece {
  const range = trimmed(text, token);
  return { ...newPiece(text, range), full: range, terminated: true, isMetaCommand: true };
}

function statement(lexer: Lexer, first: Token, start: number): Piece {
  const { text } = lexer;
  const body = new BodyTracker(text);
  let hasJinja = false;
  let last: Token = first;
  let token: Token | undefined = first;
  while (token && token.kind !== 'metaCommand') {
    if (token.kind === 'semicolon' && !body.holdsSemicolon(token)) {
      break;
    }
    if (!isComment(token)) {
      const broken = body.take(token);
      if (broken) {
        // The body was never closed: the statement ended at the semicolon before this token.
        last = broken.last;
        token = broken.semicolon;
        break;
      }
      hasJinja ||= token.kind === 'jinja';
      last = token;
    }
    token = nextToken(lexer, token.end);
  }
  const terminated = token?.kind === 'semicolon';
  const range = { start, end: last.end };
  return {
    ...newPiece(text, range),
    full: { start, end: terminated && token ? token.end : last.end },
    terminated,
    hasJinja,
    isCopyFromStdin: body.isCopyFromStdin,
  };
}

function newPiece(text: string, range: TextRange): Piece {
  return {
    range,
    full: range,
    text: text.slice(range.start, range.end),
    lead: range.start,
    terminated: false,
    hasJinja: false,
    isMetaCommand: false,
    isCopyFromStdin: false,
    copyData: undefined,
  };
}

function trimmed(text: string, range: TextRange): TextRange {
  return { start: range.start, end: range.start + text.slice(range.start, range.end).trimEnd().length };
}

/** pg_hint_plan reads the first comment of what is sent, so a hint belongs to its statement. */
function hintStart(text: string, comments: readonly Token[]): number | undefined {
  return comments.find((comment) => text.startsWith('/*+', comment.start))?.start;
}

interface Gap {
  readonly start: number;
  readonly previousEnd: number;
  readonly comments: readonly Token[];
}

/** The start of the line on which the statement, or the comment that stands right above it, begins. */
function leadStart(text: string, gap: Gap): number {
  let lead = gap.start;
  for (const comment of [...gap.comments].reverse()) {
    if (comment.start >= lead) {
      continue;
    }
    const blankLine = countLineBreaks(text, comment.end, lead) > 1;
    const onPreviousLine = gap.previousEnd > 0 && countLineBreaks(text, gap.previousEnd, comment.start) === 0;
    if (blankLine || onPreviousLine) {
      break;
    }
    lead = comment.start;
  }
  let line = lead;
  while (line > gap.previousEnd && !isIn(text.charCodeAt(line - 1), characterClass.lineBreak)) {
    line--;
  }
  // On a line that another statement ends, the space between the two belongs to that one.
  return line === gap.previousEnd && line > 0 && !isIn(text.charCodeAt(line - 1), characterClass.lineBreak)
    ? lead
    : line;
}

function countLineBreaks(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end && count < 2; at++) {
    if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) {
      count++;
    }
  }
  return count;
}

function withReach(text: string, pieces: readonly Piece[]): readonly Statement[] {
  return pieces.map(({ lead, isCopyFromStdin: _, ...piece }, index) => {
    const next = pieces[index + 1];
    const limit = next ? Math.max(piece.full.end, next.lead - 1) : text.length;
    const end = piece.terminated ? reachBelow(text, piece.copyData?.end ?? piece.full.end) : limit;
    return { ...piece, reach: { start: lead, end: Math.min(end, limit) } };
  });
}

/** The end of the line, and of the line below when nothing is on it. */
function reachBelow(text: string, from: number): number {
  const end = lineEnd(text, from);
  const below = end + (text.startsWith('\r\n', end) ? 2 : 1);
  let blank = below;
  while (text[blank] === ' ' || text[blank] === '\t') {
    blank++;
  }
  const isBlank =
    below <= text.length && (blank >= text.length || isIn(text.charCodeAt(blank), characterClass.lineBreak));
  return isBlank ? blank : end;
}

/** The lines from the one after the semicolon to the one before `\.`; undefined when there is no such line. */
function copyDataAfter(text: string, from: number): TextRange | undefined {
  const line = lineEnd(text, from);
  const start = Math.min(text.length, line + (text.startsWith('\r\n', line) ? 2 : 1));
  const closing = /^\\\.[ \t]*$/my;
  for (let at = text.indexOf('\\.', start); at >= 0; at = text.indexOf('\\.', at + 1)) {
    closing.lastIndex = at;
    if (closing.test(text)) {
      return { start, end: at };
    }
  }
  return undefined;
}
