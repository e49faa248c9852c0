import type { Matching, PsqlLine, PsqlServer } from './psqlAnswer';

/**
 * What psql writes below the columns of a relation, a row each: indexes, constraints, references, policies, rules,
 * triggers, publications, partitions and inheritance; with `+` the definition of a view and the partitions themselves.
 */
export function relationDetails(
  { verbose }: PsqlLine,
  { version }: PsqlServer,
  { condition, isExact }: Matching,
): string {
  const parts = [
    ...[indexes, constraints, referencedBy, policies, statistics, rules, triggers, parents, indexOf, ownedBy],
    verbose ? children : childCount,
    ...(verbose ? [viewDefinition] : []),
    ...(version >= 100_000 ? [publications] : []),
  ];
  return `WITH r AS MATERIALIZED (
  SELECT c.oid, c.relkind, c.relispartition, c.relpartbound, c.relrowsecurity, n.nspname, c.relname
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE ${condition}
)
SELECT ${isExact ? '' : 'r.nspname AS "Schema", r.relname AS "Relation", '}x.kind AS "Kind", x.name AS "Name", x.definition AS "Definition"
  FROM r CROSS JOIN LATERAL (
${parts.map((part, place) => `    SELECT ${place} AS place, p.* FROM (${part}) AS p (kind, name, definition)`).join('\n    UNION ALL\n')}
  ) x
 ORDER BY r.nspname, r.relname, x.place, x.name`;
}

const indexes = `SELECT 'Index', ic.relname,
      CASE WHEN i.indisprimary THEN 'PRIMARY KEY, '
           WHEN i.indisunique THEN CASE WHEN k.contype = 'u' THEN 'UNIQUE CONSTRAINT, ' ELSE 'UNIQUE, ' END ELSE '' END
      || CASE WHEN k.contype = 'x' THEN pg_catalog.pg_get_constraintdef(k.oid, true)
              ELSE substring(pg_catalog.pg_get_indexdef(i.indexrelid, 0, true) FROM ' USING (.*)$') END
      || CASE WHEN i.indisclustered THEN ' CLUSTER' ELSE '' END || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
      || CASE WHEN i.indisreplident THEN ' REPLICA IDENTITY' ELSE '' END
      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
      LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
     WHERE i.indrelid = r.oid`;

const constraints = `SELECT CASE k.contype WHEN 'c' THEN 'Check constraint' ELSE 'Foreign key' END, k.conname,
      pg_catalog.pg_get_constraintdef(k.oid, true)
      FROM pg_catalog.pg_constraint k WHERE k.conrelid = r.oid AND k.contype IN ('c', 'f')`;

const referencedBy = `SELECT 'Referenced by', k.conname,
      'TABLE ' || k.conrelid::pg_catalog.regclass::pg_catalog.text || ' ' || pg_catalog.pg_get_constraintdef(k.oid, true)
      FROM pg_catalog.pg_constraint k WHERE k.confrelid = r.oid AND k.contype = 'f' AND k.conparentid = 0`;

const policies = `SELECT 'Policy', p.polname,
      CASE WHEN p.polpermissive THEN '' ELSE 'AS RESTRICTIVE ' END
      || CASE p.polcmd WHEN 'r' THEN 'FOR SELECT' WHEN 'a' THEN 'FOR INSERT' WHEN 'w' THEN 'FOR UPDATE' WHEN 'd' THEN 'FOR DELETE'
                       ELSE 'FOR ALL' END
      || CASE WHEN p.polroles = '{0}' THEN '' ELSE ' TO ' || (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.rolname), ', ' ORDER BY o.rolname)
           FROM pg_catalog.pg_roles o WHERE o.oid = ANY (p.polroles)) END
      || coalesce(' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid, true) || ')', '')
      || coalesce(' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid, true) || ')', '')
      || CASE WHEN r.relrowsecurity THEN '' ELSE ' (row security is off)' END
      FROM pg_catalog.pg_policy p WHERE p.polrelid = r.oid`;

const statistics = `SELECT 'Statistics object', s.stxname, pg_catalog.pg_get_statisticsobjdef(s.oid)
      FROM pg_catalog.pg_statistic_ext s WHERE s.stxrelid = r.oid`;

const rules = `SELECT 'Rule', w.rulename, pg_catalog.pg_get_ruledef(w.oid, true)
      FROM pg_catalog.pg_rewrite w WHERE w.ev_class = r.oid AND w.rulename <> '_RETURN'`;

const triggers = `SELECT 'Trigger', t.tgname, pg_catalog.pg_get_triggerdef(t.oid, true)
      || CASE t.tgenabled WHEN 'D' THEN ' (disabled)' WHEN 'A' THEN ' (always)' WHEN 'R' THEN ' (on replicas)' ELSE '' END
      FROM pg_catalog.pg_trigger t WHERE t.tgrelid = r.oid AND NOT t.tgisinternal`;

const parents = `SELECT CASE WHEN r.relispartition THEN 'Partition of' ELSE 'Inherits' END,
      h.inhparent::pg_catalog.regclass::pg_catalog.text, pg_catalog.pg_get_expr(r.relpartbound, r.oid)
      FROM pg_catalog.pg_inherits h WHERE h.inhrelid = r.oid AND r.relkind IN ('r', 'p', 'f')
    UNION ALL SELECT 'Partition key', NULL, pg_catalog.pg_get_partkeydef(r.oid) WHERE r.relkind = 'p'`;

const indexOf = `SELECT 'Index of', i.indrelid::pg_catalog.regclass::pg_catalog.text, pg_catalog.pg_get_indexdef(i.indexrelid)
      FROM pg_catalog.pg_index i WHERE i.indexrelid = r.oid`;

const ownedBy = `SELECT 'Owned by', d.refobjid::pg_catalog.regclass::pg_catalog.text || '.' || pg_catalog.quote_ident(a.attname), NULL
      FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
     WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = r.oid AND r.relkind = 'S'
       AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')`;

const children = `SELECT CASE WHEN r.relkind = 'p' THEN 'Partition' ELSE 'Child table' END,
      h.inhrelid::pg_catalog.regclass::pg_catalog.text, pg_catalog.pg_get_expr(k.relpartbound, k.oid)
      FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class k ON k.oid = h.inhrelid
     WHERE h.inhparent = r.oid AND r.relkind IN ('r', 'p', 'f')`;

const childCount = `SELECT CASE WHEN r.relkind = 'p' THEN 'Number of partitions' ELSE 'Number of child tables' END, NULL,
      pg_catalog.count(*)::pg_catalog.text || ' (use \\d+ to list them)'
      FROM pg_catalog.pg_inherits h WHERE h.inhparent = r.oid AND r.relkind IN ('r', 'p', 'f') HAVING pg_catalog.count(*) > 0`;

const viewDefinition = `SELECT 'View definition', NULL, pg_catalog.pg_get_viewdef(r.oid, true) WHERE r.relkind IN ('v', 'm')`;

const publications = `SELECT 'Publication', b.pubname, NULL
      FROM pg_catalog.pg_publication b
      LEFT JOIN pg_catalog.pg_publication_rel e ON e.prpubid = b.oid AND e.prrelid = r.oid
     WHERE e.prrelid IS NOT NULL OR (b.puballtables AND pg_catalog.pg_relation_is_publishable(r.oid))`;
