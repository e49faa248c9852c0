import { quoteIdentifier } from '../../../../sql/quote';
import type { LintRule } from '../lintRule';
import type { Policy, PolicyRole, SecuredTable } from '../policyCatalog';
import { activePolicies, policyName, sqlFix, sqlName } from '../ruleTools';

export const roleWithoutGrants: LintRule = {
  id: 'role-without-grants',
  title: 'A policy for a role without grants',
  explanation:
    'A policy says which rows, a grant says whether at all: without both, and USAGE on the schema, the role is refused.',
  run: (catalog) =>
    activePolicies(catalog).flatMap(({ table, policy }) =>
      policy.roles.flatMap((role) => {
        const missing = missingGrants(table, policy, role);
        // A partition is read through its table, and needs no grants.
        const isPartition = table.ancestors.length > 0;
        return !policy.permissive || role.bypasses || isPartition || missing.length === 0
          ? []
          : [
              {
                severity: 'warning' as const,
                relation: table,
                policy: policy.name,
                message: `The policy ${policyName(policy)} of ${sqlName(table)} is for ${quoteIdentifier(role.name)}, which lacks ${missing.map(({ what }) => what).join(' and ')}.`,
                fixes: [sqlFix('Insert the grants', ...missing.map(({ sql }) => sql))],
              },
            ];
      }),
    ),
};

function missingGrants(
  table: SecuredTable,
  { command }: Policy,
  { name, usage, privileges }: PolicyRole,
): readonly { readonly what: string; readonly sql: string }[] {
  const role = quoteIdentifier(name);
  const schema = quoteIdentifier(table.schema);
  // A policy for all commands is of use to a role that may only read.
  const wanted = command === 'ALL' ? 'SELECT' : command;
  const lacks = command === 'ALL' ? privileges.length === 0 : !privileges.includes(command);
  return [
    ...(usage
      ? []
      : [{ what: `USAGE on the schema ${schema}`, sql: `GRANT USAGE ON SCHEMA ${schema} TO ${role}` }]),
    ...(lacks
      ? [{ what: `${wanted} on the table`, sql: `GRANT ${wanted} ON ${sqlName(table)} TO ${role}` }]
      : []),
  ];
}
