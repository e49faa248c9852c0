import type { LintRule } from '../lintRule';
import { formFix, sqlName } from '../ruleTools';

export const dbtManagedTable: LintRule = {
  id: 'dbt-managed-table',
  title: 'Policies on a table that dbt builds',
  explanation:
    'dbt builds the table of a model anew and drops the old one, and with it row level security, policies, grants and indexes. They must be made by the model itself, in a post-hook.',
  run: ({ tables }) =>
    tables
      .filter(({ dbt, policies, rowSecurity }) => dbt !== undefined && (rowSecurity || policies.length > 0))
      .map((table) => ({
        severity: 'warning',
        relation: table,
        message: `The next run of dbt seems to drop the policies of ${sqlName(table)}: ${table.dbt ?? ''}.`,
        fixes: [formFix('Write the post-hook…', table, [], { builtBy: 'dbt' })],
      })),
};
