import type { LintRule } from '../lintRule';
import { formFix, sqlName } from '../ruleTools';

export const onlyRestrictive: LintRule = {
  id: 'only-restrictive',
  title: 'Only restrictive policies',
  explanation:
    'A row must pass one permissive policy and all restrictive ones. Restrictive policies alone let no row through.',
  run: ({ tables }) =>
    tables
      .filter(
        ({ rowSecurity, policies }) =>
          rowSecurity && policies.length > 0 && policies.every(({ permissive }) => !permissive),
      )
      .map((table) => ({
        severity: 'warning',
        relation: table,
        message: `All policies of ${sqlName(table)} are restrictive, so nobody who is subject to them sees a row.`,
        fixes: [formFix('Add a permissive policy…', table)],
      })),
};
