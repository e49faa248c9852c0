import { quoteIdentifier } from '../../sql/quote';
import type { CatalogQuery } from '../../ports';
import { flagOf, optionalText, textOf } from '../cells';
import { type DdlReading, readRows } from './ddl';
import { mapRows, selectRecords } from './records';

/** Where the privileges of an object are kept. */
export interface AclSource {
  /** What stands after ON, such as `TABLE core.loans`. */
  readonly on: string;
  /** The expressions of the privileges and of the owner, and the table with a condition about `$1::oid`. */
  readonly acl: string;
  readonly owner: string;
  readonly from: string;
  /** The letter of `acldefault`; an expression. Undefined for columns, which have no privileges of their own at first. */
  readonly standard: string | undefined;
  /** A column's name; an expression. */
  readonly column?: string;
}

/** The privilege statements of an object: only what differs from those that PostgreSQL gives by itself. */
export async function grantStatements(
  reading: DdlReading,
  oid: number,
  source: AclSource,
): Promise<readonly string[]> {
  const changes = await readRows(reading, privilegeChanges(oid, source));
  const revokes = grouped(changes.filter((change) => change.revoked));
  const grants = inOrder(grouped(changes.filter((change) => !change.revoked)));
  return [
    ...revokes.map((each) => `REVOKE ${privilegeList(each)} ON ${source.on} FROM ${grantee(each)}`),
    ...grants.flatMap((each) => grantSql(each, source.on)),
  ];
}

/** Revokes nothing: grants of one kind by one role to one role. */
export function grantSql(group: PrivilegeGroup, on: string): readonly string[] {
  const option = group.grantable ? ' WITH GRANT OPTION' : '';
  const sql = `GRANT ${privilegeList(group)} ON ${on} TO ${grantee(group)}${option}`;
  // PostgreSQL notes whoever grants; only the owner's grants can be made by somebody else in the owner's name.
  return group.grantorIsOwner ? [sql] : [`SET ROLE ${quoteIdentifier(group.grantor)}`, sql, 'RESET ROLE'];
}

export interface PrivilegeChange {
  readonly revoked: boolean;
  readonly grantor: string;
  readonly grantorIsOwner: boolean;
  /** Undefined for PUBLIC. */
  readonly grantee: string | undefined;
  readonly privilege: string;
  readonly grantable: boolean;
  readonly column: string | undefined;
}

export interface PrivilegeGroup extends PrivilegeChange {
  /** Such as `SELECT` or `UPDATE (name)`. */
  readonly privileges: readonly string[];
}

/** One group for what one statement can say. */
export function grouped(changes: readonly PrivilegeChange[]): readonly PrivilegeGroup[] {
  const groups = new Map<string, PrivilegeChange[]>();
  for (const change of changes) {
    const key = JSON.stringify([change.grantor, change.grantee ?? null, change.grantable, change.column]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    return first ? [{ ...first, privileges: members.map(privilegeSql) }] : [];
  });
}

export function grantee(group: PrivilegeChange): string {
  return group.grantee === undefined ? 'PUBLIC' : quoteIdentifier(group.grantee);
}

export function privilegeList(group: PrivilegeGroup): string {
  return group.privileges.join(', ');
}

function privilegeSql({ privilege, column }: PrivilegeChange): string {
  return column === undefined ? privilege : `${privilege} (${quoteIdentifier(column)})`;
}

/** Whoever passes a privilege on must have it first. */
function inOrder(groups: readonly PrivilegeGroup[]): readonly PrivilegeGroup[] {
  const done = groups.filter((group) => group.grantorIsOwner);
  let waiting = groups.filter((group) => !group.grantorIsOwner);
  while (waiting.length > 0) {
    const ready = waiting.filter((group) =>
      done.some((each) => each.grantee === group.grantor && each.grantable),
    );
    const next = ready.length > 0 ? ready : waiting;
    done.push(...next);
    waiting = waiting.filter((group) => !next.includes(group));
  }
  return done;
}

function privilegeChanges(oid: number, source: AclSource): CatalogQuery<PrivilegeChange> {
  const standard =
    source.standard === undefined
      ? 'NULL::pg_catalog.aclitem[]'
      : `pg_catalog.acldefault(${source.standard}, ${source.owner})`;
  const query = selectRecords(
    'ddl.privileges',
    {
      revoked: 'p.revoked',
      grantor: 'pg_catalog.pg_get_userbyid(p.grantor)',
      byOwner: 'p.grantor = p.owner',
      grantee: 'CASE WHEN p.grantee <> 0 THEN pg_catalog.pg_get_userbyid(p.grantee) END',
      privilege: 'p.privilege_type',
      grantable: 'p.is_grantable',
      column: 'p.col',
    },
    `(WITH object AS (
           SELECT ${source.column ?? 'NULL::name'} AS col, ${source.owner} AS owner, ${source.acl} AS acl, ${standard} AS standard
             FROM ${source.from}),
       actual AS (
           SELECT o.col, o.owner, x.* FROM object AS o CROSS JOIN LATERAL pg_catalog.aclexplode(o.acl) AS x),
       standard AS (
           SELECT o.col, o.owner, x.* FROM object AS o CROSS JOIN LATERAL pg_catalog.aclexplode(o.standard) AS x
            WHERE o.acl IS NOT NULL)
        SELECT true AS revoked, r.* FROM (SELECT * FROM standard EXCEPT SELECT * FROM actual) AS r
         UNION ALL
        SELECT false, g.* FROM (SELECT * FROM actual EXCEPT SELECT * FROM standard) AS g) AS p
  ORDER BY p.col, p.grantee = p.owner DESC, 4, p.privilege_type`,
    [String(oid)],
  );
  return mapRows(query, (row) => ({
    revoked: flagOf(row.revoked),
    grantor: textOf(row.grantor),
    grantorIsOwner: flagOf(row.byOwner),
    grantee: optionalText(row.grantee),
    privilege: textOf(row.privilege),
    grantable: flagOf(row.grantable),
    column: optionalText(row.column),
  }));
}
