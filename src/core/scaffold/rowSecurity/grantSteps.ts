import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import type { RelationName } from '../relationName';
import type { ScaffoldStep } from '../scaffold';
import type { GrantFacts, RoleFacts, RoleRights, RowSecurityFacts, TableFacts } from './rowSecurityFacts';
import { neededPrivileges, type RowSecuritySpec } from './rowSecuritySpec';

/** What each role needs beside the policies: USAGE on the schemas, and privileges on the table and membership tables. */
export function grantSteps(spec: RowSecuritySpec, facts: RowSecurityFacts): readonly ScaffoldStep[] {
  return [...usageSteps(spec, facts), ...tableSteps(spec, facts), ...memberSteps(spec, facts)];
}

/** USAGE alone: it is on the schema, and so it outlives the table. */
export function usageSteps(spec: RowSecuritySpec, facts: RowSecurityFacts): readonly ScaffoldStep[] {
  const needs = new Map<string, { readonly role: RoleFacts; readonly table: RelationName }>();
  for (const policy of spec.policies) {
    const tables = [
      ...(policy.restrictive ? [] : [spec.table]),
      ...(policy.rule.kind === 'membership' ? [policy.rule.members] : []),
    ];
    for (const role of rolesOf(policy.roles, facts)) {
      tables.forEach((table) => needs.set(JSON.stringify([role.name, table.schema]), { role, table }));
    }
  }
  return [...needs.values()].map(({ role, table }) => {
    const on = `USAGE ON SCHEMA ${quoteIdentifier(table.schema)}`;
    const present = rightsOn(role, table)?.usage === true;
    return grant({
      title: `Let ${role.name} use the schema ${table.schema}`,
      what: on,
      role: role.name,
      present,
    });
  });
}

/** The privileges that a role lacks for its permissive policies. */
export function missingPrivileges(
  spec: RowSecuritySpec,
  facts: RowSecurityFacts,
): readonly {
  readonly role: string;
  readonly needed: readonly string[];
  readonly missing: readonly string[];
}[] {
  const needs = new Map<string, Set<string>>();
  for (const policy of spec.policies.filter(({ restrictive }) => !restrictive)) {
    for (const { name } of rolesOf(policy.roles, facts)) {
      const all = needs.get(name) ?? new Set<string>();
      neededPrivileges(policy).forEach((privilege) => all.add(privilege));
      needs.set(name, all);
    }
  }
  return [...needs].map(([role, all]) => {
    const facts_ = rolesOf([role], facts)[0];
    const held = (facts_ && rightsOn(facts_, spec.table)?.privileges) ?? [];
    const needed = order.filter((privilege) => all.has(privilege));
    return { role, needed, missing: needed.filter((privilege) => !held.includes(privilege)) };
  });
}

/** Grants on partitions let their roles read past the policies of the table. */
export function revokeSteps(partition: TableFacts): readonly ScaffoldStep[] {
  const grants = partition.grants.filter(({ privilege }) => order.includes(privilege));
  const grantees = [...new Set(grants.map(({ grantee }) => grantee))];
  const on = quoteQualified(partition.schema, partition.name);
  return grantees.map((grantee) => {
    const held = grants.filter((each) => each.grantee === grantee);
    const name = grantee === undefined ? 'PUBLIC' : quoteIdentifier(grantee);
    const privileges = order.filter((privilege) => held.some((each) => each.privilege === privilege));
    return {
      title: `Take ${privileges.join(', ')} on the partition ${partition.name} from ${grantee ?? 'everybody'}`,
      sql: `REVOKE ${privileges.join(', ')} ON ${on} FROM ${name}`,
      down: held.map((each) => grantAgain(on, each)),
    };
  });
}

/** @param on the table, as SQL names it */
function grantAgain(on: string, { grantee, privilege, column, grantable }: GrantFacts): string {
  const what = column === undefined ? privilege : `${privilege} (${quoteIdentifier(column)})`;
  const name = grantee === undefined ? 'PUBLIC' : quoteIdentifier(grantee);
  return `GRANT ${what} ON ${on} TO ${name}${grantable ? ' WITH GRANT OPTION' : ''}`;
}

export function rightsOn(role: RoleFacts, table: RelationName): RoleRights | undefined {
  return role.rights.find(({ schema, name }) => schema === table.schema && name === table.name);
}

const order: readonly string[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

function tableSteps(spec: RowSecuritySpec, facts: RowSecurityFacts): readonly ScaffoldStep[] {
  const on = quoteQualified(spec.table.schema, spec.table.name);
  return missingPrivileges(spec, facts).map(({ role, needed, missing }) => {
    const privileges = (missing.length === 0 ? needed : missing).join(', ');
    const title = `Grant ${privileges} on ${spec.table.name} to ${role}`;
    const step = grant({ title, what: `${privileges} ON ${on}`, role, present: missing.length === 0 });
    // Taking a privilege on the table takes it on its columns, too.
    const columns = (facts.table?.grants ?? []).filter(
      ({ grantee, privilege, column }) =>
        column !== undefined && grantee === role && missing.includes(privilege),
    );
    return { ...step, down: [...(step.down ?? []), ...columns.map((held) => grantAgain(on, held))] };
  });
}

/** The condition of a policy reads the membership table with the rights of whoever asks. */
function memberSteps(spec: RowSecuritySpec, facts: RowSecurityFacts): readonly ScaffoldStep[] {
  const granted = new Set<string>();
  return spec.policies.flatMap(({ rule, roles }) => {
    if (rule.kind !== 'membership') {
      return [];
    }
    const { members } = rule;
    return rolesOf(roles, facts).flatMap((role) => {
      const readable = rightsOn(role, members)?.readable ?? [];
      const needed = [...new Set([rule.key, rule.member])];
      const fresh = needed.filter((column) => !granted.has(JSON.stringify([role.name, members, column])));
      needed.forEach((column) => granted.add(JSON.stringify([role.name, members, column])));
      const missing = fresh.filter((column) => !readable.includes(column));
      const columns = (missing.length === 0 ? fresh : missing).map(quoteIdentifier).join(', ');
      return fresh.length === 0
        ? []
        : [
            grant({
              title: `Let ${role.name} look members up in ${members.name}`,
              what: `SELECT (${columns}) ON ${quoteQualified(members.schema, members.name)}`,
              role: role.name,
              present: missing.length === 0,
            }),
          ];
    });
  });
}

function rolesOf(names: readonly string[], facts: RowSecurityFacts): readonly RoleFacts[] {
  return facts.roles.filter(({ name }) => names.includes(name));
}

function grant(step: {
  readonly title: string;
  readonly what: string;
  readonly role: string;
  readonly present: boolean;
}): ScaffoldStep {
  const role = quoteIdentifier(step.role);
  return {
    title: step.title,
    sql: `GRANT ${step.what} TO ${role}`,
    ...(step.present ? { down: [], present: true } : { down: [`REVOKE ${step.what} FROM ${role}`] }),
  };
}
