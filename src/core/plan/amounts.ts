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
    if (buffers !== undefined) {
      bufferKinds.forEach((kind, index) => amounts.set(id, firstBuffer + index, buffers[kind]));
    }
    if (io !== undefined) {
      ioKinds.forEach((kind, index) => amounts.set(id, firstIo + index, io[kind]));
    }
    if (wal !== undefined) {
      walKinds.forEach((kind, index) => amounts.set(id, firstWal + index, wal[kind]));
    }
  }
  return amounts;
}

export function buffersIn(amounts: Amounts, row: number): BufferCounts {
  return {
    sharedHit: amounts.get(row, firstBuffer),
    sharedRead: amounts.get(row, firstBuffer + 1),
    sharedDirtied: amounts.get(row, firstBuffer + 2),
    sharedWritten: amounts.get(row, firstBuffer + 3),
    localHit: amounts.get(row, firstBuffer + 4),
    localRead: amounts.get(row, firstBuffer + 5),
    localDirtied: amounts.get(row, firstBuffer + 6),
    localWritten: amounts.get(row, firstBuffer + 7),
    tempRead: amounts.get(row, firstBuffer + 8),
    tempWritten: amounts.get(row, firstBuffer + 9),
  };
}

export function ioIn(amounts: Amounts, row: number): IoTimes {
  return {
    sharedRead: amounts.get(row, firstIo),
    sharedWrite: amounts.get(row, firstIo + 1),
    localRead: amounts.get(row, firstIo + 2),
    localWrite: amounts.get(row, firstIo + 3),
    tempRead: amounts.get(row, firstIo + 4),
    tempWrite: amounts.get(row, firstIo + 5),
  };
}

export function walIn(amounts: Amounts, row: number): WalCounts {
  return {
    records: amounts.get(row, firstWal),
    fullPageImages: amounts.get(row, firstWal + 1),
    bytes: amounts.get(row, firstWal + 2),
    buffersFull: amounts.get(row, firstWal + 3),
  };
}
