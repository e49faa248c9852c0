/** What is known of the values of one column. */
export interface ColumnStatistics {
  readonly rows: number;
  readonly nulls: number;
  /** Empty texts; undefined where a value cannot be empty. */
  readonly empty: number | undefined;
  readonly distinct: DistinctCount;
  /** As PostgreSQL writes them, in the order by which rows are sorted; undefined when all are NULL. */
  readonly least: string | undefined;
  readonly greatest: string | undefined;
  /** Of numbers. */
  readonly numbers: NumberStatistics | undefined;
  /** The most frequent values, unless there are too many different ones to count each. */
  readonly frequent: readonly FrequentValue[] | undefined;
  readonly histogram: Histogram | undefined;
}

export interface DistinctCount {
  readonly count: number;
  /** Counted one by one; otherwise estimated with a standard error of 1 %. */
  readonly isExact: boolean;
}

export interface NumberStatistics {
  /** Of int, numeric and money exactly; of floats in double precision. NaN and infinities as PostgreSQL sums them. */
  readonly sum: string;
  /** To 16 digits behind the point at most. */
  readonly average: string;
  /** Of a sample (stddev_samp), in double precision; undefined for fewer than two values. */
  readonly deviation: number | undefined;
  readonly isExact: boolean;
}

export interface FrequentValue {
  readonly value: string;
  readonly count: number;
}

/** How many values lie in each of some ranges of equal width; the last range includes its end. */
export interface Histogram {
  readonly from: number;
  readonly to: number;
  /** Numbers, or microseconds since 1970 for dates and times. */
  readonly kind: 'number' | 'moment';
  readonly counts: readonly number[];
  /** Values without a place: NaN and infinity. */
  readonly outside: number;
}

export const histogramBars = 20;
export const frequentValues = 10;
