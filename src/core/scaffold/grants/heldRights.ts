import {
  type DefaultRights,
  type GrantFacts,
  type HeldRight,
  type ObjectRights,
  roleFacts,
} from './grantFacts';
import { type GrantTarget, targetKey } from './grantTarget';

/** Where a privilege comes from. */
export type RightSource =
  /** By GRANT to the very role. */
  | { readonly kind: 'granted'; readonly grantor: string; readonly grantable: boolean }
  | { readonly kind: 'owner' }
  | { readonly kind: 'superuser' }
  /** Everybody has it. */
  | { readonly kind: 'public' }
  /** Through roles that it is a member of, the nearest first; `owner` when the last one owns the object. */
  | { readonly kind: 'member'; readonly path: readonly string[]; readonly owner: boolean }
  /** On some columns only. */
  | { readonly kind: 'columns'; readonly columns: readonly string[] };

/** Every way in which a role has a privilege on an object; none when it has it not. */
export function rightSources(
  facts: GrantFacts,
  role: string | undefined,
  target: GrantTarget,
  privilege: string,
): readonly RightSource[] {
  const held = objectRights(facts, target);
  const rights = held?.rights.filter((each) => each.privilege === privilege) ?? [];
  const owner = held !== undefined && 'owner' in held ? held.owner : undefined;
  const sources: RightSource[] = [];
  const everybody = rights.some(({ grantee }) => grantee === undefined);
  if (role === undefined) {
    return everybody ? [{ kind: 'public' }] : [];
  }
  if (owner !== undefined && roleFacts(facts, role)?.superuser === true) {
    sources.push({ kind: 'superuser' });
  }
  sources.push(...directSources(rights, role, owner));
  if (everybody) {
    sources.push({ kind: 'public' });
  }
  // Default privileges are about one grantee: the members have what the new object grants to the role.
  for (const path of inheritedFrom(facts, role)) {
    const last = path.at(-1);
    const given =
      last !== undefined &&
      (rights.some(({ grantee }) => grantee === last) || isPredefined(last, target, privilege));
    if (given) {
      sources.push({ kind: 'member', path, owner: last === owner });
    }
  }
  const columns = columnsOf(held, role, privilege);
  return columns.length > 0 ? [...sources, { kind: 'columns', columns }] : sources;
}

/** Whether the role has it by a GRANT to itself, so that a REVOKE takes it away. */
export function isGranted(
  facts: GrantFacts,
  role: string | undefined,
  target: GrantTarget,
  privilege: string,
): boolean {
  const held = objectRights(facts, target);
  return held?.rights.some((each) => each.grantee === role && each.privilege === privilege) ?? false;
}

/** The object or the default privileges that a target names. */
export function objectRights(
  facts: GrantFacts,
  target: GrantTarget,
): ObjectRights | DefaultRights | undefined {
  let index = indexes.get(facts);
  if (index === undefined) {
    index = new Map([...facts.objects, ...facts.defaults].map((each) => [targetKey(each.target), each]));
    indexes.set(facts, index);
  }
  return index.get(targetKey(target));
}

// A matrix asks for the same object and the same role over and over.
const indexes = new WeakMap<GrantFacts, ReadonlyMap<string, ObjectRights | DefaultRights>>();
const inheritances = new WeakMap<GrantFacts, Map<string, readonly (readonly string[])[]>>();

/** The ways to every role whose privileges a role has without SET ROLE; the shortest to each. */
export function inheritedFrom(facts: GrantFacts, role: string): readonly (readonly string[])[] {
  const known = inheritances.get(facts) ?? new Map<string, readonly (readonly string[])[]>();
  inheritances.set(facts, known);
  const paths = known.get(role) ?? inheritancePaths(facts, role);
  known.set(role, paths);
  return paths;
}

/** Whether the role has all the rights of another one: it is it, inherits from it, or is a superuser. */
export function actsFor(facts: GrantFacts, role: string, other: string): boolean {
  return (
    role === other ||
    roleFacts(facts, role)?.superuser === true ||
    inheritedFrom(facts, role).some((path) => path.at(-1) === other)
  );
}

/** What roles of PostgreSQL have without a GRANT. Source: PostgreSQL manual, "Predefined Roles". */
function isPredefined(role: string, { kind }: GrantTarget, privilege: string): boolean {
  const object = kind === 'relation' || kind === 'sequence';
  switch (role) {
    case 'pg_read_all_data':
      return (object && privilege === 'SELECT') || (kind === 'schema' && privilege === 'USAGE');
    case 'pg_write_all_data':
      return (
        (object && ['INSERT', 'UPDATE', 'DELETE'].includes(privilege)) ||
        (kind === 'schema' && privilege === 'USAGE')
      );
    case 'pg_maintain':
      return kind === 'relation' && privilege === 'MAINTAIN';
    default:
      return false;
  }
}

function directSources(
  rights: readonly HeldRight[],
  role: string,
  owner: string | undefined,
): readonly RightSource[] {
  const own = rights.filter(({ grantee }) => grantee === role);
  if (own.length > 0 && role === owner) {
    return [{ kind: 'owner' }];
  }
  return own.map(({ grantor, grantable }) => ({ kind: 'granted', grantor, grantable }));
}

function columnsOf(
  held: ObjectRights | DefaultRights | undefined,
  role: string,
  privilege: string,
): readonly string[] {
  const columns = held !== undefined && 'relation' in held ? held.relation.columns : [];
  return columns
    .filter((each) => each.grantee === role && each.privilege === privilege)
    .map(({ column }) => column);
}

function inheritancePaths(facts: GrantFacts, role: string): readonly (readonly string[])[] {
  const paths = new Map<string, readonly string[]>();
  let edge: readonly (readonly string[])[] = [[role]];
  while (edge.length > 0) {
    const next: (readonly string[])[] = [];
    for (const path of edge) {
      for (const each of facts.memberships) {
        if (each.inherits && each.member === path.at(-1) && each.role !== role && !paths.has(each.role)) {
          const longer = [...path, each.role];
          paths.set(each.role, longer.slice(1));
          next.push(longer);
        }
      }
    }
    edge = next;
  }
  return [...paths.values()];
}
