import { quoteIdentifier } from '../../../../sql/quote';
import type { LintRule } from '../lintRule';
import { activePolicies, policyName, sqlFix, sqlName } from '../ruleTools';

export const roleNobodyUses: LintRule = {
  id: 'role-nobody-uses',
  title: 'A policy for a role that nobody has',
  explanation: 'The role cannot log in, and no role that can is a member of it, so the policy is for nobody.',
  run: (catalog) =>
    activePolicies(catalog).flatMap(({ table, policy }) =>
      policy.roles
        .filter(({ used, bypasses }) => !used && !bypasses)
        .map((role) => ({
          severity: 'hint' as const,
          relation: table,
          policy: policy.name,
          message: `The policy ${policyName(policy)} of ${sqlName(table)} is for ${quoteIdentifier(role.name)}, which cannot log in and has no member that can.`,
          fixes: [
            sqlFix(
              'Insert SQL that makes a login a member',
              `-- Put the login that is meant in the place of the owner\nGRANT ${quoteIdentifier(role.name)} TO ${quoteIdentifier(table.owner.name)}`,
            ),
          ],
        })),
    ),
};
