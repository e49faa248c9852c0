import { quoteIdentifier, quoteQualified } from '../../sql/quote';

/** What a privilege can be on. */
export type GrantTarget =
  | { readonly kind: 'database'; readonly name: string }
  | { readonly kind: 'schema'; readonly name: string }
  | { readonly kind: 'relation'; readonly schema: string; readonly name: string }
  | { readonly kind: 'sequence'; readonly schema: string; readonly name: string }
  /** What a role will create: by ALTER DEFAULT PRIVILEGES, in one schema or, without one, in all of the database. */
  | {
      readonly kind: 'newTables' | 'newSequences';
      readonly creator: string;
      readonly schema: string | undefined;
    };

export type GrantTargetKind = GrantTarget['kind'];

export const grantTargetKinds = [
  'database',
  'schema',
  'relation',
  'sequence',
  'newTables',
  'newSequences',
] as const satisfies readonly GrantTargetKind[];

const onTables = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'];
const onSequences = ['USAGE', 'SELECT', 'UPDATE'];

/** The privileges that objects of a kind have. Source: PostgreSQL manual, "Privileges". MAINTAIN came with version 17. */
export function privilegesOf(kind: GrantTargetKind, version: number): readonly string[] {
  switch (kind) {
    case 'database':
      return ['CONNECT', 'CREATE', 'TEMPORARY'];
    case 'schema':
      return ['USAGE', 'CREATE'];
    case 'relation':
    case 'newTables':
      return version >= 170_000 ? [...onTables, 'MAINTAIN'] : onTables;
    case 'sequence':
    case 'newSequences':
      return onSequences;
  }
}

/** As it stands in a sentence: `schema core`, `core.loans`, `new tables of etl in core`. */
export function targetWords(target: GrantTarget): string {
  switch (target.kind) {
    case 'database':
      return `database ${target.name}`;
    case 'schema':
      return `schema ${target.name}`;
    case 'relation':
      return `${target.schema}.${target.name}`;
    case 'sequence':
      return `sequence ${target.schema}.${target.name}`;
    case 'newTables':
    case 'newSequences': {
      const what = target.kind === 'newTables' ? 'new tables' : 'new sequences';
      return `${what} of ${target.creator}${target.schema === undefined ? '' : ` in ${target.schema}`}`;
    }
  }
}

/** Tells targets apart, and nothing else. */
export function targetKey(target: GrantTarget): string {
  return JSON.stringify(
    'creator' in target
      ? [target.kind, target.creator, target.schema ?? null]
      : 'schema' in target
        ? [target.kind, target.schema, target.name]
        : [target.kind, target.name],
  );
}

export interface GrantChange {
  readonly target: GrantTarget;
  /** The role; undefined for PUBLIC. */
  readonly role: string | undefined;
  readonly privileges: readonly string[];
}

export function grantSql({ target, role, privileges }: GrantChange): string {
  return `${head(target)}GRANT ${privileges.join(', ')} ON ${targetSql(target)} TO ${roleSql(role)}`;
}

export function revokeSql({ target, role, privileges }: GrantChange): string {
  return `${head(target)}REVOKE ${privileges.join(', ')} ON ${targetSql(target)} FROM ${roleSql(role)}`;
}

export function roleSql(role: string | undefined): string {
  return role === undefined ? 'PUBLIC' : quoteIdentifier(role);
}

function head(target: GrantTarget): string {
  if (!('creator' in target)) {
    return '';
  }
  const where = target.schema === undefined ? '' : ` IN SCHEMA ${quoteIdentifier(target.schema)}`;
  return `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(target.creator)}${where} `;
}

function targetSql(target: GrantTarget): string {
  switch (target.kind) {
    case 'database':
      return `DATABASE ${quoteIdentifier(target.name)}`;
    case 'schema':
      return `SCHEMA ${quoteIdentifier(target.name)}`;
    case 'relation':
      return `TABLE ${quoteQualified(target.schema, target.name)}`;
    case 'sequence':
      return `SEQUENCE ${quoteQualified(target.schema, target.name)}`;
    case 'newTables':
      return 'TABLES';
    case 'newSequences':
      return 'SEQUENCES';
  }
}
