import { isRecord, isString } from '../../../base/validate';
import type { CancelSignal } from '../../../base/cancelSignal';
import { flagOf, numberOf, optionalText, textOf } from '../../catalog/cells';
import { jsonRecords } from '../../catalog/jsonCell';
import { textArray, textArrayOf } from '../../catalog/textArray';
import { isUserSchema } from '../../catalog/queries/schemas';
import type { CatalogQuery, Cell, Database } from '../../ports';
import type {
  ColumnRight,
  DefaultRights,
  GrantFacts,
  HeldRight,
  Membership,
  ObjectRights,
  RoleFacts,
} from './grantFacts';

/** Which relations are read beside the database and its schemas, which always are. */
export interface GrantScope {
  readonly schemas: readonly string[];
  /** At most so many relations, by name; all unless told. */
  readonly limit?: number;
  /** Only relations whose names contain it, in whatever case. */
  readonly search?: string;
}

/**
 * Reads the rights of the database. It opens no relation, so it waits for no lock.
 * @throws ServerError, CancelledError, ConnectionLostError
 */
export async function readGrantFacts(
  database: Database,
  scope: GrantScope,
  signal: CancelSignal,
): Promise<GrantFacts> {
  const { server } = database;
  const read = <Row>(query: CatalogQuery<Row>) => database.read(query, signal);
  const [self] = await read(databaseQuery);
  const objects = [
    ...(self ? [self] : []),
    ...(await read(schemasQuery)),
    ...(await read(relationsQuery(scope))),
  ];
  return {
    version: server.version,
    user: server.user,
    database: server.database,
    roles: await read(rolesQuery),
    memberships: [...(await read(membershipsQuery(server.version))), ...databaseOwner(self)],
    objects,
    defaults: await read(defaultsQuery),
  };
}

/** Whoever owns the database is a member of pg_database_owner, which no catalog says. */
function databaseOwner(self: ObjectRights | undefined): readonly Membership[] {
  return self ? [{ role: 'pg_database_owner', member: self.owner, inherits: true, admin: false }] : [];
}

const aclJson = (acl: string) => `(SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
         'grantee', CASE WHEN x.grantee <> 0 THEN pg_catalog.pg_get_userbyid(x.grantee) END,
         'grantor', pg_catalog.pg_get_userbyid(x.grantor), 'privilege', x.privilege_type, 'grantable', x.is_grantable))
         FROM pg_catalog.aclexplode(${acl}) AS x)`;

const rolesQuery: CatalogQuery<RoleFacts> = {
  name: 'grants.roles',
  text: `
  SELECT r.rolname, r.rolcanlogin, r.rolsuper, r.rolcreaterole, r.rolbypassrls, r.rolconnlimit,
         (SELECT s.setconfig FROM pg_catalog.pg_db_role_setting AS s WHERE s.setrole = r.oid AND s.setdatabase = 0)
    FROM pg_catalog.pg_roles AS r
   ORDER BY r.rolname`,
  values: [],
  row: ([name, login, superuser, createRole, bypass, limit, settings]) => ({
    name: textOf(name),
    login: flagOf(login),
    superuser: flagOf(superuser),
    createRole: flagOf(createRole),
    bypassRowSecurity: flagOf(bypass),
    connectionLimit: numberOf(limit),
    settings: textArrayOf(settings),
  }),
};

// Before version 16, whether a member inherits was a property of the member.
function membershipsQuery(version: number): CatalogQuery<Membership> {
  const inherits = version >= 160_000 ? 'm.inherit_option' : 'r.rolinherit';
  return {
    name: 'grants.memberships',
    text: `
  SELECT pg_catalog.pg_get_userbyid(m.roleid), r.rolname, pg_catalog.bool_or(${inherits}), pg_catalog.bool_or(m.admin_option)
    FROM pg_catalog.pg_auth_members AS m
    JOIN pg_catalog.pg_roles AS r ON r.oid = m.member
   GROUP BY 1, 2
   ORDER BY 1, 2`,
    values: [],
    row: ([role, member, inherited, admin]) => ({
      role: textOf(role),
      member: textOf(member),
      inherits: flagOf(inherited),
      admin: flagOf(admin),
    }),
  };
}

const databaseQuery: CatalogQuery<ObjectRights> = {
  name: 'grants.database',
  text: `
  SELECT d.datname, pg_catalog.pg_get_userbyid(d.datdba), ${aclJson(`coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))`)}
    FROM pg_catalog.pg_database AS d
   WHERE d.datname = pg_catalog.current_database()`,
  values: [],
  row: ([name, owner, acl]) => ({
    target: { kind: 'database', name: textOf(name) },
    owner: textOf(owner),
    rights: rightsOf(acl),
  }),
};

const schemasQuery: CatalogQuery<ObjectRights> = {
  name: 'grants.schemas',
  text: `
  SELECT n.nspname, pg_catalog.pg_get_userbyid(n.nspowner), ${aclJson(`coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))`)}
    FROM pg_catalog.pg_namespace AS n
   WHERE ${isUserSchema}
   ORDER BY n.nspname`,
  values: [],
  row: ([name, owner, acl]) => ({
    target: { kind: 'schema', name: textOf(name) },
    owner: textOf(owner),
    rights: rightsOf(acl),
  }),
};

function relationsQuery({ schemas, limit, search }: GrantScope): CatalogQuery<ObjectRights> {
  return {
    name: 'grants.relations',
    text: `
  SELECT c.relkind, n.nspname, c.relname, pg_catalog.pg_get_userbyid(c.relowner), c.relispartition, c.relrowsecurity,
         ${aclJson(`coalesce(c.relacl, pg_catalog.acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, c.relowner))`)},
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('column', a.attname,
                   'grantee', CASE WHEN x.grantee <> 0 THEN pg_catalog.pg_get_userbyid(x.grantee) END, 'privilege', x.privilege_type,
                   'grantable', x.is_grantable)
                   ORDER BY a.attnum, x.privilege_type)
            FROM pg_catalog.pg_attribute AS a CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) AS x
           WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped),
         ARRAY(SELECT DISTINCT CASE WHEN u.role = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(u.role)::text END
                 FROM pg_catalog.pg_policy AS p CROSS JOIN LATERAL pg_catalog.unnest(p.polroles) AS u(role)
                WHERE p.polrelid = c.oid)
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p', 'S') AND n.nspname::text = ANY ($1::text[])
     AND ($3::text = '' OR pg_catalog.strpos(pg_catalog.lower(c.relname::text), pg_catalog.lower($3::text)) > 0)
   ORDER BY n.nspname, c.relkind = 'S', c.relispartition, c.relname
   LIMIT $2::int`,
    values: [textArray(schemas), limit === undefined ? null : String(limit), search ?? ''],
    row: relationRow,
  };
}

function relationRow(cells: readonly Cell[]): ObjectRights {
  const [kind, schema, name, owner, partition, rowSecurity, acl, columns, policyRoles] = cells;
  const place = { schema: textOf(schema), name: textOf(name) };
  const common = { owner: textOf(owner), rights: rightsOf(acl) };
  return kind === 'S'
    ? { ...common, target: { kind: 'sequence', ...place } }
    : {
        ...common,
        target: { kind: 'relation', ...place },
        relation: {
          kind: textOf(kind),
          partition: flagOf(partition),
          rowSecurity: flagOf(rowSecurity),
          policyRoles: textArrayOf(policyRoles),
          columns: columnRights(columns),
        },
      };
}

const defaultsQuery: CatalogQuery<DefaultRights> = {
  name: 'grants.defaults',
  text: `
  SELECT d.defaclobjtype, pg_catalog.pg_get_userbyid(d.defaclrole), n.nspname, ${aclJson('d.defaclacl')}
    FROM pg_catalog.pg_default_acl AS d
    LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = d.defaclnamespace
   WHERE d.defaclobjtype IN ('r', 'S')
   ORDER BY 2, 3, 1`,
  values: [],
  row: ([kind, creator, schema, acl]) => ({
    target: {
      kind: kind === 'r' ? 'newTables' : 'newSequences',
      creator: textOf(creator),
      schema: optionalText(schema),
    },
    rights: rightsOf(acl),
  }),
};

/** PostgreSQL prints `TEMPORARY` where psql's letter is T; both words are known to GRANT. */
function rightsOf(cell: Cell | undefined): readonly HeldRight[] {
  return jsonRecords(cell).map((each) => ({
    grantee: isString(each['grantee']) ? each['grantee'] : undefined,
    grantor: String(each['grantor']),
    privilege: String(each['privilege']),
    grantable: each['grantable'] === true,
  }));
}

function columnRights(cell: Cell | undefined): readonly ColumnRight[] {
  return jsonRecords(cell)
    .filter(isRecord)
    .map((each) => ({
      column: String(each['column']),
      grantee: isString(each['grantee']) ? each['grantee'] : undefined,
      privilege: String(each['privilege']),
      grantable: each['grantable'] === true,
    }));
}
