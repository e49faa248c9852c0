import {
  type BufferCounts,
  bufferKinds,
  type IoTimes,
  ioKinds,
  type PlanNode,
  type WalCounts,
  walKinds,
} from './planModel';

/**
 * What every node spent, as one table of numbers: a row per node; a column for the time and for each counter, so that
 * times, buffers and WAL are shared out by the same rules.
 */
export class Amounts {
  private readonly cells: Float64Array;

  constructor(rows: number) {
    this.cells = new Float64Array(rows * amountColumns);
  }

  get(row: number, column: number): number {
    return this.cells[row * amountColumns + column] ?? 0;
  }

  set(row: number, column: number, value: number): void {
    this.cells[row * amountColumns + column] = value;
  }

  add(row: number, column: number, value: number): void {
    this.set(row, column, this.get(row, column) + value);
  }
}

const firstBuffer = 1;
const firstIo = firstBuffer + bufferKinds.length;
const firstWal = firstIo + ioKinds.length;

export const timeColumn = 0;
export const amountColumns = firstWal + walKinds.length;
/** The columns that hold whole numbers, which allow no rounding error. */
export const exactColumns: readonly number[] = [
  ...bufferKinds.map((_kind, index) => firstBuffer + index),
  ...walKinds.map((_kind, index) => firstWal + index),
];

/** The totals that the nodes report; the time is the given wall time. */
export function reportedAmounts(nodes: readonly PlanNode[], wallMs: readonly number[]): Amounts {
  const amounts = new Amounts(nodes.length);
  for (const { id, buffers, io, wal } of nodes) {
    amounts.set(id, timeColumn, wallMs[id] ?? 0);
    bufferKinds.forEach((kind, index) => amounts.set(id, firstBuffer + index, buffers?.[kind] ?? 0));
    ioKinds.forEach((kind, index) => amounts.set(id, firstIo + index, io?.[kind] ?? 0));
    walKinds.forEach((kind, index) => amounts.set(id, firstWal + index, wal?.[kind] ?? 0));
  }
  return amounts;
}

export function buffersIn(amounts: Amounts, row: number): BufferCounts {
  return pick(bufferKinds, (index) => amounts.get(row, firstBuffer + index));
}

export function ioIn(amounts: Amounts, row: number): IoTimes {
  return pick(ioKinds, (index) => amounts.get(row, firstIo + index));
}

export function walIn(amounts: Amounts, row: number): WalCounts {
  return pick(walKinds, (index) => amounts.get(row, firstWal + index));
}

function pick<Kind extends string>(
  kinds: readonly Kind[],
  at: (index: number) => number,
): Record<Kind, number> {
  const counts: Partial<Record<Kind, number>> = {};
  kinds.forEach((kind, index) => (counts[kind] = at(index)));
  return counts as Record<Kind, number>;
}
