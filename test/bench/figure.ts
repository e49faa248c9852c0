/** What a figure may be at most, or must be at least. */
export type Bound = { readonly atMost: number } | { readonly atLeast: number };

/** One measured figure. The value is the median of its samples. */
export interface Measurement {
  readonly id: string;
  readonly samples: readonly number[];
  /** The same kind of work by something else in the same run, for judging the machine. */
  readonly reference?: { readonly name: string; readonly samples: readonly number[] };
  /** What a reader of the figure must know, as that the reference was not waited for to its end. */
  readonly note?: string;
}

/** A promise that we measure. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  readonly unit: 'ms' | 'KB' | 'MB' | '×' | 'elements';
  readonly bound: Bound;
}

/** Figures that are measured together, because they share what is expensive to set up. */
export interface Bench {
  readonly figures: readonly Figure[];
  measure(say: (line: string) => void): Promise<readonly Measurement[]>;
}

/** One row of the JSON report. */
export interface ReportRow {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly bound: number;
  readonly holds: boolean;
}

export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
