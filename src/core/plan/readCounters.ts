import type { JsonObject } from './jsonText';
import { type JsonText } from './jsonText';
import { readAmount } from './jsonRead';
import { type BufferCounts, bufferKinds, type IoTimes, ioKinds, type WalCounts, walKinds } from './planModel';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The counters that a node, a worker, the planner and the serialization have in common, while they are collected. */
export interface CounterDraft {
  buffers: Mutable<BufferCounts> | undefined;
  io: Mutable<IoTimes> | undefined;
  wal: Mutable<WalCounts> | undefined;
}

export function noCounters(): CounterDraft {
  return { buffers: undefined, io: undefined, wal: undefined };
}

/** Takes the property if it is a counter; false means that it is something else. */
export function readCounter(draft: CounterDraft, key: string, value: JsonText): boolean {
  const counter = counters.get(key);
  const amount = counter === undefined ? undefined : readAmount(value);
  if (counter === undefined || amount === undefined) {
    return false;
  }
  counter(draft, amount);
  return true;
}

/** The counters among an object's properties. */
export function countersOf(object: JsonObject): CounterDraft {
  const draft = noCounters();
  object.keys.forEach((key, index) => {
    const value = object.values[index];
    if (value !== undefined) {
      readCounter(draft, key, value);
    }
  });
  return draft;
}

const bufferNames = {
  sharedHit: 'Shared Hit Blocks',
  sharedRead: 'Shared Read Blocks',
  sharedDirtied: 'Shared Dirtied Blocks',
  sharedWritten: 'Shared Written Blocks',
  localHit: 'Local Hit Blocks',
  localRead: 'Local Read Blocks',
  localDirtied: 'Local Dirtied Blocks',
  localWritten: 'Local Written Blocks',
  tempRead: 'Temp Read Blocks',
  tempWritten: 'Temp Written Blocks',
} as const satisfies Record<keyof BufferCounts, string>;

/** The first name is of version 17 and later, the second of the versions before. */
const ioNames = {
  sharedRead: ['Shared I/O Read Time', 'I/O Read Time'],
  sharedWrite: ['Shared I/O Write Time', 'I/O Write Time'],
  localRead: ['Local I/O Read Time'],
  localWrite: ['Local I/O Write Time'],
  tempRead: ['Temp I/O Read Time'],
  tempWrite: ['Temp I/O Write Time'],
} as const satisfies Record<keyof IoTimes, readonly string[]>;

const walNames = {
  records: 'WAL Records',
  fullPageImages: 'WAL FPI',
  bytes: 'WAL Bytes',
  buffersFull: 'WAL Buffers Full',
} as const satisfies Record<keyof WalCounts, string>;

/** How each counter is taken into a draft, by its property name. */
export const counters: ReadonlyMap<string, (draft: CounterDraft, amount: number) => void> = new Map([
  ...bufferKinds.map((kind): [string, (draft: CounterDraft, amount: number) => void] => [
    bufferNames[kind],
    (draft, amount) => ((draft.buffers ??= zeroBuffers())[kind] = amount),
  ]),
  ...ioKinds.flatMap((kind) =>
    ioNames[kind].map((name): [string, (draft: CounterDraft, amount: number) => void] => [
      name,
      (draft, amount) => ((draft.io ??= zeroIo())[kind] = amount),
    ]),
  ),
  ...walKinds.map((kind): [string, (draft: CounterDraft, amount: number) => void] => [
    walNames[kind],
    (draft, amount) => ((draft.wal ??= zeroWal())[kind] = amount),
  ]),
]);

function zeroBuffers(): Mutable<BufferCounts> {
  return {
    sharedHit: 0,
    sharedRead: 0,
    sharedDirtied: 0,
    sharedWritten: 0,
    localHit: 0,
    localRead: 0,
    localDirtied: 0,
    localWritten: 0,
    tempRead: 0,
    tempWritten: 0,
  };
}

function zeroIo(): Mutable<IoTimes> {
  return { sharedRead: 0, sharedWrite: 0, localRead: 0, localWrite: 0, tempRead: 0, tempWrite: 0 };
}

function zeroWal(): Mutable<WalCounts> {
  return { records: 0, fullPageImages: 0, bytes: 0, buffersFull: 0 };
}
