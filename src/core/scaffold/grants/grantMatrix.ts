import { type GrantFacts, type ObjectRights, schemaFacts } from './grantFacts';
import { cellKey } from './grantEdit';
import { type GrantTarget, privilegesOf, targetKey, targetWords } from './grantTarget';
import { type RightSource, rightSources } from './heldRights';

/** The rights have three sides: roles, objects and privileges. A table shows two; this is what the third one is held at. */
export type GrantLens =
  | { readonly kind: 'privilege'; readonly privilege: string }
  /** Absent for PUBLIC. */
  | { readonly kind: 'role'; readonly role?: string }
  | { readonly kind: 'object'; readonly target: GrantTarget };

/** A row or a column. */
export interface GrantLine {
  readonly key: string;
  readonly label: string;
  /** What kind of thing it is, in a word or two. */
  readonly hint: string;
  readonly part:
    | { readonly kind: 'role'; readonly role?: string }
    | { readonly kind: 'object'; readonly target: GrantTarget }
    | { readonly kind: 'privilege'; readonly privilege: string };
}

export interface GrantTable {
  readonly rows: readonly GrantLine[];
  readonly columns: readonly GrantLine[];
}

/** One right that can be had; undefined where there is no such privilege. */
export interface GrantCell {
  readonly key: string;
  readonly role?: string;
  readonly target: GrantTarget;
  readonly privilege: string;
  readonly sources: readonly RightSource[];
  /** `granted`: to the very role; `had`: in another way; `partly`: on some columns. */
  readonly state: 'granted' | 'had' | 'partly' | 'none';
}

/** The rows and columns of a side of the rights. */
export function grantTable(facts: GrantFacts, lens: GrantLens, schema: string | undefined): GrantTable {
  const objects = targetLines(facts, schema);
  switch (lens.kind) {
    case 'privilege':
      return {
        rows: objects.filter((line) => privileges(line, facts.version).includes(lens.privilege)),
        columns: roleLines(facts),
      };
    case 'role':
      return { rows: objects, columns: privilegeLines([...allPrivileges(facts.version)]) };
    case 'object':
      return {
        rows: roleLines(facts),
        columns: privilegeLines(privilegesOf(lens.target.kind, facts.version)),
      };
  }
}

/** The cell where a row and a column meet. */
export function grantCell(
  facts: GrantFacts,
  lens: GrantLens,
  row: GrantLine,
  column: GrantLine,
): GrantCell | undefined {
  const parts = [lens, row.part, column.part];
  const role = parts.find((part) => part.kind === 'role');
  const object = parts.find((part) => part.kind === 'object');
  const privilege = parts.find((part) => part.kind === 'privilege');
  if (!role || !object || !privilege) {
    return undefined;
  }
  const { target } = object;
  if (!privilegesOf(target.kind, facts.version).includes(privilege.privilege)) {
    return undefined;
  }
  const at = {
    target,
    privilege: privilege.privilege,
    ...(role.role !== undefined && { role: role.role }),
  };
  const sources = rightSources(facts, role.role, target, at.privilege);
  return { ...at, key: cellKey(at), sources, state: stateOf(sources, role.role) };
}

/** Every privilege of the kinds that the matrix shows, those on tables last. */
export function allPrivileges(version: number): ReadonlySet<string> {
  return new Set([
    ...privilegesOf('database', version),
    ...privilegesOf('schema', version),
    ...privilegesOf('relation', version),
  ]);
}

/** The database and its schemas or, of one schema, what is in it and what will be. */
export function targetLines(facts: GrantFacts, schema: string | undefined): readonly GrantLine[] {
  const own = facts.objects.filter(({ target }) =>
    schema === undefined
      ? target.kind === 'database' || target.kind === 'schema'
      : 'schema' in target
        ? target.schema === schema
        : target.kind === 'schema' && target.name === schema,
  );
  const creators = new Set([
    ...facts.defaults
      .filter(({ target }) => target.schema === undefined || target.schema === schema)
      .map(({ target }) => target.creator),
    ...(schema === undefined ? [] : own.map(({ owner }) => owner)),
  ]);
  const place = schema === undefined ? undefined : schemaFacts(facts, schema);
  const future = [...creators]
    .sort()
    .flatMap((creator): GrantLine[] =>
      (['newTables', 'newSequences'] as const).map((kind) =>
        targetLine({ kind, creator, schema: place === undefined ? undefined : schema }, 'default privileges'),
      ),
    );
  const isHead = ({ target }: ObjectRights) => target.kind === 'schema' || target.kind === 'database';
  const line = (each: ObjectRights) => targetLine(each.target, kindWords(each));
  return [...own.filter(isHead).map(line), ...future, ...own.filter((each) => !isHead(each)).map(line)];
}

function targetLine(target: GrantTarget, hint: string): GrantLine {
  const label = target.kind === 'relation' || target.kind === 'sequence' ? target.name : targetWords(target);
  return { key: targetKey(target), label, hint, part: { kind: 'object', target } };
}

/** What the label does not say by itself. */
function kindWords({ target, relation }: ObjectRights): string {
  if (target.kind !== 'relation') {
    return target.kind === 'sequence' ? target.kind : '';
  }
  const words: Readonly<Record<string, string>> = {
    r: 'table',
    p: 'partitioned table',
    v: 'view',
    m: 'materialized view',
    f: 'foreign table',
  };
  return relation?.partition === true ? 'partition' : (words[relation?.kind ?? 'r'] ?? 'table');
}

/** Everybody first, then groups and logins by name; roles of PostgreSQL itself only where somebody is their member. */
export function roleLines(facts: GrantFacts): readonly GrantLine[] {
  const isOwn = (name: string) => name.startsWith('pg_');
  const used = new Set(facts.memberships.filter(({ member }) => !isOwn(member)).map(({ role }) => role));
  const roles = facts.roles.filter(({ name }) => !isOwn(name) || used.has(name));
  return [
    { key: 'PUBLIC', label: 'PUBLIC', hint: 'everybody', part: { kind: 'role' } },
    ...roles.map(({ name, login, superuser }): GrantLine => ({
      key: `role ${name}`,
      label: name,
      hint: superuser ? 'superuser' : login ? 'login' : 'group',
      part: { kind: 'role', role: name },
    })),
  ];
}

function privilegeLines(names: readonly string[]): readonly GrantLine[] {
  return names.map((privilege) => ({
    key: privilege,
    label: privilege,
    hint: '',
    part: { kind: 'privilege', privilege },
  }));
}

function privileges({ part }: GrantLine, version: number): readonly string[] {
  return part.kind === 'object' ? privilegesOf(part.target.kind, version) : [];
}

function stateOf(sources: readonly RightSource[], role: string | undefined): GrantCell['state'] {
  const kinds = sources.map(({ kind }) => kind);
  if (kinds.includes('granted') || (role === undefined && kinds.includes('public'))) {
    return 'granted';
  }
  return kinds.some((kind) => kind !== 'columns') ? 'had' : kinds.length > 0 ? 'partly' : 'none';
}
