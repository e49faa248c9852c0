import { quoteIdentifier } from '../../sql/quote';
import type { FieldProblem } from '../scaffoldForm';
import type { ScaffoldStep } from '../scaffold';
import { type GrantFacts, grantableRelations, type ObjectRights, roleFacts, sequencesOf } from './grantFacts';
import { type GrantChange, grantSql, type GrantTarget, revokeSql, roleSql, targetWords } from './grantTarget';
import { actsFor, inheritedFrom, isGranted, objectRights } from './heldRights';

/** Steps that come about, or why they cannot. */
export interface Granting {
  readonly steps: readonly ScaffoldStep[];
  readonly problems: readonly FieldProblem[];
}

/** The step that gives a role privileges; present where it has them all. Its down takes only what was missing. */
export function giveStep(facts: GrantFacts, change: GrantChange): ScaffoldStep {
  const missing = change.privileges.filter((each) => !isGranted(facts, change.role, change.target, each));
  const wanted = { ...change, privileges: missing.length === 0 ? change.privileges : missing };
  return {
    title: `Grant ${wanted.privileges.join(', ')} on ${targetWords(change.target)} to ${change.role ?? 'everybody'}`,
    sql: grantSql(wanted),
    down: missing.length === 0 ? [] : [revokeSql(wanted), ...columnGrants(facts, wanted)],
    ...(missing.length === 0 && { present: true }),
  };
}

/** The step that takes privileges away; present where the role has none of them. */
export function takeStep(facts: GrantFacts, change: GrantChange): ScaffoldStep {
  const held = change.privileges.filter((each) => isGranted(facts, change.role, change.target, each));
  const wanted = { ...change, privileges: held.length === 0 ? change.privileges : held };
  return {
    title: `Revoke ${wanted.privileges.join(', ')} on ${targetWords(change.target)} from ${change.role ?? 'everybody'}`,
    sql: revokeSql(wanted),
    down: held.length === 0 ? [] : [...restoring(facts, wanted), ...columnGrants(facts, wanted)],
    ...(held.length === 0 && { present: true }),
  };
}

/**
 * Gives a role privileges on everything of a schema. Partitions are left out: they are read through their parent, and
 * whoever may read them by themselves goes past its policies.
 */
export function giveOnAll(
  facts: GrantFacts,
  what: {
    readonly kind: 'TABLES' | 'SEQUENCES';
    readonly schema: string;
    readonly role: string;
    readonly privileges: readonly string[];
  },
): readonly ScaffoldStep[] {
  const { kind, schema, role, privileges } = what;
  const objects = kind === 'TABLES' ? grantableRelations(facts, schema) : sequencesOf(facts, schema);
  const words = kind.toLowerCase();
  const groups = new Map<string, { privileges: string[]; missing: readonly ObjectRights[] }>();
  for (const privilege of privileges) {
    const missing = objects.filter(({ target }) => !isGranted(facts, role, target, privilege));
    const key = missing.map(({ target }) => targetWords(target)).join('\n');
    const group = groups.get(key) ?? { privileges: [], missing };
    group.privileges.push(privilege);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap((group) => {
    const title = `Grant ${group.privileges.join(', ')} on ${words} of ${schema} to ${role}`;
    const list = `${group.privileges.join(', ')} ON ${group.missing.length === 0 ? allOf(kind, schema) : named(facts, what, group.missing)}`;
    const columns = group.missing.flatMap(({ target }) =>
      columnGrants(facts, { target, role, privileges: group.privileges }),
    );
    return objects.length === 0
      ? []
      : [
          {
            title,
            sql: `GRANT ${list} TO ${roleSql(role)}`,
            down: group.missing.length === 0 ? [] : [`REVOKE ${list} FROM ${roleSql(role)}`, ...columns],
            ...(group.missing.length === 0 && { present: true }),
          },
        ];
  });
}

/** Why the user may not change privileges on a target; undefined when he may. */
export function whyNotGrant(
  facts: GrantFacts,
  { target, privileges }: Pick<GrantChange, 'target' | 'privileges'>,
): string | undefined {
  const { user } = facts;
  if ('creator' in target) {
    return actsFor(facts, user, target.creator)
      ? undefined
      : `Default privileges of ${target.creator} can be changed by ${target.creator}, its members and superusers only, and you are ${user}.`;
  }
  const held = objectRights(facts, target);
  if (held === undefined || !('owner' in held) || actsFor(facts, user, held.owner)) {
    return undefined;
  }
  const mine = [undefined, user, ...inheritedFrom(facts, user).map((path) => path.at(-1))];
  const lacking = privileges.filter(
    (privilege) =>
      !held.rights.some(
        (each) => each.grantable && each.privilege === privilege && mine.includes(each.grantee),
      ),
  );
  return lacking.length === 0
    ? undefined
    : `${lacking.join(', ')} on ${targetWords(target)} can be granted by its owner ${held.owner} or a superuser, and you are ${user}.`;
}

/** Why the user may not create roles; undefined when he may. */
export function whyNotCreateRole(facts: GrantFacts): string | undefined {
  const self = roleFacts(facts, facts.user);
  return self?.superuser === true || self?.createRole === true
    ? undefined
    : `Creating a role needs CREATEROLE, and ${facts.user} does not have it. Ask an administrator: ALTER ROLE ${quoteIdentifier(facts.user)} CREATEROLE.`;
}

/** The grant option, too, comes back. */
function restoring(facts: GrantFacts, change: GrantChange): readonly string[] {
  const held = objectRights(facts, change.target);
  const grantable = change.privileges.filter((privilege) =>
    held?.rights.some(
      (each) => each.grantee === change.role && each.privilege === privilege && each.grantable,
    ),
  );
  const plain = change.privileges.filter((privilege) => !grantable.includes(privilege));
  // An owner's own privileges are grantable by nature.
  const owner = held !== undefined && 'owner' in held && held.owner === change.role;
  return [
    ...(plain.length > 0 ? [grantSql({ ...change, privileges: plain })] : []),
    ...(grantable.length > 0
      ? [`${grantSql({ ...change, privileges: grantable })}${owner ? '' : ' WITH GRANT OPTION'}`]
      : []),
  ];
}

/** What a role has on single columns: a REVOKE on the table takes that, too. Source: PostgreSQL manual, "REVOKE". */
function columnGrants(facts: GrantFacts, change: GrantChange): readonly string[] {
  const { target, role, privileges } = change;
  const held = objectRights(facts, target);
  const columns = held !== undefined && 'relation' in held ? held.relation.columns : [];
  const grants = new Map<string, { readonly end: string; readonly privilege: string; names: string[] }>();
  for (const { column, grantee, privilege, grantable } of columns) {
    if (grantee === role && privileges.includes(privilege)) {
      const end = grantable ? ' WITH GRANT OPTION' : '';
      const grant = grants.get(privilege + end) ?? { end, privilege, names: [] };
      grant.names.push(quoteIdentifier(column));
      grants.set(privilege + end, grant);
    }
  }
  return [...grants.values()].map(
    ({ end, privilege, names }) =>
      `${grantSql({ target, role, privileges: [`${privilege} (${names.join(', ')})`] })}${end}`,
  );
}

function allOf(kind: 'TABLES' | 'SEQUENCES', schema: string): string {
  return `ALL ${kind} IN SCHEMA ${quoteIdentifier(schema)}`;
}

/** All of the schema where that means exactly what is missing, and names otherwise. */
function named(
  facts: GrantFacts,
  { kind, schema }: { readonly kind: 'TABLES' | 'SEQUENCES'; readonly schema: string },
  missing: readonly ObjectRights[],
): string {
  const isKind = ({ target }: ObjectRights) =>
    target.kind === (kind === 'TABLES' ? 'relation' : 'sequence') && target.schema === schema;
  if (facts.objects.filter(isKind).length === missing.length) {
    return allOf(kind, schema);
  }
  const names = missing.map(({ target }) => quoted(target)).join(', ');
  return `${kind === 'TABLES' ? 'TABLE' : 'SEQUENCE'} ${names}`;
}

function quoted(target: GrantTarget): string {
  return 'schema' in target && 'name' in target
    ? `${quoteIdentifier(target.schema)}.${quoteIdentifier(target.name)}`
    : '';
}
