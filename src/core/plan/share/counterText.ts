import type { BufferCounts, IoTimes, WalCounts } from '../planModel';

/** The counters in the words of EXPLAIN's text format; undefined when there is nothing to tell. Source: explain.c. */
export function buffersText(buffers: BufferCounts | undefined): string | undefined {
  if (buffers === undefined) {
    return undefined;
  }
  const groups = [
    group('shared', [
      ['hit', buffers.sharedHit],
      ['read', buffers.sharedRead],
      ['dirtied', buffers.sharedDirtied],
      ['written', buffers.sharedWritten],
    ]),
    group('local', [
      ['hit', buffers.localHit],
      ['read', buffers.localRead],
      ['dirtied', buffers.localDirtied],
      ['written', buffers.localWritten],
    ]),
    group('temp', [
      ['read', buffers.tempRead],
      ['written', buffers.tempWritten],
    ]),
  ];
  return joined(groups);
}

/** In the words of PostgreSQL 17 and later. */
export function ioText(io: IoTimes | undefined): string | undefined {
  if (io === undefined) {
    return undefined;
  }
  const times = (name: string, read: number, write: number) =>
    group(
      name,
      [
        ['read', read],
        ['write', write],
      ],
      3,
    );
  return joined([
    times('shared', io.sharedRead, io.sharedWrite),
    times('local', io.localRead, io.localWrite),
    times('temp', io.tempRead, io.tempWrite),
  ]);
}

export function walText(wal: WalCounts | undefined): string | undefined {
  if (wal === undefined) {
    return undefined;
  }
  const { records, fullPageImages, bytes, buffersFull } = wal;
  return joined([
    group(undefined, [
      ['records', records],
      ['fpi', fullPageImages],
      ['bytes', bytes],
      ['buffers full', buffersFull],
    ]),
  ]);
}

type Count = readonly [name: string, count: number];

function group(name: string | undefined, counts: readonly Count[], decimals = 0): string | undefined {
  const told = counts
    .filter(([, count]) => count > 0)
    .map(([each, count]) => `${each}=${count.toFixed(decimals)}`);
  if (told.length === 0) {
    return undefined;
  }
  return name === undefined ? told.join(' ') : `${name} ${told.join(' ')}`;
}

function joined(groups: readonly (string | undefined)[]): string | undefined {
  const told = groups.filter((each) => each !== undefined);
  return told.length === 0 ? undefined : told.join(', ');
}
