import type { CatalogQuery, Cell } from '../../ports';
import { isOneOf } from '../../../base/validate';
import { numberOf, optionalText, textOf } from '../cells';
import { type RelationKind, relationKind, relationKindCodes } from '../relationKind';

/** In what way an object depends on another. */
export const dependencyWays = [
  'reads',
  'references',
  'partitionOf',
  'inherits',
  'trigger',
  'default',
  'check',
  'policy',
  'body',
] as const;
export type DependencyWay = (typeof dependencyWays)[number];

/** A relation or a function. */
export interface DependencyNode {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind | 'function';
  /** Of a function: its argument types. */
  readonly signature: string | undefined;
}

/** That `dependent` cannot be without `on`, as PostgreSQL keeps it. */
export interface Dependency {
  readonly dependent: DependencyNode;
  readonly on: DependencyNode;
  readonly way: DependencyWay;
  /** The constraint, trigger or policy. */
  readonly detail: string | undefined;
}

export interface DependencyRequest {
  readonly relations: readonly number[];
  readonly functions: readonly number[];
  /** `up` to what they depend on, `down` to what depends on them. */
  readonly direction: 'up' | 'down';
  readonly limit: number;
}

/**
 * What relations and functions directly depend on, or what depends on them: views by their rules, foreign keys,
 * partitions, triggers, defaults, checks, policies, and functions whose body PostgreSQL parsed (BEGIN ATOMIC). It does not
 * know what stands in the text of other functions, and neither do we. Takes no lock.
 */
export function dependencies(request: DependencyRequest): CatalogQuery<Dependency> {
  const { relations, functions, direction, limit } = request;
  return {
    name: `dependencies.${direction}`,
    text: `
  WITH ${direction === 'up' ? upward : downward},
  edge AS (
    SELECT DISTINCT f.* FROM found AS f
     WHERE (f.class, f.oid) <> (f.on_class, f.on_oid) OR f.way = 'references')
  SELECT edge.way, edge.detail, ${side('a', 'edge.class', 'edge.oid')}, ${side('b', 'edge.on_class', 'edge.on_oid')}
    FROM edge
    ${sideJoins('a', 'edge.class', 'edge.oid')}
    ${sideJoins('b', 'edge.on_class', 'edge.on_oid')}
   WHERE (a.relkind IN (${relationKindCodes}) OR ap.oid IS NOT NULL)
     AND (b.relkind IN (${relationKindCodes}) OR bp.oid IS NOT NULL)
   ORDER BY edge.way, coalesce(a.relname, ap.proname), coalesce(b.relname, bp.proname), edge.detail
   LIMIT $3::int`,
    values: [`{${relations.join(',')}}`, `{${functions.join(',')}}`, String(limit)],
    row: dependency,
  };
}

const pgClass = `'pg_catalog.pg_class'::pg_catalog.regclass`;
const pgProc = `'pg_catalog.pg_proc'::pg_catalog.regclass`;

/** What holds a dependency in the name of a relation or function: its kind of object, catalog, oid column, owner. */
const holders = [
  { way: 'reads', catalog: 'pg_rewrite', owner: 'ev_class', detail: 'NULL::name', and: 'true' },
  { way: 'default', catalog: 'pg_attrdef', owner: 'adrelid', detail: 'NULL::name', and: 'true' },
  { way: 'check', catalog: 'pg_constraint', owner: 'conrelid', detail: 'h.conname', and: `h.contype = 'c'` },
  { way: 'policy', catalog: 'pg_policy', owner: 'polrelid', detail: 'h.polname', and: 'true' },
  { way: 'trigger', catalog: 'pg_trigger', owner: 'tgrelid', detail: 'h.tgname', and: 'NOT h.tgisinternal' },
] as const;

/** The columns of `found`: class, oid, on_class, on_oid, way, detail. */
const direct = (condition: { readonly key: string; readonly child: string }) => `
    SELECT ${pgClass}::oid, k.conrelid, ${pgClass}::oid, k.confrelid, 'references', k.conname
      FROM pg_catalog.pg_constraint AS k
     WHERE k.contype = 'f' AND ${condition.key} AND NOT EXISTS (
             SELECT FROM pg_catalog.pg_constraint AS up WHERE up.oid = k.conparentid AND up.conrelid = k.conrelid)
     UNION ALL
    SELECT ${pgClass}::oid, i.inhrelid, ${pgClass}::oid, i.inhparent,
           CASE WHEN c.relispartition THEN 'partitionOf' ELSE 'inherits' END, NULL
      FROM pg_catalog.pg_inherits AS i
      JOIN pg_catalog.pg_class AS c ON c.oid = i.inhrelid
     WHERE ${condition.child}`;

const isOn = `d.deptype = 'n' AND d.refclassid IN (${pgClass}, ${pgProc})`;

const upward = `
  found (class, oid, on_class, on_oid, way, detail) AS (
    ${holders
      .map(
        ({ way, catalog, owner, detail, and }) => `
    SELECT ${pgClass}::oid, h.${owner}, d.refclassid, d.refobjid, '${way}', ${detail}
      FROM pg_catalog.${catalog} AS h
      JOIN pg_catalog.pg_depend AS d
        ON d.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND d.objid = h.oid AND ${isOn}
     WHERE h.${owner} = ANY ($1::oid[]) AND ${and}`,
      )
      .join(' UNION ALL ')}
     UNION ALL
    SELECT d.classid, d.objid, d.refclassid, d.refobjid, 'body', NULL
      FROM pg_catalog.pg_depend AS d
     WHERE d.classid = ${pgProc} AND d.objid = ANY ($2::oid[]) AND ${isOn}
     UNION ALL
    ${direct({ key: 'k.conrelid = ANY ($1::oid[])', child: 'i.inhrelid = ANY ($1::oid[])' })})`;

const isOnAsked = `d.deptype = 'n' AND (d.refclassid = ${pgClass} AND d.refobjid = ANY ($1::oid[])
                    OR d.refclassid = ${pgProc} AND d.refobjid = ANY ($2::oid[]))`;

const downward = `
  d AS MATERIALIZED (SELECT d.* FROM pg_catalog.pg_depend AS d WHERE ${isOnAsked}),
  found (class, oid, on_class, on_oid, way, detail) AS (
    ${holders
      .map(
        ({ way, catalog, owner, detail, and }) => `
    SELECT ${pgClass}::oid, h.${owner}, d.refclassid, d.refobjid, '${way}', ${detail}
      FROM d
      JOIN pg_catalog.${catalog} AS h
        ON d.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND d.objid = h.oid
     WHERE ${and}`,
      )
      .join(' UNION ALL ')}
     UNION ALL
    SELECT d.classid, d.objid, d.refclassid, d.refobjid, 'body', NULL FROM d WHERE d.classid = ${pgProc}
     UNION ALL
    ${direct({ key: 'k.confrelid = ANY ($1::oid[])', child: 'i.inhparent = ANY ($1::oid[])' })})`;

function side(alias: string, oidClass: string, oid: string): string {
  const schema = `coalesce(${alias}.relnamespace, ${alias}p.pronamespace)`;
  return `${oidClass} = ${pgClass}, ${oid},
         (SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = ${schema}),
         coalesce(${alias}.relname, ${alias}p.proname), ${alias}.relkind,
         pg_catalog.pg_get_function_identity_arguments(${alias}p.oid)`;
}

function sideJoins(alias: string, oidClass: string, oid: string): string {
  return `LEFT JOIN pg_catalog.pg_class AS ${alias} ON ${oidClass} = ${pgClass} AND ${alias}.oid = ${oid}
    LEFT JOIN pg_catalog.pg_proc AS ${alias}p ON ${oidClass} = ${pgProc} AND ${alias}p.oid = ${oid}`;
}

function dependency([way, detail, ...sides]: readonly Cell[]): Dependency {
  const known = textOf(way);
  if (!isOneOf(dependencyWays, known)) {
    throw new Error(`A catalog query returned a dependency of an unknown kind: ${known}.`);
  }
  return {
    way: known,
    detail: optionalText(detail),
    dependent: dependencyNode(sides.slice(0, 6)),
    on: dependencyNode(sides.slice(6)),
  };
}

function dependencyNode([isRelation, oid, schema, name, kind, signature]: readonly Cell[]): DependencyNode {
  return {
    oid: numberOf(oid),
    schema: textOf(schema),
    name: textOf(name),
    kind: isRelation === 't' ? relationKind(textOf(kind)) : 'function',
    signature: optionalText(signature),
  };
}
