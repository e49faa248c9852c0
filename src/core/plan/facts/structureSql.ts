/**
 * Select list items over a `pg_class` row `c` that make JSON of its columns and indexes, from system catalogs only: none of
 * them opens the relation, so none can wait for a lock of somebody else.
 */

/** Whether a collation compares bytes. Source: lc_collate_is_c() of PostgreSQL; `b` is the provider that 17 has built in. */
function comparesBytes(collation: string): string {
  return `(SELECT CASE WHEN o.collprovider = 'b' THEN true
                       WHEN o.collprovider = 'd'
                       THEN CASE coalesce(pg_catalog.to_jsonb(d) ->> 'datlocprovider', 'c')
                              WHEN 'b' THEN true WHEN 'i' THEN false ELSE d.datcollate IN ('C', 'POSIX') END
                       ELSE coalesce(o.collprovider = 'c' AND o.collcollate IN ('C', 'POSIX'), false) END
            FROM pg_catalog.pg_collation AS o, pg_catalog.pg_database AS d
           WHERE o.oid = ${collation} AND d.datname = pg_catalog.current_database())`;
}

function collationName(collation: string): string {
  return `(SELECT o.collname FROM pg_catalog.pg_collation AS o WHERE o.oid = ${collation})`;
}

/** The statistics of a partitioned table are those with its partitions; a plain table is planned by its own. */
export const columnsSql = `
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'number', a.attnum, 'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
                   'notNull', a.attnotnull, 'collation', ${collationName('a.attcollation')},
                   'comparesBytes', ${comparesBytes('a.attcollation')}, 'target', a.attstattarget,
                   'readable', pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
                               AND NOT pg_catalog.row_security_active(c.oid),
                   'nulls', s.null_frac, 'distinct', s.n_distinct, 'correlation', s.correlation, 'width', s.avg_width,
                   'common', s.most_common_freqs[1]) ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute AS a
            LEFT JOIN LATERAL (
              SELECT s.null_frac, s.n_distinct, s.correlation, s.avg_width, s.most_common_freqs
                FROM pg_catalog.pg_stats AS s
               WHERE s.schemaname = c.nspname AND s.tablename = c.relname AND s.attname = a.attname
               ORDER BY s.inherited = (c.relkind = 'p') DESC
               LIMIT 1) AS s ON true
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)`;

export const indexesSql = `
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'oid', i.indexrelid::int8, 'name', x.relname, 'method', m.amname, 'unique', i.indisunique,
                   'primary', i.indisprimary, 'valid', i.indisvalid AND i.indisready, 'partial', i.indpred IS NOT NULL,
                   'constraint', (SELECT o.conname FROM pg_catalog.pg_constraint AS o
                                   WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x') LIMIT 1),
                   'pages', x.relpages, 'scans', pg_catalog.pg_stat_get_numscans(i.indexrelid),
                   'parts', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                       'column', a.attname, 'included', k.place > i.indnkeyatts,
                       'operatorClass', oc.opcname, 'default', oc.opcdefault,
                       'collation', ${collationName('k.sorting')}, 'comparesBytes', ${comparesBytes('k.sorting')},
                       'descending', coalesce(k.option, 0) & 1, 'nullsFirst', coalesce(k.option, 0) & 2) ORDER BY k.place)
                       FROM ROWS FROM (pg_catalog.unnest(i.indkey::int2[]), pg_catalog.unnest(i.indclass::oid[]),
                                       pg_catalog.unnest(i.indcollation::oid[]), pg_catalog.unnest(i.indoption::int2[]))
                              WITH ORDINALITY AS k (number, opclass, sorting, option, place)
                       LEFT JOIN pg_catalog.pg_attribute AS a
                         ON a.attrelid = i.indrelid AND a.attnum = k.number AND k.number <> 0
                       LEFT JOIN pg_catalog.pg_opclass AS oc ON oc.oid = k.opclass)) ORDER BY x.relname)
            FROM pg_catalog.pg_index AS i
            JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
            JOIN pg_catalog.pg_am AS m ON m.oid = x.relam
           WHERE i.indrelid = c.oid)`;

export const extendedStatisticsSql = `
         (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'name', e.stxname, 'kinds', pg_catalog.array_to_json(e.stxkind::text[]),
                   'columns', (SELECT pg_catalog.json_agg(a.attname ORDER BY a.attnum)
                                 FROM pg_catalog.pg_attribute AS a
                                WHERE a.attrelid = c.oid AND a.attnum = ANY (e.stxkeys::int2[]))) ORDER BY e.stxname)
            FROM pg_catalog.pg_statistic_ext AS e
           WHERE e.stxrelid = c.oid)`;
