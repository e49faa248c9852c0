import { relationFacts } from '../lakehouseTablesFacts';
import type { LakehouseTablesRule } from '../lakehouseTablesRule';

/** In a unique index NULL differs from NULL. */
export const nullableKey: LakehouseTablesRule = {
  id: 'nullableKey',
  run: ({ imports }, facts) => {
    const columns = (imports && relationFacts(facts, imports.target)?.columns) ?? [];
    return columns
      .filter(({ name, notNull }) => imports?.key.includes(name) === true && !notNull)
      .map(({ name }) => ({
        field: 'key',
        message: `${name} may be NULL, and rows without it are never the same: a document without ${name} that comes twice is two rows. Set it NOT NULL.`,
      }));
  },
};
