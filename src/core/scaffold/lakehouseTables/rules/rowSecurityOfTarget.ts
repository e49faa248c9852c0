import { relationFacts } from '../lakehouseTablesFacts';
import type { LakehouseTablesRule } from '../lakehouseTablesRule';

/** The function runs with the rights of whoever calls it, and so under his policies. */
export const rowSecurityOfTarget: LakehouseTablesRule = {
  id: 'rowSecurityOfTarget',
  run: ({ imports }, facts) => {
    const target = imports && relationFacts(facts, imports.target);
    return target?.rowSecurity === true
      ? [
          {
            field: 'target',
            message: `${target.name} has row level security: the role that loads needs policies for INSERT, UPDATE and SELECT, or documents fail.`,
          },
        ]
      : [];
  },
};
