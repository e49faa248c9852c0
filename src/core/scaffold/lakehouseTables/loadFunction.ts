import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import type { ColumnFacts, RelationFacts } from './lakehouseTablesFacts';
import { type ImportedColumn, type ImportSpec, loadFunctionName } from './lakehouseTablesSpec';
import type { Routine } from './routineStep';

/** What is loaded: the columns that the spec names, or else the key and all that have no default. */
export function importedColumns(
  { columns, key }: ImportSpec,
  target: RelationFacts,
): readonly ImportedColumn[] {
  return columns.length > 0
    ? columns
    : target.columns
        .filter(({ name, hasDefault, generated }) => !generated && (!hasDefault || key.includes(name)))
        .map(({ name }) => ({ column: name, field: name }));
}

/**
 * The function that loads what waits. It loads all at once, and one by one only when some document is bad: a bad one is
 * marked with its error, so that it is not tried for ever, and what may go well later is tried so often. A document that
 * comes again updates its row. Two calls at the same time take different documents.
 */
export function loadFunction(imports: ImportSpec, target: RelationFacts): Routine {
  const { staging } = imports;
  const table = quoteQualified(staging.schema, staging.name);
  return {
    name: loadFunctionName(staging),
    arguments: 'max_attempts integer DEFAULT 3, batch_size integer DEFAULT 10000',
    identity: 'max_attempts integer, batch_size integer',
    result: 'TABLE(loaded bigint, failed bigint, waiting bigint)',
    settings: [
      { kept: 'search_path=pg_catalog, pg_temp', sql: 'search_path = pg_catalog, pg_temp' },
      // The same text means the same time, whoever calls.
      { kept: 'TimeZone=UTC', sql: `timezone = 'UTC'` },
      { kept: 'DateStyle=ISO, YMD', sql: `datestyle = 'ISO, YMD'` },
    ],
    body: bodySql(table, insertSql(imports, target)),
  };
}

function bodySql(table: string, load: (condition: string) => string): string {
  const loaded = `UPDATE ${table} AS i
         SET status = 'loaded', attempts = i.attempts + 1, error_code = NULL, error_message = NULL, processed_at = clock_timestamp()
       WHERE`;
  return `
#variable_conflict use_column
DECLARE
  batch bigint[];
  one bigint;
  reason_code text;
  reason text;
BEGIN
  loaded := 0;
  failed := 0;
  SELECT array_agg(w.import_id ORDER BY w.import_id) INTO batch
    FROM (SELECT i.import_id FROM ${table} AS i WHERE i.status = 'new'
           ORDER BY i.import_id LIMIT batch_size FOR UPDATE SKIP LOCKED) AS w;
  IF batch IS NOT NULL THEN
    BEGIN
      -- All at once. One bad document undoes this block, and they are taken one by one below.
      ${load('= ANY (batch)')};
      ${loaded} i.import_id = ANY (batch);
      loaded := cardinality(batch);
      batch := '{}';
    EXCEPTION WHEN OTHERS THEN
      loaded := 0;
    END;
    FOREACH one IN ARRAY batch LOOP
      BEGIN
        ${load('= one')};
        ${loaded} i.import_id = one;
        loaded := loaded + 1;
      EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS reason_code = RETURNED_SQLSTATE, reason = MESSAGE_TEXT;
        -- Wrong data stays wrong. What refers to a row that has not come yet, and everything else, is tried again.
        UPDATE ${table} AS i
           SET status = CASE WHEN left(reason_code, 2) IN ('22', '23') AND reason_code <> '23503' OR i.attempts + 1 >= max_attempts
                             THEN 'failed' ELSE 'new' END,
               attempts = i.attempts + 1, error_code = reason_code, error_message = reason, processed_at = clock_timestamp()
         WHERE i.import_id = one;
        failed := failed + 1;
      END;
    END LOOP;
  END IF;
  SELECT count(*) INTO waiting FROM ${table} AS i WHERE i.status = 'new';
  RETURN NEXT;
END
`;
}

function insertSql(imports: ImportSpec, target: RelationFacts): (condition: string) => string {
  const { staging, key } = imports;
  const columns = importedColumns(imports, target);
  const names = columns.map(({ column }) => quoteIdentifier(column));
  const values = columns.map(({ column, field }) =>
    valueSql(
      field,
      target.columns.find(({ name }) => name === column),
    ),
  );
  const updated = columns
    .filter(({ column }) => !key.includes(column))
    .map(({ column }) => `${quoteIdentifier(column)} = EXCLUDED.${quoteIdentifier(column)}`);
  const action = updated.length === 0 ? 'DO NOTHING' : `DO UPDATE SET ${updated.join(', ')}`;
  return (condition) => `INSERT INTO ${quoteQualified(target.schema, target.name)} (${names.join(', ')})
      SELECT ${values.join(', ')}
        FROM ${quoteQualified(staging.schema, staging.name)} AS i WHERE i.import_id ${condition} ORDER BY i.import_id
      ON CONFLICT (${key.map(quoteIdentifier).join(', ')}) ${action}`;
}

/** The field of a document as a value of the column's type; an absent field and JSON's null are NULL. */
function valueSql(field: string, column: ColumnFacts | undefined): string {
  const key = quoteLiteral(field);
  const type = column?.castType ?? 'text';
  if (type === 'jsonb' || type === 'json') {
    const value = `NULLIF(i.raw_data -> ${key}, 'null'::jsonb)`;
    return type === 'json' ? `${value}::json` : value;
  }
  if (column?.category === 'A') {
    return `CASE WHEN jsonb_typeof(i.raw_data -> ${key}) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(i.raw_data -> ${key}))::${type} ELSE (i.raw_data ->> ${key})::${type} END`;
  }
  // A cast to a domain of limited length would cut, where the assignment refuses.
  return column?.domain === true && column.category === 'S'
    ? `i.raw_data ->> ${key}`
    : `(i.raw_data ->> ${key})::${type}`;
}
