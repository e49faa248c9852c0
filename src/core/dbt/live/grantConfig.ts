import type { DbtNode } from '../graph/dbtGraph';
import type { DefaultGrant } from './liveFacts';

/** What can be granted on a table. Source: PostgreSQL manual, "Privileges"; MAINTAIN since version 17. */
const tablePrivileges = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'TRUNCATE',
  'REFERENCES',
  'TRIGGER',
  'MAINTAIN',
];
const always = tablePrivileges.filter((each) => each !== 'MAINTAIN');

/**
 * The rights that `+grants` gives on the relation of a node, one by one. What Jinja makes of a name is not known, and left
 * out; dbt writes a name as it is, so PostgreSQL reads it in lower case unless it stands in quotes.
 */
export function wantedGrants({ config }: DbtNode): readonly DefaultGrant[] {
  return [...config.grants].flatMap(([written, roles]) =>
    roles
      .filter((role) => !/\{[{%]/.test(role + written))
      .flatMap((role) => privilegesOf(written).map((privilege) => ({ privilege, grantee: granteeOf(role) }))),
  );
}

/** Whether the words of a privilege are PostgreSQL's own, so that they may stand in SQL. */
export function isTablePrivilege(privilege: string): boolean {
  return tablePrivileges.includes(privilege);
}

export function sameRight(one: DefaultGrant, other: DefaultGrant): boolean {
  return one.privilege === other.privilege && one.grantee === other.grantee;
}

function privilegesOf(written: string): readonly string[] {
  const name = written.trim().replace(/\s+/g, ' ').toUpperCase();
  return name === 'ALL' || name === 'ALL PRIVILEGES' ? always : [name];
}

function granteeOf(written: string): string {
  const text = written.trim();
  const quoted = /^"((?:[^"]|"")*)"$/.exec(text)?.[1];
  // GROUP is a noise word that PostgreSQL still takes.
  const name = quoted?.replaceAll('""', '"') ?? text.toLowerCase().replace(/^group\s+/, '');
  return quoted === undefined && name === 'public' ? '' : name;
}
