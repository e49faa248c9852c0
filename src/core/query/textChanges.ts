import type { TextRange } from '../../base/textRange';

/** One replacement in a document, in UTF-16 units: `length` units from `start` became `newLength` units. */
export interface TextChange {
  readonly start: number;
  readonly length: number;
  readonly newLength: number;
}

/**
 * Where a range of the text stands after a change, or undefined when the change touched what is in it: a mark on text
 * that was edited since would point at the wrong thing.
 */
export function rangeAfter(range: TextRange, change: TextChange): TextRange | undefined {
  const changeEnd = change.start + change.length;
  if (change.start >= range.end) {
    return range;
  }
  if (changeEnd <= range.start) {
    const by = change.newLength - change.length;
    return { start: range.start + by, end: range.end + by };
  }
  return undefined;
}

/** `rangeAfter` for a list of changes, each given in the text that the one before left. */
export function rangeAfterAll(range: TextRange, changes: readonly TextChange[]): TextRange | undefined {
  let current: TextRange | undefined = range;
  for (const change of changes) {
    if (!current) {
      return undefined;
    }
    current = rangeAfter(current, change);
  }
  return current;
}
