import { addExactly, createExactSum, exactAverageText, exactSumText } from '../../../core/results/exactSum';
import {
  countValue,
  createDistinctCounter,
  distinctCount,
  mostFrequent,
} from '../../../core/results/distinctCounter';
import { compareBytes, type KeyBuffer } from '../../../core/results/keyBuffer';
import { pushValueKey } from '../../../core/results/orderKey';
import { type OrderKind, orderKind } from '../../../core/results/orderKind';
import { axisNumber, hasAxis } from '../../../core/results/plainNumber';
import {
  type ColumnStatistics,
  frequentValues,
  type Histogram,
  histogramBars,
  type NumberStatistics,
} from '../../../core/results/statistics';
import { type JobContext, scanShown } from './jobContext';
import type { StatisticsJob } from './rowJob';
import { ScannedRow } from './rowScanner';

/** float4 and float8: their sums are not exact. */
const floatTypes: readonly number[] = [700, 701];

/** Values are shown and compared up to so many UTF-16 units. */
const shownUnits = 1000;

/** Looks at the values of a column that are shown: twice where they have a histogram. */
export async function columnStatistics(
  { rows, column }: StatisticsJob,
  { read, progress }: JobContext,
): Promise<ColumnStatistics> {
  const description = rows.columns[column];
  const kind = description ? orderKind(description) : 'other';
  const passes = hasAxis(kind) ? 2 : 1;
  const row = new ScannedRow(column + 1);
  const first = { read, progress: (count: number, of: number) => progress(count, of * passes) };
  const second = { read, progress: (count: number, of: number) => progress(of + count, of * passes) };
  const tally = new Tally(kind, floatTypes.includes(description?.typeOid ?? 0));
  await scanShown(rows, row, first, (scanned) => tally.add(scanned, column));
  const bars = hasAxis(kind) && tally.from <= tally.to ? new Bars(tally.from, tally.to) : undefined;
  if (bars) {
    await scanShown(rows, row, second, (scanned) => {
      const length = scanned.lengths[column] ?? -1;
      if (length >= 0) {
        const start = scanned.starts[column] ?? 0;
        bars.add(axisNumber(kind, scanned.bytes, start, start + length));
      }
    });
  }
  return tally.result(bars?.result(kind === 'moment' ? 'moment' : 'number'));
}

class Tally {
  from = Number.POSITIVE_INFINITY;
  to = Number.NEGATIVE_INFINITY;
  private rows = 0;
  private nulls = 0;
  private empty = 0;
  private readonly different = createDistinctCounter();
  private readonly exact = createExactSum();
  private floatSum = 0;
  private floatLoss = 0;
  private mean = 0;
  private squares = 0;
  private count = 0;
  private first: { readonly text: string; readonly number: number } | undefined;
  private leastKey: Uint8Array | undefined;
  private greatestKey: Uint8Array | undefined;
  private least = '';
  private greatest = '';
  private readonly key: KeyBuffer = { bytes: new Uint8Array(64), length: 0 };

  constructor(
    private readonly kind: OrderKind,
    private readonly isFloat: boolean,
  ) {}

  add(row: ScannedRow, column: number): void {
    this.rows++;
    const length = row.lengths[column] ?? -1;
    if (length < 0) {
      this.nulls++;
      return;
    }
    this.empty += length === 0 ? 1 : 0;
    const start = row.starts[column] ?? 0;
    this.key.length = 0;
    pushValueKey(this.kind, row.bytes, { start, end: start + length }, this.key);
    const text = row.text(column);
    this.noteEnds(text);
    countValue(this.different, this.isNumber ? this.keyText() : text);
    if (hasAxis(this.kind)) {
      this.addNumber(axisNumber(this.kind, row.bytes, start, start + length), text);
    }
  }

  result(histogram: Histogram | undefined): ColumnStatistics {
    const textual = this.kind === 'text' || this.kind === 'other' || this.kind === 'padded';
    const frequent = mostFrequent(this.different, frequentValues);
    return {
      rows: this.rows,
      nulls: this.nulls,
      empty: textual ? this.empty : undefined,
      distinct: distinctCount(this.different),
      least: this.leastKey && this.least,
      greatest: this.greatestKey && this.greatest,
      numbers: this.isNumber && this.rows > this.nulls ? this.numbers() : undefined,
      frequent: this.isNumber
        ? undefined
        : frequent?.map(({ value, count }) => ({ value: value.slice(0, shownUnits), count })),
      histogram,
    };
  }

  private get isNumber(): boolean {
    return this.kind === 'number' || this.kind === 'money';
  }

  /** 1.0 and 1.00 are one value. */
  private keyText(): string {
    return Buffer.from(this.key.bytes.buffer, 0, this.key.length).toString('latin1');
  }

  private noteEnds(text: string): void {
    const key = this.key.bytes.subarray(0, this.key.length);
    if (!this.leastKey || compareBytes(key, this.leastKey) < 0) {
      this.leastKey = key.slice();
      this.least = text.slice(0, shownUnits);
    }
    if (!this.greatestKey || compareBytes(key, this.greatestKey) > 0) {
      this.greatestKey = key.slice();
      this.greatest = text.slice(0, shownUnits);
    }
  }

  private addNumber(value: number, text: string): void {
    if (!Number.isNaN(value)) {
      this.from = Math.min(this.from, value);
      this.to = Math.max(this.to, value);
    }
    if (!this.isNumber) {
      return;
    }
    const number = Number.isNaN(value) ? Number(text) : value;
    this.addSquare(this.isFloat ? number : this.fromFirst(text, number));
    if (this.isFloat) {
      this.addFloat(number);
    } else {
      addExactly(this.exact, this.kind === 'money' ? text.replace(/[^\d.-]/g, '') : text);
    }
  }

  /** Welford's way, which needs no second look at the values. */
  private addSquare(value: number): void {
    this.count++;
    const distance = value - this.mean;
    this.mean += distance / this.count;
    this.squares += distance * (value - this.mean);
  }

  /** How far a value is from the first one: what doubles cannot tell apart is subtracted exactly. */
  private fromFirst(text: string, number: number): number {
    this.first ??= { text, number };
    const { first } = this;
    if (this.kind === 'money' || (text.length <= 15 && first.text.length <= 15)) {
      return number - first.number;
    }
    const difference = createExactSum();
    addExactly(difference, text);
    addExactly(difference, first.text.startsWith('-') ? first.text.slice(1) : `-${first.text}`);
    return Number(exactSumText(difference));
  }

  /** Neumaier's sum, which loses less than adding one after the other. */
  private addFloat(value: number): void {
    const sum = this.floatSum + value;
    if (Number.isFinite(sum)) {
      const larger = Math.abs(this.floatSum) >= Math.abs(value);
      this.floatLoss += larger ? this.floatSum - sum + value : value - sum + this.floatSum;
    }
    this.floatSum = sum;
  }

  private numbers(): NumberStatistics {
    const deviation = this.count > 1 ? Math.sqrt(this.squares / (this.count - 1)) : undefined;
    const sum = this.floatSum + this.floatLoss;
    return this.isFloat
      ? { sum: String(sum), average: String(sum / this.count), deviation, isExact: false }
      : {
          sum: exactSumText(this.exact),
          average: exactAverageText(this.exact) ?? '',
          deviation,
          isExact: true,
        };
  }
}

class Bars {
  private readonly counts = new Array<number>(histogramBars).fill(0);
  private outside = 0;

  constructor(
    private readonly from: number,
    private readonly to: number,
  ) {}

  add(value: number): void {
    if (Number.isNaN(value)) {
      this.outside++;
      return;
    }
    const width = this.to - this.from;
    const place = width > 0 ? Math.floor(((value - this.from) / width) * histogramBars) : 0;
    const bar = Math.max(0, Math.min(histogramBars - 1, place));
    this.counts[bar] = (this.counts[bar] ?? 0) + 1;
  }

  result(kind: Histogram['kind']): Histogram {
    return { from: this.from, to: this.to, kind, counts: this.counts, outside: this.outside };
  }
}
