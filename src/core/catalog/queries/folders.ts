import type { CatalogQuery } from '../../ports';
import { isListedConstraint } from './constraints';
import { isOwnFunction } from './functions';
import { isOwnType } from './types';

export const relationFolders = [
  'partitions',
  'indexes',
  'constraints',
  'triggers',
  'policies',
  'rules',
  'statistics',
] as const;
export type RelationFolder = (typeof relationFolders)[number];

export const schemaFolders = ['functions', 'sequences', 'types'] as const;
export type SchemaFolder = (typeof schemaFolders)[number];

export const databaseFolders = [
  'extensions',
  'publications',
  'subscriptions',
  'eventTriggers',
  'foreignServers',
] as const;
export type DatabaseFolder = (typeof databaseFolders)[number];

export const serverFolders = ['roles', 'tablespaces'] as const;
export type ServerFolder = (typeof serverFolders)[number];

/** Which folders a relation needs, beside those of partitions and indexes. Every test uses an index of the catalog. */
export function foldersOfRelation(relationOid: number): CatalogQuery<readonly string[]> {
  return presence('folders.relation', [String(relationOid)], {
    constraints: `pg_catalog.pg_constraint AS k WHERE k.conrelid = $1::oid AND ${isListedConstraint}`,
    triggers: 'pg_catalog.pg_trigger AS g WHERE g.tgrelid = $1::oid AND NOT g.tgisinternal',
    policies: 'pg_catalog.pg_policy AS y WHERE y.polrelid = $1::oid',
    rules: `pg_catalog.pg_rewrite AS w WHERE w.ev_class = $1::oid AND w.rulename <> '_RETURN'`,
    statistics: 'pg_catalog.pg_statistic_ext AS s WHERE s.stxrelid = $1::oid',
  });
}

/** Which folders a schema needs. */
export function foldersOfSchema(schemaOid: number): CatalogQuery<readonly string[]> {
  return presence('folders.schema', [String(schemaOid)], {
    functions: `pg_catalog.pg_proc AS p WHERE p.pronamespace = $1::oid AND ${isOwnFunction}`,
    sequences: `pg_catalog.pg_sequence AS s JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid
                 WHERE c.relnamespace = $1::oid`,
    // By pg_depend, where row types and arrays, of which there are as many as tables, do not hang on the schema.
    types: `pg_catalog.pg_depend AS d
              JOIN pg_catalog.pg_type AS t ON t.oid = d.objid
             WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.refobjid = $1::oid
               AND d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND ${isOwnType}`,
  });
}

/** Which folders the database needs. */
export const foldersOfDatabase: CatalogQuery<readonly string[]> = presence('folders.database', [], {
  extensions: 'pg_catalog.pg_extension',
  publications: 'pg_catalog.pg_publication',
  // Every role may read this column of pg_subscription.
  subscriptions: `pg_catalog.pg_subscription AS u
                   WHERE u.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d
                                       WHERE d.datname = pg_catalog.current_database())`,
  eventTriggers: 'pg_catalog.pg_event_trigger',
  foreignServers: 'pg_catalog.pg_foreign_data_wrapper',
});

function presence(
  name: string,
  values: readonly string[],
  sources: Readonly<Record<string, string>>,
): CatalogQuery<readonly string[]> {
  const cases = Object.entries(sources).map(
    ([folder, source]) => `CASE WHEN EXISTS (SELECT FROM ${source}) THEN '${folder}' END`,
  );
  return {
    name,
    text: `SELECT pg_catalog.concat_ws(',', ${cases.join(',\n         ')})`,
    values,
    row: ([folders]) => (folders ?? '').split(','),
  };
}
