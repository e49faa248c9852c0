import type { LintRule } from '../lintRule';
import type { FormValues } from '../../../scaffoldForm';
import type { Policy } from '../policyCatalog';
import { activePolicies, concerns, formFix, policyName, shareRoles, sqlName } from '../ruleTools';

export const writesWithoutSelectPolicy: LintRule = {
  id: 'writes-without-select-policy',
  title: 'Rows that can be written and not read',
  explanation:
    'UPDATE and DELETE with a WHERE, RETURNING and ON CONFLICT read rows, too. Without a policy for SELECT they find none, or are refused.',
  run: (catalog) =>
    activePolicies(catalog)
      .filter(
        ({ table, policy }) =>
          policy.permissive &&
          !concerns(policy, 'SELECT') &&
          !table.policies.some(
            (other) => other.permissive && concerns(other, 'SELECT') && shareRoles(policy, other),
          ),
      )
      .map(({ table, policy }) => ({
        severity: policy.command === 'INSERT' ? 'hint' : 'warning',
        relation: table,
        policy: policy.name,
        message: `${sqlName(table)} has the policy ${policyName(policy)} for ${policy.command}, and none for SELECT for the same role.`,
        fixes: [formFix('Add a policy for reading…', table, [readingRow(policy)])],
      })),
};

function readingRow(policy: Policy): FormValues {
  return { template: 'tenant', command: 'SELECT', roles: policy.roles.map(({ name }) => name) };
}
