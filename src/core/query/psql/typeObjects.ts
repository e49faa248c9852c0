import { parseNamePattern, patternCondition, systemCondition } from './namePattern';
import { type PsqlCommand, type PsqlLine, queries } from './psqlAnswer';

/** `\dT`. Source: describeTypes() of psql. */
export const types: PsqlCommand = {
  names: /^dT$/,
  answer: (line) =>
    queries(`SELECT n.nspname AS "Schema", pg_catalog.format_type(t.oid, NULL) AS "Name",${
      line.verbose
        ? `
       t.typname AS "Internal name",
       CASE WHEN t.typrelid <> 0 THEN 'tuple' WHEN t.typlen < 0 THEN 'var' ELSE t.typlen::pg_catalog.text END AS "Size",
       pg_catalog.array_to_string(ARRAY(SELECT e.enumlabel FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid
         ORDER BY e.enumsortorder), E'\\n') AS "Elements",
       pg_catalog.pg_get_userbyid(t.typowner) AS "Owner",
       pg_catalog.array_to_string(t.typacl, E'\\n') AS "Access privileges",`
        : ''
    }
       pg_catalog.obj_description(t.oid, 'pg_type') AS "Description"
  FROM pg_catalog.pg_type t
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
 WHERE (t.typrelid = 0 OR (SELECT c.relkind = 'c' FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid))
   AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type el WHERE el.oid = t.typelem AND el.typarray = t.oid)
   AND ${conditions(line, {
     name: 't.typname',
     otherName: 'pg_catalog.format_type(t.oid, NULL)',
     visible: 'pg_catalog.pg_type_is_visible(t.oid)',
   })}
 ORDER BY 1, 2`),
};

/** `\dD`. Source: listDomains() of psql. */
export const domains: PsqlCommand = {
  names: /^dD$/,
  answer: (line) =>
    queries(`SELECT n.nspname AS "Schema", t.typname AS "Name",
       pg_catalog.format_type(t.typbasetype, t.typtypmod) AS "Type",
       (SELECT c.collname FROM pg_catalog.pg_collation c, pg_catalog.pg_type b
         WHERE c.oid = t.typcollation AND b.oid = t.typbasetype AND t.typcollation <> b.typcollation) AS "Collation",
       CASE WHEN t.typnotnull THEN 'not null' END AS "Nullable", t.typdefault AS "Default",
       pg_catalog.array_to_string(ARRAY(SELECT pg_catalog.pg_get_constraintdef(r.oid, true)
         FROM pg_catalog.pg_constraint r WHERE t.oid = r.contypid AND r.contype = 'c' ORDER BY r.conname), ' ') AS "Check"${
           line.verbose
             ? `,
       pg_catalog.array_to_string(t.typacl, E'\\n') AS "Access privileges", d.description AS "Description"`
             : ''
         }
  FROM pg_catalog.pg_type t
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objoid = t.oid
        AND d.objsubid = 0
 WHERE t.typtype = 'd' AND ${conditions(line, {
   name: 't.typname',
   visible: 'pg_catalog.pg_type_is_visible(t.oid)',
 })}
 ORDER BY 1, 2`),
};

/** `\dO`. The columns about the locale depend on the server. Source: listCollations() of psql. */
export const collations: PsqlCommand = {
  names: /^dO$/,
  answer: (line, { version }) =>
    queries(`SELECT n.nspname AS "Schema", c.collname AS "Name",
       CASE c.collprovider WHEN 'd' THEN 'default' WHEN 'b' THEN 'builtin' WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' END AS "Provider",
       c.collcollate AS "Collate", c.collctype AS "Ctype",${collationLocale(version)}
       CASE WHEN c.collisdeterministic THEN 'yes' ELSE 'no' END AS "Deterministic?"${
         line.verbose ? `,\n       pg_catalog.obj_description(c.oid, 'pg_collation') AS "Description"` : ''
       }
  FROM pg_catalog.pg_collation c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
 WHERE c.collencoding IN (-1, pg_catalog.pg_char_to_encoding(pg_catalog.getdatabaseencoding()))
   AND ${conditions(line, {
     name: 'c.collname',
     visible: 'pg_catalog.pg_collation_is_visible(c.oid)',
   })}
 ORDER BY 1, 2`),
};

function collationLocale(version: number): string {
  if (version < 150_000) {
    return '';
  }
  return version < 170_000 ? ' c.colliculocale AS "ICU Locale",' : ' c.colllocale AS "Locale",';
}

function conditions(
  { arguments: [text], system }: PsqlLine,
  columns: { readonly name: string; readonly otherName?: string; readonly visible: string },
): string {
  const pattern = text === undefined ? undefined : parseNamePattern(text);
  const condition = patternCondition(pattern, { schema: 'n.nspname', ...columns });
  return `${condition} AND ${systemCondition('n.nspname', { system, pattern })}`;
}
