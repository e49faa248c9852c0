import { type NamePattern, parseNamePattern, patternCondition } from './namePattern';
import { type PsqlCommand, type PsqlLine, queries } from './psqlAnswer';

/** `\dn`. Source: listSchemas() of psql. */
export const schemas: PsqlCommand = {
  names: /^dn$/,
  answer: (line) => {
    const pattern = patternOf(line);
    const system =
      line.system || pattern
        ? 'true'
        : `n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname <> 'information_schema'`;
    return queries(`SELECT n.nspname AS "Name", pg_catalog.pg_get_userbyid(n.nspowner) AS "Owner"${more(
      line,
      `pg_catalog.array_to_string(n.nspacl, E'\\n') AS "Access privileges",
       pg_catalog.obj_description(n.oid, 'pg_namespace') AS "Description"`,
    )}
  FROM pg_catalog.pg_namespace n
 WHERE ${system} AND ${byName(pattern, 'n.nspname')}
 ORDER BY 1`);
  },
};

/** `\dx`. Source: listExtensions() of psql. */
export const extensions: PsqlCommand = {
  names: /^dx$/,
  answer: (line) =>
    queries(`SELECT e.extname AS "Name", e.extversion AS "Version", n.nspname AS "Schema", c.description AS "Description"
  FROM pg_catalog.pg_extension e
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
  LEFT JOIN pg_catalog.pg_description c ON c.objoid = e.oid
        AND c.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass
 WHERE ${byName(patternOf(line), 'e.extname')}
 ORDER BY 1`),
};

/** `\db`. Source: describeTablespaces() of psql. */
export const tablespaces: PsqlCommand = {
  names: /^db$/,
  answer: (line) =>
    queries(`SELECT s.spcname AS "Name", pg_catalog.pg_get_userbyid(s.spcowner) AS "Owner",
       pg_catalog.pg_tablespace_location(s.oid) AS "Location"${more(
         line,
         `pg_catalog.array_to_string(s.spcacl, E'\\n') AS "Access privileges", s.spcoptions AS "Options",
       pg_catalog.pg_size_pretty(pg_catalog.pg_tablespace_size(s.oid)) AS "Size",
       pg_catalog.shobj_description(s.oid, 'pg_tablespace') AS "Description"`,
       )}
  FROM pg_catalog.pg_tablespace s
 WHERE ${byName(patternOf(line), 's.spcname')}
 ORDER BY 1`),
};

/** `\du` and `\dg`. Source: describeRoles() of psql. */
export const roles: PsqlCommand = {
  names: /^d[ug]$/,
  answer: (line) => {
    const pattern = patternOf(line);
    const system = line.system || pattern ? 'true' : `r.rolname OPERATOR(pg_catalog.!~) '^pg_'`;
    return queries(`SELECT r.rolname AS "Role name",
       pg_catalog.concat_ws(E'\\n',
         nullif(pg_catalog.concat_ws(', ', CASE WHEN r.rolsuper THEN 'Superuser' END,
           CASE WHEN NOT r.rolinherit THEN 'No inheritance' END, CASE WHEN r.rolcreaterole THEN 'Create role' END,
           CASE WHEN r.rolcreatedb THEN 'Create DB' END, CASE WHEN NOT r.rolcanlogin THEN 'Cannot login' END,
           CASE WHEN r.rolreplication THEN 'Replication' END, CASE WHEN r.rolbypassrls THEN 'Bypass RLS' END), ''),
         CASE WHEN r.rolconnlimit = 0 THEN 'No connections' WHEN r.rolconnlimit = 1 THEN '1 connection'
              WHEN r.rolconnlimit > 0 THEN r.rolconnlimit || ' connections' END,
         'Password valid until ' || r.rolvaliduntil) AS "Attributes",
       ARRAY(SELECT b.rolname FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles b ON m.roleid = b.oid
              WHERE m.member = r.oid) AS "Member of"${more(
                line,
                `pg_catalog.shobj_description(r.oid, 'pg_authid') AS "Description"`,
              )}
  FROM pg_catalog.pg_roles r
 WHERE ${system} AND ${byName(pattern, 'r.rolname')}
 ORDER BY 1`);
  },
};

/** `\l`. The columns about the locale depend on the server. Source: listAllDbs() of psql. */
export const databases: PsqlCommand = {
  names: /^(?:l|list)$/,
  answer: (line, { version }) =>
    queries(`SELECT d.datname AS "Name", pg_catalog.pg_get_userbyid(d.datdba) AS "Owner",
       pg_catalog.pg_encoding_to_char(d.encoding) AS "Encoding", ${databaseLocale(version)},
       pg_catalog.array_to_string(d.datacl, E'\\n') AS "Access privileges"${more(
         line,
         `CASE WHEN pg_catalog.has_database_privilege(d.datname, 'CONNECT')
            THEN pg_catalog.pg_size_pretty(pg_catalog.pg_database_size(d.datname)) ELSE 'No Access' END AS "Size",
       t.spcname AS "Tablespace", pg_catalog.shobj_description(d.oid, 'pg_database') AS "Description"`,
       )}
  FROM pg_catalog.pg_database d
  JOIN pg_catalog.pg_tablespace t ON d.dattablespace = t.oid
 WHERE ${byName(patternOf(line), 'd.datname')}
 ORDER BY 1`),
};

function databaseLocale(version: number): string {
  const plain = 'd.datcollate AS "Collate", d.datctype AS "Ctype"';
  if (version < 150_000) {
    return plain;
  }
  const provider = `CASE d.datlocprovider WHEN 'b' THEN 'builtin' WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' END AS "Locale Provider"`;
  return version < 170_000
    ? `${plain}, d.daticulocale AS "ICU Locale", ${provider}`
    : `${provider}, ${plain}, d.datlocale AS "Locale", d.daticurules AS "ICU Rules"`;
}

function patternOf({ arguments: [text] }: PsqlLine): NamePattern | undefined {
  return text === undefined ? undefined : parseNamePattern(text);
}

function byName(pattern: NamePattern | undefined, name: string): string {
  return patternCondition(pattern, { schema: undefined, name, visible: undefined });
}

function more({ verbose }: PsqlLine, columns: string): string {
  return verbose ? `,\n       ${columns}` : '';
}
