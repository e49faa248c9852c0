import type { Cell } from '../../core/ports';
import type { RowBlock } from '../../core/query/session';
import type { StoredRows } from '../../core/query/storedRows';
import { rowHeader } from '../pg/wire/forEachRow';
import { rowMessages } from './rowMessages';

/** What became of the rows of a result in their table. */
export interface RowChanges {
  /** New values by row and column. */
  readonly replaced: ReadonlyMap<number, ReadonlyMap<number, Cell>>;
  readonly removed: ReadonlySet<number>;
  readonly added: readonly (readonly Cell[])[];
}

/**
 * Writes the rows of a result into another store as they are after the changes. Rows that stay are copied as they came.
 * @throws UserError when no more can be kept
 */
export async function rewriteRows(
  source: Pick<StoredRows, 'count' | 'block'>,
  target: Pick<StoredRows, 'append'>,
  changes: RowChanges,
): Promise<void> {
  let row = 0;
  while (row < source.count) {
    const { bytes, rows } = await source.block(row);
    const blocks = changedBlocks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), row, changes);
    await target.append(blocks);
    row += rows;
  }
  if (changes.added.length > 0) {
    await target.append([rowMessages(changes.added)]);
  }
}

/** DataRow messages as they are after the changes; `first` is the number of the first row. */
function changedBlocks(bytes: Buffer, first: number, { removed, replaced }: RowChanges): readonly RowBlock[] {
  const blocks: RowBlock[] = [];
  let kept = { at: 0, row: first };
  let row = first;
  let at = 0;
  const keep = () => {
    if (row > kept.row) {
      blocks.push({ bytes: bytes.subarray(kept.at, at), rows: row - kept.row, open: false });
    }
  };
  while (at < bytes.length) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    const values = replaced.get(row);
    if (values !== undefined || removed.has(row)) {
      keep();
      if (values !== undefined && !removed.has(row)) {
        blocks.push({ bytes: changedRow(bytes.subarray(at, end), values), rows: 1, open: false });
      }
      kept = { at: end, row: row + 1 };
    }
    at = end;
    row++;
  }
  keep();
  return blocks;
}

/** A DataRow message with other values in some columns. Source: PostgreSQL manual, "Message Formats". */
function changedRow(message: Buffer, values: ReadonlyMap<number, Cell>): Buffer {
  const count = message.readUInt16BE(rowHeader);
  const parts: Buffer[] = [Buffer.from(message.subarray(0, rowHeader + 2))];
  let at = rowHeader + 2;
  for (let column = 0; column < count; column++) {
    const end = at + 4 + Math.max(0, message.readInt32BE(at));
    const value = values.get(column);
    parts.push(...(value === undefined ? [message.subarray(at, end)] : valueParts(value)));
    at = end;
  }
  const changed = Buffer.concat(parts);
  changed.writeInt32BE(changed.length - 1, 1);
  return changed;
}

function valueParts(cell: Cell): readonly Buffer[] {
  const length = Buffer.alloc(4);
  const value = Buffer.from(cell ?? '');
  length.writeInt32BE(cell === null ? -1 : value.length);
  return cell === null ? [length] : [length, value];
}
