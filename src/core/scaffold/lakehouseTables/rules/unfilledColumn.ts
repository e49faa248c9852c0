import { relationFacts } from '../lakehouseTablesFacts';
import type { LakehouseTablesRule } from '../lakehouseTablesRule';
import { importedColumns } from '../loadFunction';

/** A column that must have a value and gets none makes every document a bad one. */
export const unfilledColumn: LakehouseTablesRule = {
  id: 'unfilledColumn',
  run: ({ imports }, facts) => {
    const target = imports && relationFacts(facts, imports.target);
    if (imports === undefined || target === undefined) {
      return [];
    }
    const loaded = importedColumns(imports, target).map(({ column }) => column);
    return target.columns
      .filter(({ name, notNull, hasDefault }) => notNull && !hasDefault && !loaded.includes(name))
      .map(({ name }) => ({
        field: 'columns',
        message: `${name} of ${target.name} must have a value, has no default and is not loaded: every document will fail. Add it to the columns.`,
      }));
  },
};
