/** A place in a text, as editors count: lines and UTF-16 code units from zero. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Finds lines of one text. Line breaks are those of editors: LF, CRLF and CR. */
export class LineIndex {
  private constructor(
    private readonly length: number,
    private readonly starts: readonly number[],
  ) {}

  static of(text: string): LineIndex {
    const starts = [0];
    for (const found of text.matchAll(/\r\n|\r|\n/g)) {
      starts.push(found.index + found[0].length);
    }
    return new LineIndex(text.length, starts);
  }

  /** The place of an offset; one beyond the text counts as its end. */
  position(offset: number): TextPosition {
    const at = Math.min(Math.max(0, offset), this.length);
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= at) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return { line: low, column: at - (this.starts[low] ?? 0) };
  }
}
