import type { AppliedEdits, NewRowValues } from '../../core/editing/applyEdits';
import type { Edits } from '../../core/editing/edits';
import type { Cell } from '../../core/ports';
import type { ResultColumn } from '../../core/query/session';
import type { RowChanges } from '../../node/results/rewriteRows';

/** What applied edits did to the rows of a result. */
export function changedRows(
  columns: readonly ResultColumn[],
  { deleted, inserted }: Edits,
  { rows }: AppliedEdits,
): RowChanges {
  const replaced = new Map<number, ReadonlyMap<number, Cell>>();
  for (const [row, values] of rows) {
    if (row >= 0) {
      replaced.set(row, everywhere(columns, values));
    }
  }
  const added = inserted.map((row) => {
    const values = everywhere(columns, rows.get(row) ?? new Map());
    return columns.map((_, column) => values.get(column) ?? null);
  });
  return { replaced, removed: deleted, added };
}

/** A column that the query names twice has its new value twice. */
function everywhere(columns: readonly ResultColumn[], values: NewRowValues): NewRowValues {
  const byAttribute = new Map([...values].map(([column, cell]) => [columns[column]?.attributeNumber, cell]));
  const [known] = values.keys();
  const table = known === undefined ? undefined : columns[known]?.tableOid;
  return new Map(
    columns.flatMap(({ tableOid, attributeNumber }, column) => {
      const cell = byAttribute.get(attributeNumber);
      return tableOid !== table || tableOid === 0 || cell === undefined ? [] : [[column, cell] as const];
    }),
  );
}
