import type { Cell } from '../../core/ports';
import type { RowBlock } from '../../core/query/session';

/** Rows as the DataRow messages that a server would send. Source: PostgreSQL manual, "Message Formats". */
export function rowMessages(rows: readonly (readonly Cell[])[]): RowBlock {
  const parts = rows.flatMap((cells) => {
    const values = cells.map((cell) => (cell === null ? undefined : Buffer.from(cell)));
    const length = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), 6);
    const head = Buffer.alloc(7);
    head.write('D', 'latin1');
    head.writeUInt32BE(length, 1);
    head.writeUInt16BE(cells.length, 5);
    return [head, ...values.flatMap((value) => [lengthOf(value), ...(value ? [value] : [])])];
  });
  return { bytes: Buffer.concat(parts), rows: rows.length, open: false };
}

function lengthOf(value: Buffer | undefined): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(value?.length ?? -1);
  return length;
}
