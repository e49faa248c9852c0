import { formatBlocks, formatBytes, formatMs, formatRows } from './format';
import type { DetailLine } from './detailLine';
import type { BufferCounts, IoTimes, PlanNode, WalCounts } from './planModel';

/** Buffers, I/O and WAL of a node with everything below it; what is zero is left out. */
export function resourceDetails({ buffers, io, wal }: PlanNode): readonly DetailLine[] {
  return [
    ...(buffers === undefined ? [] : bufferLines(buffers)),
    ...(io === undefined ? [] : ioLines(io)),
    ...(wal === undefined ? [] : walLines(wal)),
  ];
}

function bufferLines(buffers: BufferCounts): readonly DetailLine[] {
  return [
    line('Buffers', [
      [buffers.sharedHit, 'hit'],
      [buffers.sharedRead, 'read'],
      [buffers.sharedDirtied, 'dirtied'],
      [buffers.sharedWritten, 'written'],
    ]),
    line('Buffers of temporary tables', [
      [buffers.localHit, 'hit'],
      [buffers.localRead, 'read'],
      [buffers.localDirtied, 'dirtied'],
      [buffers.localWritten, 'written'],
    ]),
    line('Temporary files', [
      [buffers.tempRead, 'read'],
      [buffers.tempWritten, 'written'],
    ]),
  ].flat();
}

function line(
  label: string,
  parts: readonly (readonly [blocks: number, what: string])[],
): readonly DetailLine[] {
  const shown = parts
    .filter(([blocks]) => blocks > 0)
    .map(([blocks, what]) => `${formatBlocks(blocks)} ${what}`);
  return shown.length === 0 ? [] : [{ label, text: shown.join(', ') }];
}

function ioLines(io: IoTimes): readonly DetailLine[] {
  const parts: readonly (readonly [ms: number, what: string])[] = [
    [io.sharedRead + io.localRead, 'reading'],
    [io.sharedWrite + io.localWrite, 'writing'],
    [io.tempRead, 'reading temporary files'],
    [io.tempWrite, 'writing temporary files'],
  ];
  const shown = parts.filter(([ms]) => ms > 0).map(([ms, what]) => `${formatMs(ms)} ${what}`);
  return shown.length === 0 ? [] : [{ label: 'I/O over all processes', text: shown.join(', ') }];
}

function walLines(wal: WalCounts): readonly DetailLine[] {
  if (wal.records === 0 && wal.bytes === 0) {
    return [];
  }
  const images = wal.fullPageImages > 0 ? `, ${formatRows(wal.fullPageImages)} full page images` : '';
  return [{ label: 'WAL', text: `${formatRows(wal.records)} records${images}, ${formatBytes(wal.bytes)}` }];
}
