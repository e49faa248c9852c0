import type { LintRule } from '../lintRule';
import { listed, policyName, sqlFix, sqlName } from '../ruleTools';

export const policiesSwitchedOff: LintRule = {
  id: 'policies-switched-off',
  title: 'Policies without row level security',
  explanation:
    'A policy has no effect while row level security is off on its table: everyone with a grant reads and writes every row.',
  run: ({ tables }) =>
    tables
      .filter(({ rowSecurity, policies }) => !rowSecurity && policies.length > 0)
      .map((table) => ({
        severity: 'error',
        relation: table,
        message: `${sqlName(table)} has ${table.policies.length === 1 ? 'the policy' : 'the policies'} ${listed(table.policies.map(policyName))}, and row level security is off.`,
        fixes: [
          sqlFix(
            'Insert the SQL that turns it on',
            `ALTER TABLE ${sqlName(table)} ENABLE ROW LEVEL SECURITY`,
            `ALTER TABLE ${sqlName(table)} FORCE ROW LEVEL SECURITY`,
          ),
        ],
      })),
};
