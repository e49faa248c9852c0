import {
  chartBars,
  chartBuckets,
  type ChartData,
  type ChartMeasure,
  type ChartPoint,
  chartPoints,
} from '../../../core/results/chart';
import { type OrderKind, orderKind } from '../../../core/results/orderKind';
import { axisNumber, hasAxis } from '../../../core/results/plainNumber';
import { type JobContext, scanShown } from './jobContext';
import type { ChartJob } from './rowJob';
import { ScannedRow } from './rowScanner';

/** Categories that are counted one by one. */
const categoriesKept = 100_000;

/** Gathers what a chart shows of the rows that are shown. */
export async function chartData(job: ChartJob, context: JobContext): Promise<ChartData> {
  const scan = new ChartScan(job, context);
  const { kind, x } = job.spec;
  if (kind === 'histogram') {
    return histogram(job, scan);
  }
  if (kind === 'bar' || (x !== undefined && !hasAxis(kindOf(job, x)))) {
    return bars(job, scan);
  }
  return kind === 'scatter' ? scatter(job, scan) : line(job, scan);
}

/** Looks at the rows once or several times, always with the same numbers. */
class ChartScan {
  private readonly row: ScannedRow;
  readonly values: number[];
  x = 0;
  category = '';
  passes = 0;

  constructor(
    private readonly job: ChartJob,
    private readonly context: JobContext,
  ) {
    const { x, y } = job.spec;
    this.row = new ScannedRow(Math.max(x ?? 0, ...y, 0) + 1);
    this.values = y.map(() => Number.NaN);
  }

  /** Calls back with the values in `x`, `category` and `values`; counts the rows that are shown. */
  async each(visit: () => void): Promise<number> {
    const { rows, spec } = this.job;
    const yKinds = spec.y.map((column) => kindOf(this.job, column));
    const xKind = spec.x === undefined ? undefined : kindOf(this.job, spec.x);
    let count = 0;
    await scanShown(rows, this.row, this.context, (row) => {
      spec.y.forEach((column, index) => {
        this.values[index] = numberAt(row, column, yKinds[index] ?? 'other');
      });
      if (spec.x === undefined || xKind === undefined) {
        this.x = row.row + 1;
      } else {
        this.x = numberAt(row, spec.x, xKind);
        this.category = spec.kind === 'bar' || !hasAxis(xKind) ? categoryAt(row, spec.x) : '';
      }
      count++;
      visit();
    });
    return count;
  }
}

async function line(job: ChartJob, scan: ChartScan): Promise<ChartData> {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  const rows = await scan.each(() => {
    if (!Number.isNaN(scan.x)) {
      from = Math.min(from, scan.x);
      to = Math.max(to, scan.x);
    }
  });
  const isWhole = rows <= chartPoints;
  const width = to > from ? (to - from) / chartBuckets : 1;
  const points = scan.values.map(() => new Map<number, Gathered>());
  let order = 0;
  await scan.each(() => {
    order++;
    if (Number.isNaN(scan.x)) {
      return;
    }
    const bucket = isWhole ? order : Math.min(chartBuckets - 1, Math.floor((scan.x - from) / width));
    scan.values.forEach((value, index) => gather(points[index], bucket, scan.x, value));
  });
  const said = isWhole
    ? `Every one of ${rows.toLocaleString('en')} rows.`
    : `${rows.toLocaleString('en')} rows in ${chartBuckets} ranges of equal width: the line is the average of each, the band its least and greatest value.`;
  return {
    ...frame(job, said),
    series: names(job).map((name, index) => ({
      name,
      points: [...(points[index]?.values() ?? [])].map(pointOf).sort((a, b) => a.x - b.x),
    })),
  };
}

async function scatter(job: ChartJob, scan: ChartScan): Promise<ChartData> {
  const rows = await scan.each(() => undefined);
  const step = Math.max(1, Math.ceil(rows / chartPoints));
  const points: ChartPoint[][] = scan.values.map(() => []);
  let order = 0;
  await scan.each(() => {
    if (order++ % step === 0 && !Number.isNaN(scan.x)) {
      scan.values.forEach((y, index) => {
        if (!Number.isNaN(y)) {
          points[index]?.push({ x: scan.x, y });
        }
      });
    }
  });
  const said =
    step === 1
      ? `Every one of ${rows.toLocaleString('en')} rows.`
      : `Every ${ordinal(step)} of ${rows.toLocaleString('en')} rows.`;
  return {
    ...frame(job, said),
    series: names(job).map((name, index) => ({ name, points: points[index] ?? [] })),
  };
}

async function bars(job: ChartJob, scan: ChartScan): Promise<ChartData> {
  const { measure, x } = job.spec;
  const groups = new Map<string, { readonly x: number; readonly sums: Gathered[]; count: number }>();
  let beyond = 0;
  const rows = await scan.each(() => {
    const key = x === undefined ? String(scan.x) : scan.category;
    let group = groups.get(key);
    if (!group) {
      if (groups.size >= categoriesKept) {
        beyond++;
        return;
      }
      group = { x: scan.x, sums: scan.values.map(() => emptyGathered()), count: 0 };
      groups.set(key, group);
    }
    group.count++;
    group.sums.forEach((sum, index) => add(sum, 0, scan.values[index] ?? Number.NaN));
  });
  const measured = [...groups].map(([name, { x: place, sums, count }]) => ({
    name,
    place,
    values: measure === 'count' ? [count] : sums.map((sum) => measureOf(sum, measure)),
  }));
  const ordered = measured.sort((a, b) => (b.values[0] ?? 0) - (a.values[0] ?? 0)).slice(0, chartBars);
  if (x === undefined || hasAxis(kindOf(job, x))) {
    ordered.sort((a, b) => a.place - b.place);
  }
  const seriesNames = measure === 'count' ? ['rows'] : names(job);
  const all = groups.size.toLocaleString('en');
  const shown =
    groups.size > ordered.length
      ? `The ${ordered.length} largest of ${all} different values`
      : `${all} different values`;
  const left = beyond > 0 ? ` ${beyond.toLocaleString('en')} rows with further values are left out.` : '';
  return {
    ...frame(
      job,
      `${shown} of ${rows.toLocaleString('en')} rows; a bar is the ${measureWords[measure]}.${left}`,
    ),
    axis: 'category',
    categories: ordered.map(({ name }) => name),
    series: seriesNames.map((name, index) => ({
      name,
      points: ordered.flatMap(({ values }, place) => {
        const y = values[index] ?? Number.NaN;
        return Number.isNaN(y) ? [] : [{ x: place, y }];
      }),
    })),
  };
}

async function histogram(job: ChartJob, scan: ChartScan): Promise<ChartData> {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  await scan.each(() => {
    const [value = Number.NaN] = scan.values;
    if (!Number.isNaN(value)) {
      from = Math.min(from, value);
      to = Math.max(to, value);
    }
  });
  const width = to > from ? (to - from) / chartBars : 1;
  const counts = new Array<number>(from > to ? 0 : to > from ? chartBars : 1).fill(0);
  let without = 0;
  const rows = await scan.each(() => {
    const [value = Number.NaN] = scan.values;
    if (Number.isNaN(value)) {
      without++;
      return;
    }
    const bar = Math.min(counts.length - 1, Math.floor((value - from) / width));
    counts[bar] = (counts[bar] ?? 0) + 1;
  });
  const [column = 0] = job.spec.y;
  const left = without > 0 ? ` ${without.toLocaleString('en')} rows have no value that could be drawn.` : '';
  return {
    ...frame(job, `${rows.toLocaleString('en')} rows in ${counts.length} ranges of equal width.${left}`),
    axis: kindOf(job, column) === 'moment' ? 'moment' : 'number',
    xName: names(job)[0] ?? '',
    yName: 'rows',
    barWidth: width,
    series: [{ name: 'rows', points: counts.map((y, index) => ({ x: from + index * width, y })) }],
  };
}

function frame(job: ChartJob, said: string): Omit<ChartData, 'series'> {
  const { kind, x } = job.spec;
  const series = names(job);
  return {
    kind: kind === 'bar' ? 'bar' : x !== undefined && !hasAxis(kindOf(job, x)) ? 'bar' : kind,
    axis: x !== undefined && kindOf(job, x) === 'moment' ? 'moment' : 'number',
    xName: x === undefined ? 'row' : (job.rows.columns[x]?.name ?? ''),
    yName: series.length === 1 ? (series[0] ?? '') : '',
    categories: [],
    barWidth: 0,
    said,
  };
}

function names({ rows, spec }: ChartJob): readonly string[] {
  return spec.y.map((column) => rows.columns[column]?.name ?? '');
}

function kindOf({ rows }: ChartJob, column: number): OrderKind {
  const description = rows.columns[column];
  return description ? orderKind(description) : 'other';
}

function numberAt(row: ScannedRow, column: number, kind: OrderKind): number {
  const length = row.lengths[column] ?? -1;
  const start = row.starts[column] ?? 0;
  return length < 0 ? Number.NaN : axisNumber(kind, row.bytes, start, start + length);
}

function categoryAt(row: ScannedRow, column: number): string {
  return (row.lengths[column] ?? -1) < 0 ? 'NULL' : row.text(column).slice(0, 100);
}

interface Gathered {
  count: number;
  x: number;
  sum: number;
  low: number;
  high: number;
}

function emptyGathered(): Gathered {
  return { count: 0, x: 0, sum: 0, low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
}

function gather(points: Map<number, Gathered> | undefined, bucket: number, x: number, value: number): void {
  if (points && !Number.isNaN(value)) {
    const known = points.get(bucket) ?? emptyGathered();
    points.set(bucket, known);
    add(known, x, value);
  }
}

function add(gathered: Gathered, x: number, value: number): void {
  if (!Number.isNaN(value)) {
    gathered.count++;
    gathered.x += (x - gathered.x) / gathered.count;
    gathered.sum += value;
    gathered.low = Math.min(gathered.low, value);
    gathered.high = Math.max(gathered.high, value);
  }
}

function pointOf({ count, x, sum, low, high }: Gathered): ChartPoint {
  return low === high ? { x, y: low } : { x, y: sum / count, low, high };
}

const measureWords: Readonly<Record<ChartMeasure, string>> = {
  count: 'number of rows',
  sum: 'sum',
  average: 'average',
  least: 'least value',
  greatest: 'greatest value',
};

function measureOf({ count, sum, low, high }: Gathered, measure: ChartMeasure): number {
  if (count === 0) {
    return Number.NaN;
  }
  const values = { count, sum, average: sum / count, least: low, greatest: high };
  return values[measure];
}

function ordinal(step: number): string {
  const tens = step % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][step % 10] ?? 'th');
  return `${step.toLocaleString('en')}${ending} row`;
}
