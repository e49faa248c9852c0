/** Select list items over a `pg_class` row `c`, as in `structureSql.ts`: foreign keys, triggers and row security. */

function columnNames(relation: string, numbers: string): string {
  return `(SELECT pg_catalog.json_agg(a.attname ORDER BY k.place)
                       FROM pg_catalog.unnest(${numbers}) WITH ORDINALITY AS k (number, place)
                       JOIN pg_catalog.pg_attribute AS a ON a.attrelid = ${relation} AND a.attnum = k.number)`;
}

/**
 * The foreign keys of which `c` is the one end. A partition repeats the key of its table; that of the referencing table is
 * enough. An index serves a key when it begins with its columns, in any order.
 */
export function foreignKeySql(end: 'conrelid' | 'confrelid'): string {
  return `
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'constraint', f.conname, 'schema', fn.nspname, 'relation', fc.relname,
                   'columns', ${columnNames('f.conrelid', 'f.conkey')},
                   'referencedSchema', pn.nspname, 'referencedRelation', pc.relname,
                   'referencedColumns', ${columnNames('f.confrelid', 'f.confkey')}, 'rows', fc.reltuples,
                   'indexed', EXISTS (
                     SELECT FROM pg_catalog.pg_index AS i
                      WHERE i.indrelid = f.conrelid AND i.indisvalid AND i.indpred IS NULL
                        AND i.indnkeyatts >= pg_catalog.cardinality(f.conkey)
                        AND (i.indkey::int2[])[0:pg_catalog.cardinality(f.conkey) - 1] @> f.conkey))
                   ORDER BY fn.nspname, fc.relname, f.conname)
            FROM pg_catalog.pg_constraint AS f
            JOIN pg_catalog.pg_class AS fc ON fc.oid = f.conrelid
            JOIN pg_catalog.pg_namespace AS fn ON fn.oid = fc.relnamespace
            JOIN pg_catalog.pg_class AS pc ON pc.oid = f.confrelid
            JOIN pg_catalog.pg_namespace AS pn ON pn.oid = pc.relnamespace
           WHERE f.contype = 'f' AND f.${end} = c.oid
             AND (f.conparentid = 0 OR ${
               end === 'conrelid' ? 'true' : 'false'
             } OR EXISTS (SELECT FROM pg_catalog.pg_constraint AS p
                           WHERE p.oid = f.conparentid AND p.conrelid = f.conrelid)))`;
}

/** Source: pg_trigger.h. */
export const triggersSql = `
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'name', t.tgname, 'type', t.tgtype, 'internal', t.tgisinternal, 'enabled', t.tgenabled <> 'D',
                   'constraint', (SELECT o.conname FROM pg_catalog.pg_constraint AS o WHERE o.oid = t.tgconstraint),
                   'function', pn.nspname || '.' || p.proname) ORDER BY t.tgname)
            FROM pg_catalog.pg_trigger AS t
            JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
            JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.pronamespace
           WHERE t.tgrelid = c.oid)`;

export const policiesSql = `
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'name', p.polname, 'command', p.polcmd, 'permissive', p.polpermissive,
                   'roles', (SELECT pg_catalog.json_agg(CASE WHEN r.oid = 0 THEN 'public'
                                                             ELSE pg_catalog.pg_get_userbyid(r.oid)::text END)
                               FROM pg_catalog.unnest(p.polroles) AS r (oid))) ORDER BY p.polname)
            FROM pg_catalog.pg_policy AS p
           WHERE p.polrelid = c.oid)`;

/** varchar and char(n) have no operators of their own for most of this: those of text are used. */
export const leakyOperatorsSql = `
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'operator', o.oprname, 'type', pg_catalog.format_type(o.oprleft, NULL)) ORDER BY o.oprname)
            FROM (SELECT DISTINCT o.oprname, o.oprleft
                    FROM pg_catalog.pg_operator AS o
                    JOIN pg_catalog.pg_proc AS p ON p.oid = o.oprcode
                   WHERE c.relrowsecurity AND NOT p.proleakproof AND o.oprresult = 'pg_catalog.bool'::pg_catalog.regtype
                     AND o.oprleft IN (
                       SELECT CASE WHEN y.typcategory = 'S' THEN 'pg_catalog.text'::pg_catalog.regtype::oid
                                   WHEN y.typtype = 'd' THEN y.typbasetype ELSE y.oid END
                         FROM pg_catalog.pg_attribute AS a
                         JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
                        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)) AS o)`;
