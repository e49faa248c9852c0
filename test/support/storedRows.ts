import type { Cell } from '../../src/core/ports';
import type { StatementRecord } from '../../src/core/query/runStore';

/** All rows of a statement, whole; none when it returns none. */
export async function rowsOf(record: StatementRecord | undefined): Promise<readonly (readonly Cell[])[]> {
  const all = {
    first: 0,
    count: Number.MAX_SAFE_INTEGER,
    firstColumn: 0,
    columnCount: Number.MAX_SAFE_INTEGER,
  };
  return (await record?.rows?.window(all, Number.MAX_SAFE_INTEGER)) ?? [];
}
