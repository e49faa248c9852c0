import { quoteIdentifier } from '../../sql/quote';
import type { CatalogQuery } from '../../ports';
import { flagOf, optionalText, textOf } from '../cells';
import { type DdlReading, readRows } from './ddl';
import { grantee, grouped, type PrivilegeChange, privilegeList } from './grants';
import { mapRows, selectRecords } from './records';

/**
 * What ALTER DEFAULT PRIVILEGES said for the objects of a schema, or, with the oid 0, for all of the database.
 * Source: PostgreSQL manual, "ALTER DEFAULT PRIVILEGES".
 */
export async function defaultPrivileges(
  reading: DdlReading,
  schemaOid: number,
  schema: string | undefined,
): Promise<readonly string[]> {
  const rows = await readRows(reading, defaultPrivilegeChanges(schemaOid));
  const keys = [...new Set(rows.map(({ role, objects }) => JSON.stringify([role, objects])))];
  return keys.flatMap((key) => {
    const same = rows.filter(({ role, objects }) => JSON.stringify([role, objects]) === key);
    const [first] = same;
    if (first === undefined) {
      return [];
    }
    const where = schema === undefined ? '' : ` IN SCHEMA ${quoteIdentifier(schema)}`;
    const head = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(first.role)}${where}`;
    const objects = objectWords[first.objects] ?? 'TABLES';
    return [
      ...grouped(same.filter(({ revoked }) => revoked)).map(
        (each) => `${head} REVOKE ${privilegeList(each)} ON ${objects} FROM ${grantee(each)}`,
      ),
      ...grouped(same.filter(({ revoked }) => !revoked)).map(
        (each) =>
          `${head} GRANT ${privilegeList(each)} ON ${objects} TO ${grantee(each)}${each.grantable ? ' WITH GRANT OPTION' : ''}`,
      ),
    ];
  });
}

interface DefaultPrivilege extends PrivilegeChange {
  /** Whose new objects are meant. */
  readonly role: string;
  /** `pg_default_acl.defaclobjtype` */
  readonly objects: string;
}

const objectWords: Readonly<Record<string, string>> = {
  r: 'TABLES',
  S: 'SEQUENCES',
  f: 'FUNCTIONS',
  T: 'TYPES',
  n: 'SCHEMAS',
  L: 'LARGE OBJECTS',
};

// A schema's default privileges are added to the usual ones; those of the whole database stand in their place.
function defaultPrivilegeChanges(schemaOid: number): CatalogQuery<DefaultPrivilege> {
  const standard = `CASE WHEN d.defaclnamespace = 0
             THEN pg_catalog.acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole) END`;
  const query = selectRecords(
    'ddl.defaultPrivileges',
    {
      revoked: 'p.revoked',
      role: 'pg_catalog.pg_get_userbyid(p.role)',
      objects: 'p.objects',
      grantee: 'CASE WHEN p.grantee <> 0 THEN pg_catalog.pg_get_userbyid(p.grantee) END',
      privilege: 'p.privilege_type',
      grantable: 'p.is_grantable',
    },
    `(WITH entry AS (
           SELECT d.defaclrole AS role, d.defaclobjtype AS objects, d.defaclacl AS acl, ${standard} AS standard
             FROM pg_catalog.pg_default_acl AS d WHERE d.defaclnamespace = $1::oid),
       actual AS (SELECT e.role, e.objects, x.* FROM entry AS e CROSS JOIN LATERAL pg_catalog.aclexplode(e.acl) AS x),
       standard AS (SELECT e.role, e.objects, x.* FROM entry AS e CROSS JOIN LATERAL pg_catalog.aclexplode(e.standard) AS x)
        SELECT true AS revoked, r.* FROM (SELECT * FROM standard EXCEPT SELECT * FROM actual) AS r
         UNION ALL
        SELECT false, g.* FROM (SELECT * FROM actual EXCEPT SELECT * FROM standard) AS g) AS p
  ORDER BY 2, 3, 4, p.privilege_type`,
    [String(schemaOid)],
  );
  return mapRows(query, (row) => ({
    revoked: flagOf(row.revoked),
    role: textOf(row.role),
    objects: textOf(row.objects),
    grantor: textOf(row.role),
    grantorIsOwner: true,
    grantee: optionalText(row.grantee),
    privilege: textOf(row.privilege),
    grantable: flagOf(row.grantable),
    column: undefined,
  }));
}
