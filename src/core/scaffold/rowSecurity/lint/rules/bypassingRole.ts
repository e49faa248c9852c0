import { quoteIdentifier } from '../../../../sql/quote';
import type { LintRule } from '../lintRule';
import { activePolicies, policyName, sqlFix, sqlName } from '../ruleTools';

export const bypassingRole: LintRule = {
  id: 'bypassing-role',
  title: 'A policy for a role that no policy applies to',
  explanation:
    'Superusers and roles with BYPASSRLS read and write every row, whatever policies and FORCE say. An application needs a role of its own.',
  run: (catalog) =>
    activePolicies(catalog).flatMap(({ table, policy }) =>
      policy.roles
        .filter(({ bypasses }) => bypasses)
        .map((role) => ({
          severity: 'error' as const,
          relation: table,
          policy: policy.name,
          message: `The policy ${policyName(policy)} of ${sqlName(table)} is for ${quoteIdentifier(role.name)}, which is a superuser or has BYPASSRLS and sees every row.`,
          fixes: [
            sqlFix(
              'Insert the SQL that takes it from the role',
              `ALTER ROLE ${quoteIdentifier(role.name)} NOSUPERUSER NOBYPASSRLS`,
            ),
          ],
        })),
    ),
};
