import type { Cell } from '../ports';

/** What a sample tells of a column. */
export interface SampledColumn {
  readonly nulls: number;
  /** Different values, the most frequent first. */
  readonly examples: readonly string[];
}

const examplesShown = 3;

/** Counts nulls and picks examples for each column of a sample. */
export function sampleFacts(
  rows: readonly (readonly Cell[])[],
  columnCount: number,
): readonly SampledColumn[] {
  return Array.from({ length: columnCount }, (_, column) => {
    const counts = new Map<string, number>();
    let nulls = 0;
    for (const row of rows) {
      const value = row[column];
      if (value === null || value === undefined) {
        nulls++;
      } else {
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
    const byCount = [...counts].sort((a, b) => b[1] - a[1]);
    return { nulls, examples: byCount.slice(0, examplesShown).map(([value]) => value) };
  });
}
