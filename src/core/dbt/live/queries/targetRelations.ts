import { flagOf, numberOf, optionalText, textOf } from '../../../catalog/cells';
import { jsonRecords, jsonTexts } from '../../../catalog/jsonCell';
import { relationKind, relationKindCodes } from '../../../catalog/relationKind';
import { textArray } from '../../../catalog/textArray';
import type { CatalogQuery, Cell } from '../../../ports';
import type { DbtRelation } from '../../graph/dbtGraph';
import type { OtherRelation, TargetIndex, TargetRelation } from '../liveFacts';

/** Of more relations in the schemas of a target than this, the rest is not looked at. */
export const mostOthers = 5000;

/** Those of the relations that exist, with the rights of a role that exists. Takes no lock on them. */
export function targetRelations(
  role: string,
  relations: readonly DbtRelation[],
): CatalogQuery<TargetRelation> {
  return {
    name: 'dbt.relations',
    text: relationsText,
    values: [
      role,
      textArray(relations.map(({ schema }) => schema)),
      textArray(relations.map(({ name }) => name)),
    ],
    row: relationRow,
  };
}

/** Every relation of the schemas but partitions and those of extensions. */
export function relationsIn(role: string, schemas: readonly string[]): CatalogQuery<OtherRelation> {
  return {
    name: 'dbt.others',
    text: `
  WITH role AS MATERIALIZED (SELECT r.oid FROM pg_catalog.pg_roles AS r WHERE r.rolname = $1::text)
  SELECT n.nspname, c.relname, c.relkind, pg_catalog.pg_get_userbyid(c.relowner),
         pg_catalog.pg_has_role(role.oid, c.relowner, 'USAGE')
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   CROSS JOIN role
   WHERE n.nspname = ANY ($2::text[]) AND c.relkind IN (${relationKindCodes}) AND NOT c.relispartition
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                        AND d.deptype = 'e')
   ORDER BY n.nspname, c.relname
   LIMIT ${String(mostOthers)}`,
    values: [role, textArray(schemas)],
    row: ([schema, name, kind, owner, owned]) => ({
      schema: textOf(schema),
      name: textOf(name),
      kind: relationKind(textOf(kind)),
      owner: textOf(owner),
      owned: flagOf(owned),
    }),
  };
}

function relationRow(cells: readonly Cell[]): TargetRelation {
  const [oid, schema, name, kind, owner, owned, select, unlogged, secured, forced, comment, rows, ...lists] =
    cells;
  const [policies, grants, indexes, columns, dependents, triggers, references] = lists;
  return {
    oid: numberOf(oid),
    schema: textOf(schema),
    name: textOf(name),
    kind: relationKind(textOf(kind)),
    owner: textOf(owner),
    owned: flagOf(owned),
    select: flagOf(select),
    unlogged: flagOf(unlogged),
    rowSecurity: flagOf(secured),
    rowSecurityForced: flagOf(forced),
    comment: optionalText(comment),
    estimatedRows: numberOf(rows),
    policies: jsonTexts(policies).map((policy) => ({ name: policy, statement: undefined })),
    grants: jsonRecords(grants).map((entry) => ({
      grantee: text(entry['grantee']),
      grantor: text(entry['grantor']),
      privilege: text(entry['privilege']),
      needless: entry['needless'] === true,
    })),
    indexes: jsonRecords(indexes).map(indexOf),
    columns: jsonRecords(columns).map((entry) => ({
      name: text(entry['name']),
      type: text(entry['type']),
      notNull: entry['notNull'] === true,
    })),
    dependents: jsonRecords(dependents).map((entry) => ({
      schema: text(entry['schema']),
      name: text(entry['name']),
      kind: relationKind(text(entry['kind'])),
    })),
    triggers: jsonTexts(triggers),
    referencedBy: jsonRecords(references).map((entry) => ({
      name: text(entry['name']),
      schema: text(entry['schema']),
      relation: text(entry['relation']),
    })),
  };
}

function indexOf(entry: Record<string, unknown>): TargetIndex {
  const columns = entry['columns'];
  return {
    name: text(entry['name']),
    columns: Array.isArray(columns) ? columns.map(text) : [],
    unique: entry['unique'] === true,
    method: text(entry['method']),
    plain: entry['plain'] === true,
    partial: entry['partial'] === true,
    constraint: entry['constraint'] === true,
    valid: entry['valid'] === true,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const relationsText = `
  WITH role AS MATERIALIZED (SELECT r.oid FROM pg_catalog.pg_roles AS r WHERE r.rolname = $1::text),
  wanted AS MATERIALIZED (
    SELECT DISTINCT w.schema, w.name
      FROM ROWS FROM (pg_catalog.unnest($2::text[]), pg_catalog.unnest($3::text[])) AS w (schema, name))
  SELECT c.oid, n.nspname, c.relname, c.relkind, pg_catalog.pg_get_userbyid(c.relowner),
         pg_catalog.pg_has_role(role.oid, c.relowner, 'USAGE'),
         pg_catalog.has_any_column_privilege(role.oid, c.oid, 'SELECT'),
         c.relpersistence = 'u', c.relrowsecurity, c.relforcerowsecurity,
         pg_catalog.obj_description(c.oid, 'pg_class'), c.reltuples::bigint,
         (SELECT pg_catalog.json_agg(p.polname ORDER BY p.polname)
            FROM pg_catalog.pg_policy AS p WHERE p.polrelid = c.oid),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('grantee', coalesce(g.rolname, ''),
                   'grantor', pg_catalog.pg_get_userbyid(x.grantor), 'privilege', x.privilege_type,
                   'needless', coalesce(g.rolsuper OR pg_catalog.pg_has_role(g.oid, role.oid, 'USAGE'), false))
                   ORDER BY g.rolname, x.privilege_type)
            FROM pg_catalog.aclexplode(c.relacl) AS x
            LEFT JOIN pg_catalog.pg_roles AS g ON g.oid = x.grantee
           WHERE x.grantee <> c.relowner),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', ic.relname, 'unique', i.indisunique,
                   'method', m.amname, 'valid', i.indisvalid,
                   'constraint', EXISTS (SELECT FROM pg_catalog.pg_constraint AS k
                                          WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')),
                   'partial', i.indpred IS NOT NULL,
                   'plain', i.indexprs IS NULL AND i.indpred IS NULL AND i.indnatts = i.indnkeyatts
                            AND NOT EXISTS (SELECT FROM pg_catalog.unnest(i.indclass::oid[]) AS u (oid)
                                              JOIN pg_catalog.pg_opclass AS oc ON oc.oid = u.oid
                                             WHERE NOT oc.opcdefault)
                            AND NOT EXISTS (SELECT FROM pg_catalog.unnest(i.indoption::int2[]) AS o WHERE o <> 0),
                   'columns', (SELECT pg_catalog.json_agg(a.attname ORDER BY k.place)
                                 FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
                                 JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number
                                WHERE k.place <= i.indnkeyatts AND i.indexprs IS NULL)) ORDER BY ic.relname)
            FROM pg_catalog.pg_index AS i
            JOIN pg_catalog.pg_class AS ic ON ic.oid = i.indexrelid
            JOIN pg_catalog.pg_am AS m ON m.oid = ic.relam
           WHERE i.indrelid = c.oid),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', a.attname, 'notNull', a.attnotnull,
                   'type', pg_catalog.format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute AS a
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('schema', v.schema, 'name', v.name, 'kind', v.kind)
                   ORDER BY v.schema, v.name)
            FROM (SELECT DISTINCT vn.nspname AS schema, vc.relname AS name, vc.relkind AS kind
                    FROM pg_catalog.pg_depend AS d
                    JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objid
                    JOIN pg_catalog.pg_class AS vc ON vc.oid = r.ev_class
                    JOIN pg_catalog.pg_namespace AS vn ON vn.oid = vc.relnamespace
                   WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                     AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                     AND d.refobjid = c.oid AND r.ev_class <> c.oid AND vc.relkind IN ('v', 'm')) AS v),
         (SELECT pg_catalog.json_agg(t.tgname ORDER BY t.tgname)
            FROM pg_catalog.pg_trigger AS t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', k.conname, 'schema', rn.nspname,
                   'relation', rc.relname) ORDER BY k.conname)
            FROM pg_catalog.pg_constraint AS k
            JOIN pg_catalog.pg_class AS rc ON rc.oid = k.conrelid
            JOIN pg_catalog.pg_namespace AS rn ON rn.oid = rc.relnamespace
           WHERE k.confrelid = c.oid AND k.contype = 'f' AND k.conrelid <> c.oid)
    FROM wanted
    JOIN pg_catalog.pg_namespace AS n ON n.nspname = wanted.schema
    JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = wanted.name
     AND c.relkind IN (${relationKindCodes})
   CROSS JOIN role`;
