/** A longer line is shown in pieces: a plan without line breaks can be one line of sixty megabytes. */
const longestPiece = 600;

/** A text as lines for a view that shows a window of them. It is gone through once, when it is first asked for. */
export class TextPieces {
  private starts: readonly number[] | undefined;

  constructor(readonly text: string) {}

  get count(): number {
    return this.offsets().length;
  }

  /** The lines from a zero-based one on, without their line breaks. */
  window(from: number, count: number): readonly string[] {
    const starts = this.offsets();
    const lines: string[] = [];
    for (let line = Math.max(0, from); line < Math.min(from + count, starts.length); line++) {
      lines.push(this.text.slice(starts[line], starts[line + 1] ?? this.text.length).replace(/\r?\n$/, ''));
    }
    return lines;
  }

  /** The line in which an offset of the text lies. */
  lineAt(offset: number): number {
    const starts = this.offsets();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private offsets(): readonly number[] {
    this.starts ??= pieceStarts(this.text);
    return this.starts;
  }
}

function pieceStarts(text: string): readonly number[] {
  const starts: number[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline + 1;
    for (let piece = start; piece < end;) {
      starts.push(piece);
      piece = nextPiece(text, piece, end);
    }
    start = end;
  }
  return starts;
}

/** Not between the two halves of a character. */
function nextPiece(text: string, start: number, end: number): number {
  const next = start + longestPiece;
  if (next >= end - 1) {
    return end;
  }
  const code = text.charCodeAt(next);
  return code >= 0xdc00 && code <= 0xdfff ? next + 1 : next;
}
