import type { DbtRelation } from './dbtGraph';

/**
 * Reads `"db"."schema"."name"` as dbt writes it into SQL. A part without quotes is folded to lower case, as the server does.
 * Undefined when it is not two or three names.
 */
export function readRelationName(written: string): DbtRelation | undefined {
  const parts = [...written.matchAll(/"((?:[^"]|"")*)"|([^".]+)/g)].map(([, quoted, bare]) =>
    quoted === undefined ? (bare ?? '').toLowerCase() : quoted.replaceAll('""', '"'),
  );
  const [name, schema, database] = parts.toReversed();
  return name !== undefined && schema !== undefined && parts.length <= 3
    ? { database, schema, name }
    : undefined;
}
