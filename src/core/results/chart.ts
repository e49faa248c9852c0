import type { AxisKind } from './axisText';

export const chartKinds = ['line', 'bar', 'scatter', 'histogram'] as const;
export type ChartKind = (typeof chartKinds)[number];

export const chartMeasures = ['count', 'sum', 'average', 'least', 'greatest'] as const;
export type ChartMeasure = (typeof chartMeasures)[number];

/** What a chart shows. Columns are zero-based. */
export interface ChartSpec {
  readonly kind: ChartKind;
  /** The column along the axis; undefined for the numbers of the rows. */
  readonly x: number | undefined;
  /** The columns that are drawn; of a histogram the first one. */
  readonly y: readonly number[];
  /** What a bar shows of the values that fall on it. */
  readonly measure: ChartMeasure;
}

/** A point, or what became of many points that fall on one place. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  /** The least and the greatest of the values, where there are several. */
  readonly low?: number;
  readonly high?: number;
}

export interface ChartSeries {
  readonly name: string;
  readonly points: readonly ChartPoint[];
}

export interface ChartData {
  readonly kind: ChartKind;
  /** `category`: x counts the categories; of a histogram x is where a bar begins. */
  readonly axis: AxisKind | 'category';
  readonly xName: string;
  readonly yName: string;
  readonly categories: readonly string[];
  /** Of a histogram. */
  readonly barWidth: number;
  readonly series: readonly ChartSeries[];
  /** How rows became points, in a sentence. */
  readonly said: string;
}

/** Up to so many points are drawn one by one. */
export const chartPoints = 2000;
/** More are gathered in so many ranges. */
export const chartBuckets = 300;
export const chartBars = 40;
/** Columns that are drawn at a time: as many as there are colours that can be told apart. */
export const chartSeriesLimit = 6;
