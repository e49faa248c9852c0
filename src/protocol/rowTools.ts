import { isCount, isOneOf, isRecord, isString } from '../base/validate';
import {
  type Arrangement,
  type ColumnCondition,
  filterOperators,
  type SortKey,
} from '../core/results/arrangement';
import {
  type ChartData,
  chartKinds,
  chartMeasures,
  chartSeriesLimit,
  type ChartSpec,
} from '../core/results/chart';
import type { SearchSpec } from '../core/results/search';
import type { ColumnStatistics } from '../core/results/statistics';
import type { Validators } from './rpc';

/** In which order, and which, rows of a result are shown. */
export interface ArrangedView {
  /** Names it; every arrangement of a run has a number of its own. */
  readonly view: number;
  readonly arrangement: Arrangement;
  /** Rows that are shown, of so many that were looked at. */
  readonly rowCount: number;
  readonly of: number;
  /** Some values were too long to be compared whole. */
  readonly cutKeys: boolean;
}

/** Rows of a statement: as an arrangement shows them, or all as they came. */
export interface ShownRows {
  readonly runId: number;
  readonly statement: number;
  readonly view?: number | undefined;
}

export interface ArrangeRequest {
  readonly runId: number;
  readonly statement: number;
  readonly arrangement: Arrangement;
}

export interface FindRequest extends ShownRows {
  readonly search: SearchSpec;
}

export interface FindSummary {
  /** Names the hits. */
  readonly find: number;
  /** Cells in which it was found, and how many of them can be visited. */
  readonly total: number;
  readonly listed: number;
}

/** Asks for the hit at or next to a cell; behind the last one comes the first. */
export interface HitRequest {
  readonly runId: number;
  readonly find: number;
  readonly row: number;
  readonly column: number;
  /** 0: the cell itself, or else the next one. */
  readonly step: 1 | 0 | -1;
}

export interface Hit {
  /** Among the hits, from 0. */
  readonly index: number;
  readonly row: number;
  readonly column: number;
}

/** Asks for the hits in at most `hitRowLimit` rows. */
export interface HitsRequest {
  readonly runId: number;
  readonly find: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

export const hitRowLimit = 1000;

export interface StatisticsRequest extends ShownRows {
  readonly column: number;
}

export interface ChartRequest extends ShownRows {
  readonly spec: ChartSpec;
}

export interface SaveChartRequest {
  readonly runId: number;
  readonly format: 'svg' | 'png';
  /** The text of an SVG, or a PNG in base64. */
  readonly content: string;
}

/** How far a job is. */
export interface JobProgress {
  readonly runId: number;
  readonly statement: number;
  readonly rows: number;
  readonly of: number;
}

/** What the results view may ask about the rows of a result. An abort stops the work. */
export interface RowToolsHost {
  /** Sorts and filters; answers undefined for all rows as they came. */
  arrange(argument: ArrangeRequest): ArrangedView | undefined;
  find(argument: FindRequest): FindSummary;
  /** Undefined when there are no hits. */
  hit(argument: HitRequest): Hit | undefined;
  /** `[row, column]` of each hit. */
  hits(argument: HitsRequest): readonly (readonly [number, number])[];
  /** Of the values of a column, of all rows that are shown. */
  statistics(argument: StatisticsRequest): ColumnStatistics;
  /** What a chart shows of the rows that are shown. */
  chart(argument: ChartRequest): ChartData;
  /** Asks for a file and writes a picture into it. */
  saveChart(argument: SaveChartRequest): void;
  /** Opens the statement with this order and filter as an SQL document, for the server to do it over all rows. */
  arrangeOnServer(argument: ArrangeRequest): void;
}

export function isShownRows(value: unknown): value is ShownRows {
  return (
    isRecord(value) &&
    isCount(value['runId']) &&
    isCount(value['statement']) &&
    (value['view'] === undefined || isCount(value['view']))
  );
}

const textLimit = 10_000;

const isShortText = (value: unknown): value is string => isString(value) && value.length <= textLimit;

const isSortKey = (value: unknown): value is SortKey =>
  isRecord(value) && isCount(value['column']) && typeof value['descending'] === 'boolean';

const isCondition = (value: unknown): value is ColumnCondition =>
  isRecord(value) &&
  isCount(value['column']) &&
  isOneOf(filterOperators, value['operator']) &&
  isShortText(value['text']) &&
  typeof value['matchCase'] === 'boolean';

const isListOf = <T>(check: (value: unknown) => value is T, value: unknown): value is readonly T[] =>
  Array.isArray(value) && value.length <= 100 && value.every(check);

const isArrangement = (value: unknown): value is Arrangement =>
  isRecord(value) &&
  isListOf(isSortKey, value['sort']) &&
  isRecord(value['filter']) &&
  isListOf(isCondition, value['filter']['conditions']) &&
  isShortText(value['filter']['anywhere']);

const isArrangeRequest = (value: unknown): value is ArrangeRequest =>
  isShownRows(value) && isRecord(value) && isArrangement(value['arrangement']);

const isStatisticsRequest = (value: unknown): value is StatisticsRequest =>
  isShownRows(value) && isRecord(value) && isCount(value['column']);

const isChartRequest = (value: unknown): value is ChartRequest => {
  const spec = isRecord(value) ? value['spec'] : undefined;
  return (
    isShownRows(value) &&
    isRecord(spec) &&
    isOneOf(chartKinds, spec['kind']) &&
    isOneOf(chartMeasures, spec['measure']) &&
    (spec['x'] === undefined || isCount(spec['x'])) &&
    isListOf(isCount, spec['y']) &&
    spec['y'].length <= chartSeriesLimit
  );
};

const pictureLimit = 30_000_000;

const isSaveChartRequest = (value: unknown): value is SaveChartRequest =>
  isRecord(value) &&
  isCount(value['runId']) &&
  (value['format'] === 'svg' || value['format'] === 'png') &&
  isString(value['content']) &&
  value['content'].length <= pictureLimit;

const isFindRequest = (value: unknown): value is FindRequest => {
  const search = isRecord(value) ? value['search'] : undefined;
  return (
    isShownRows(value) &&
    isRecord(search) &&
    isShortText(search['text']) &&
    [search['matchCase'], search['wholeCell'], search['isPattern']].every((each) => typeof each === 'boolean')
  );
};

const isHitRequest = (value: unknown): value is HitRequest =>
  isRecord(value) &&
  [value['runId'], value['find'], value['row'], value['column']].every(isCount) &&
  (value['step'] === 1 || value['step'] === 0 || value['step'] === -1);

const isHitsRequest = (value: unknown): value is HitsRequest =>
  isRecord(value) &&
  isCount(value['runId']) &&
  isCount(value['find']) &&
  isCount(value['firstRow']) &&
  isCount(value['lastRow']) &&
  value['lastRow'] - value['firstRow'] < hitRowLimit;

export const rowToolsValidators: Validators<RowToolsHost> = {
  arrange: isArrangeRequest,
  find: isFindRequest,
  hit: isHitRequest,
  hits: isHitsRequest,
  statistics: isStatisticsRequest,
  chart: isChartRequest,
  saveChart: isSaveChartRequest,
  arrangeOnServer: isArrangeRequest,
};

/** The check of a request that may say which rows are shown. */
export function withView<T>(check: (value: unknown) => value is T): (value: unknown) => value is T {
  return (value): value is T =>
    check(value) && isRecord(value) && (value['view'] === undefined || isCount(value['view']));
}
