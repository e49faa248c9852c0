import { optionalNumber } from '../../../catalog/cells';
import type { CatalogQuery } from '../../../ports';
import { quoteIdentifier, quoteQualified } from '../../../sql/quote';
import type { DbtNode } from '../../graph/dbtGraph';
import type { SourceAge, TargetRelation } from '../liveFacts';

/** Tables of fewer rows are read whole. */
const fewRows = 100_000;

/**
 * Asks for the newest row of a source, where the answer is cheap: by an index that begins with the column, or in a small
 * table. Undefined where it is not, and where the column is an expression, which is SQL out of a file.
 */
export function sourceAge(source: DbtNode, relation: TargetRelation): CatalogQuery<SourceAge> | undefined {
  const loadedAt = source.config.freshness?.loadedAt?.replace(/^"(.*)"$/, '$1');
  const column = relation.columns.find(({ name }) => name === loadedAt);
  if (!column || !/^(?:date|timestamp)/.test(column.type) || relation.kind !== 'table') {
    return undefined;
  }
  const small = relation.estimatedRows >= 0 && relation.estimatedRows < fewRows;
  const indexed = relation.indexes.some(
    ({ columns, method, valid }) => method === 'btree' && valid && columns[0] === column.name,
  );
  if (!small && !indexed) {
    return undefined;
  }
  // dbt takes a timestamp without a zone for UTC.
  const value = `pg_catalog.max(${quoteIdentifier(column.name)})`;
  const instant = column.type.includes('with time zone') ? value : `(${value}::timestamp AT TIME ZONE 'UTC')`;
  return {
    name: 'dbt.sourceAge',
    limits: { statement: 3000, lock: 1000 },
    text: `SELECT extract(epoch FROM pg_catalog.now() - ${instant}) FROM ${quoteQualified(relation.schema, relation.name)}`,
    values: [],
    row: ([seconds]) => ({ seconds: optionalNumber(seconds) }),
  };
}
