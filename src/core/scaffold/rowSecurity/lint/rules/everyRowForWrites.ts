import type { LintRule } from '../lintRule';
import type { Policy } from '../policyCatalog';
import { isEveryRow } from '../policyText';
import { activePolicies, formFix, policyName, sqlFix, sqlName } from '../ruleTools';
import { quoteIdentifier } from '../../../../sql/quote';

export const everyRowForWrites: LintRule = {
  id: 'every-row-for-writes',
  title: 'Every row may be written',
  explanation:
    'USING (true) or WITH CHECK (true) on anything but SELECT lets its roles change, delete or add rows of everybody. ' +
    'A policy FOR ALL that was meant for reading is the usual reason.',
  run: (catalog) =>
    activePolicies(catalog)
      .filter(({ table, policy }) => {
        // Under FORCE this is how the owner keeps working with all rows.
        const ownersOnly =
          policy.roles.length > 0 && policy.roles.every(({ name }) => name === table.owner.name);
        return policy.permissive && openForWrites(policy) && !ownersOnly;
      })
      .map(({ table, policy }) => ({
        severity: 'error',
        relation: table,
        policy: policy.name,
        message: `The policy ${policyName(policy)} of ${sqlName(table)} lets every row through for ${policy.command === 'ALL' ? 'all commands' : policy.command}.`,
        fixes: [
          ...(policy.command === 'ALL'
            ? [sqlFix('Insert SQL that makes it a policy for reading', ...readOnly(policy, sqlName(table)))]
            : []),
          formFix('Add a policy that checks the row…', table),
        ],
      })),
};

function openForWrites({ command, using, check }: Policy): boolean {
  const written = command === 'INSERT' ? check : (check ?? using);
  return command !== 'SELECT' && (isEveryRow(written) || (command !== 'INSERT' && isEveryRow(using)));
}

function readOnly(policy: Policy, table: string): readonly string[] {
  const name = quoteIdentifier(policy.name);
  const roles = policy.roles.map((role) => quoteIdentifier(role.name));
  return [
    `DROP POLICY ${name} ON ${table}`,
    `CREATE POLICY ${name} ON ${table} FOR SELECT TO ${roles.length === 0 ? 'PUBLIC' : roles.join(', ')} USING (${policy.using ?? 'true'})`,
  ];
}
