import { UserError } from '../../base/userError';
import type { Cell } from '../ports';

/** How a file of separated values is written. */
export interface SeparatedFormat {
  readonly delimiter: string;
  readonly quote: string;
  /** A value without quotes that reads so is NULL. */
  readonly nullText: string;
}

/** One row of a file. */
export interface FileRow {
  readonly cells: readonly Cell[];
  /** The line on which it begins, from 1. */
  readonly line: number;
}

/**
 * Cuts text into rows, as it comes: CSV as RFC 4180 and COPY have it, with line breaks of any kind. A quote is doubled
 * inside quotes.
 */
export class SeparatedReader {
  private rest = '';
  private line = 1;

  constructor(private readonly format: SeparatedFormat) {}

  /** The rows that are whole now. */
  push(text: string): readonly FileRow[] {
    this.rest += text;
    return this.read(false);
  }

  /** The last row. @throws UserError when quotes are left open */
  finish(): readonly FileRow[] {
    return this.read(true);
  }

  private read(isEnd: boolean): readonly FileRow[] {
    const rows: FileRow[] = [];
    let at = 0;
    for (;;) {
      const row = this.readRow(at, isEnd);
      if (!row) {
        break;
      }
      if (!row.isBlank) {
        rows.push({ cells: row.cells, line: this.line });
      }
      this.line += row.lines;
      at = row.end;
    }
    this.rest = this.rest.slice(at);
    return rows;
  }

  /** The row at a place; undefined when it is not here whole. */
  private readRow(start: number, isEnd: boolean): ReadRow | undefined {
    const { rest: text } = this;
    const { delimiter, quote, nullText } = this.format;
    const cells: Cell[] = [];
    let at = start;
    let lines = 1;
    if (start >= text.length) {
      return undefined;
    }
    for (;;) {
      if (text[at] === quote) {
        const value = readQuoted(text, at + 1, quote);
        if (!value || (value.end >= text.length && !isEnd)) {
          this.refuseOpen(isEnd);
          return undefined;
        }
        lines += value.lines;
        const end = plainEnd(text, value.end, delimiter);
        cells.push(value.text + text.slice(value.end, end));
        at = end;
      } else {
        const end = plainEnd(text, at, delimiter);
        const value = text.slice(at, end);
        cells.push(value === nullText ? null : value);
        at = end;
      }
      if (at >= text.length) {
        return isEnd ? { cells, end: at, lines, isBlank: false } : undefined;
      }
      if (text[at] !== delimiter) {
        break;
      }
      at++;
    }
    // The line feed after a carriage return may not be here yet.
    if (text[at] === '\r' && at + 1 >= text.length && !isEnd) {
      return undefined;
    }
    const isBlank = at === start;
    return { cells, end: text.startsWith('\r\n', at) ? at + 2 : at + 1, lines, isBlank };
  }

  private refuseOpen(isEnd: boolean): void {
    if (isEnd) {
      throw new UserError(
        `The quotes that open in line ${this.line} are never closed. Choose another quote character, or repair the file.`,
      );
    }
  }
}

interface ReadRow {
  readonly cells: readonly Cell[];
  readonly end: number;
  readonly lines: number;
  /** Nothing stands in the line. */
  readonly isBlank: boolean;
}

/** A value behind its opening quote; undefined when the closing one is not here. */
function readQuoted(
  text: string,
  start: number,
  quote: string,
): { readonly text: string; readonly end: number; readonly lines: number } | undefined {
  let at = text.indexOf(quote, start);
  while (at >= 0 && text[at + 1] === quote) {
    at = text.indexOf(quote, at + 2);
  }
  if (at < 0) {
    return undefined;
  }
  const written = text.slice(start, at);
  const lines = written.match(/\r\n|\n|\r/g)?.length ?? 0;
  return { text: written.replaceAll(quote + quote, quote), end: at + 1, lines };
}

function plainEnd(text: string, start: number, delimiter: string): number {
  let at = start;
  for (; at < text.length; at++) {
    const each = text[at];
    if (each === delimiter || each === '\n' || each === '\r') {
      break;
    }
  }
  return at;
}
