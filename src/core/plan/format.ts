import { countWords, sizeWords } from '../explorer/measures';

/** Bytes of a block, unless the server was built otherwise. */
const blockBytes = 8192;

/** A time with three significant digits, such as `0.042 ms`, `7.03 ms`, `61.2 ms`, `1.24 s` or `2 min 5 s`. */
export function formatMs(ms: number): string {
  if (ms < 0.0005) {
    return '0 ms';
  }
  if (ms < 999.5) {
    return `${significant(ms)} ms`;
  }
  if (ms < 59_950) {
    return `${significant(ms / 1000)} s`;
  }
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${countWords(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** A time and how exact it is, such as `30.0 ms ± 15.0 ms`. A rounding below one percent is left out. */
export function formatMsWithin(ms: number, toleranceMs: number): string {
  const matters = toleranceMs >= 0.005 && toleranceMs > ms / 100;
  return matters && ms > 0 ? `${formatMs(ms)} ± ${formatMs(toleranceMs)}` : formatMs(ms);
}

/** A number of rows, such as `1,234,567`; averages below 100 keep two decimals. */
export function formatRows(rows: number): string {
  return Number.isInteger(rows) || rows >= 100 ? countWords(Math.round(rows)) : String(round(rows, 2));
}

/** A number with its unit, such as `1 row` or `2,000 rows`. */
export function formatCounted(count: number, unit: string): string {
  return `${formatRows(count)} ${count === 1 ? unit : `${unit}s`}`;
}

/** How far an estimate was off, such as `×2.5` or `×2,000`. */
export function formatFactor(factor: number): string {
  return `×${factor < 9.95 ? String(round(factor, 1)) : countWords(Math.round(factor))}`;
}

/** A part from 0 to 1, such as `61 %`. What is not quite nothing is `<1 %`, what is not quite all is `>99 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 1) {
    return '<1 %';
  }
  if (percent > 99 && percent < 100) {
    return '>99 %';
  }
  return `${Math.round(percent)} %`;
}

/** Blocks and what they hold, such as `2,273 blocks (18 MB)`. */
export function formatBlocks(blocks: number): string {
  const count = formatCounted(blocks, 'block');
  return blocks === 0 ? count : `${count} (${formatBytes(blocks * blockBytes)})`;
}

/** A size, such as `3.4 GB`. */
export function formatBytes(bytes: number): string {
  return sizeWords(bytes);
}

/** A size that the server tells in kilobytes, such as `923 kB`. */
export function formatKilobytes(kilobytes: number): string {
  return sizeWords(kilobytes * 1024);
}

/** Made once: making one takes longer than using it a hundred times. */
const costFormat = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A cost in the planner's units, such as `6,394.00`. */
export function formatCost(cost: number): string {
  return costFormat.format(cost);
}

/** Three significant digits below 1,000, and not more than three decimals. */
function significant(value: number): string {
  if (value < 0.9995) {
    return value.toFixed(3);
  }
  if (value < 9.995) {
    return value.toFixed(2);
  }
  return value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

function round(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
