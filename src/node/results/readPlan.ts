import type { RowPlace } from '../../core/query/storedRows';

/** One read that serves several rows. */
export interface PlannedRead {
  readonly from: number;
  readonly to: number;
  /** The rows that begin in it, each with its index among those that are wanted. */
  readonly wanted: readonly (RowPlace & { readonly index: number })[];
}

/** What is read of a row whose length is not known; most rows are shorter. */
const rowGuess = 4096;

/** Rows that lie no farther apart are read together, up to so many bytes. */
const gap = 16 * 1024;
const mostAtOnce = 1024 * 1024;

/** How rows that begin at these places are read with few calls to the system: near ones together. */
export function planReads(places: readonly RowPlace[], size: number): readonly PlannedRead[] {
  const ordered = places.map((place, index) => ({ ...place, index })).sort((a, b) => a.offset - b.offset);
  const reads: { from: number; to: number; wanted: (typeof ordered)[number][] }[] = [];
  for (const place of ordered) {
    const last = reads.at(-1);
    const to = Math.min(place.offset + rowGuess, size);
    if (last && place.offset - last.to <= gap && to - last.from <= mostAtOnce) {
      last.to = Math.max(last.to, to);
      last.wanted.push(place);
    } else {
      reads.push({ from: place.offset, to, wanted: [place] });
    }
  }
  return reads;
}
