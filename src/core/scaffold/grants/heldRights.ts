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
    if (last !== undefined && rights.some(({ grantee }) => grantee === last)) {
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
  const key = targetKey(target);
  const all: readonly (ObjectRights | DefaultRights)[] = 'creator' in target ? facts.defaults : facts.objects;
  return all.find((each) => targetKey(each.target) === key);
}

/** The ways to every role whose privileges a role has without SET ROLE; the shortest to each. */
export function inheritedFrom(facts: GrantFacts, role: string): readonly (readonly string[])[] {
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

/** Whether the role has all the rights of another one: it is it, inherits from it, or is a superuser. */
export function actsFor(facts: GrantFacts, role: string, other: string): boolean {
  return (
    role === other ||
    roleFacts(facts, role)?.superuser === true ||
    inheritedFrom(facts, role).some((path) => path.at(-1) === other)
  );
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
