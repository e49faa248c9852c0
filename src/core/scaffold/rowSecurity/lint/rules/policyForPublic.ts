import { quoteIdentifier } from '../../../../sql/quote';
import type { LintRule } from '../lintRule';
import { activePolicies, policyName, sqlFix, sqlName } from '../ruleTools';

export const policyForPublic: LintRule = {
  id: 'policy-for-public',
  title: 'A policy for PUBLIC',
  explanation:
    'A policy without TO is for every role, also for those that come later. Permissive policies are joined by OR, so it widens what everyone else may see.',
  run: (catalog) =>
    activePolicies(catalog)
      .filter(({ policy }) => policy.permissive && policy.roles.length === 0)
      .map(({ table, policy }) => ({
        severity: 'warning',
        relation: table,
        policy: policy.name,
        message: `The policy ${policyName(policy)} of ${sqlName(table)} lets rows through for every role.`,
        fixes: [
          sqlFix(
            'Insert SQL that names the roles',
            `-- Put the roles that are meant in the place of the owner\nALTER POLICY ${quoteIdentifier(policy.name)} ON ${sqlName(table)} TO ${quoteIdentifier(table.owner.name)}`,
          ),
        ],
      })),
};
