import { quoteIdentifier, quoteQualified } from '../../../sql/quote';
import type { FormValues } from '../../scaffoldForm';
import type { LintFix } from './lintRule';
import type { Policy, PolicyCatalog, PolicyCommand, RelationName, SecuredTable } from './policyCatalog';

/** The relation as SQL names it, which is also how messages and forms do. */
export function sqlName({ schema, name }: RelationName): string {
  return quoteQualified(schema, name);
}

/** The policies that are in force. */
export function activePolicies(
  catalog: PolicyCatalog,
): readonly { readonly table: SecuredTable; readonly policy: Policy }[] {
  return catalog.tables
    .filter(({ rowSecurity }) => rowSecurity)
    .flatMap((table) => table.policies.map((policy) => ({ table, policy })));
}

/** Whether the policy decides about the command. */
export function concerns(policy: Policy, command: PolicyCommand): boolean {
  return policy.command === 'ALL' || policy.command === command;
}

/** Some role is subject to both policies. Membership aside, which only the server knows. */
export function shareRoles(one: Policy, other: Policy): boolean {
  return (
    one.roles.length === 0 ||
    other.roles.length === 0 ||
    one.roles.some(({ name }) => other.roles.some((role) => role.name === name))
  );
}

export function sqlFix(title: string, ...statements: readonly string[]): LintFix {
  return { kind: 'sql', title, statements };
}

/** Opens the form of the scaffold for the table, with policies to add. */
export function formFix(
  title: string,
  table: RelationName,
  policies: readonly FormValues[] = [],
  others: FormValues = {},
): LintFix {
  return {
    kind: 'form',
    title,
    values: { table: sqlName(table), ...(policies.length === 0 ? {} : { policies }), ...others },
  };
}

/** Puts other expressions into a policy. */
export function alterPolicy(
  table: RelationName,
  policy: Policy,
  changed: { readonly using?: string | undefined; readonly check?: string | undefined },
): string {
  const parts = [
    `ALTER POLICY ${quoteIdentifier(policy.name)} ON ${sqlName(table)}`,
    changed.using === undefined ? undefined : `USING (${changed.using})`,
    changed.check === undefined ? undefined : `WITH CHECK (${changed.check})`,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}

/** `a`, `a and b`, `a, b and c` */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

export function policyName(policy: Policy): string {
  return quoteIdentifier(policy.name);
}
