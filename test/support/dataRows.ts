import type { Cell } from '../../src/core/ports';
import type { RowBlock } from '../../src/core/query/session';

/** The rows as DataRow messages. Source: PostgreSQL manual, "Message Formats". */
export function dataRows(rows: readonly (readonly Cell[])[]): RowBlock {
  const parts = rows.map((cells) => {
    const values = cells.map((cell) => {
      const text = Buffer.from(cell ?? '');
      const length = Buffer.alloc(4);
      length.writeInt32BE(cell === null ? -1 : text.length);
      return Buffer.concat([length, text]);
    });
    const head = Buffer.from('D\0\0\0\0\0\0');
    head.writeUInt32BE(6 + values.reduce((sum, value) => sum + value.length, 0), 1);
    head.writeUInt16BE(cells.length, 5);
    return Buffer.concat([head, ...values]);
  });
  return { bytes: Buffer.concat(parts), rows: rows.length, open: false };
}
