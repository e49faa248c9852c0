import type { TextRange } from '../../base/textRange';
import type { Cell } from '../ports';
import { errorPlace } from '../sql/errorPlace';

/** What goes to the server in the place of a statement as it stands in the document. */
export interface SentText {
  readonly text: string;
  readonly values: readonly Cell[];
  /** Where the two differ, in text order; undefined where no place of one is a place of the other. */
  readonly replaced: readonly Replaced[] | undefined;
}

/** A part that was replaced: where it stands in what is sent, and in the statement. UTF-16 units. */
export interface Replaced {
  readonly sent: TextRange;
  readonly source: TextRange;
}

/**
 * The place in the document that a server's error position means; the whole statement where it means no place of it.
 * @param position one-based, in characters of what was sent
 */
export function sentErrorPlace(
  statement: { readonly text: string; readonly range: TextRange; readonly sent?: SentText },
  position: number,
): TextRange {
  const { text, range, sent } = statement;
  if (!sent) {
    return errorPlace({ text, offset: range.start }, position);
  }
  if (!sent.replaced) {
    return range;
  }
  const place = errorPlace({ text: sent.text, offset: 0 }, position);
  return {
    start: range.start + sourceOffset(sent.replaced, place.start, 'start'),
    end: range.start + sourceOffset(sent.replaced, place.end, 'end'),
  };
}

function sourceOffset(replaced: readonly Replaced[], offset: number, side: 'start' | 'end'): number {
  let shift = 0;
  for (const { sent, source } of replaced) {
    const isInside = side === 'start' ? offset < sent.end : offset <= sent.end;
    if (sent.start < offset || (side === 'start' && sent.start === offset)) {
      if (isInside) {
        return source[side];
      }
      shift = source.end - sent.end;
    }
  }
  return offset + shift;
}
