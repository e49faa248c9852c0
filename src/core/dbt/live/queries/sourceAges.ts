import { numberOf, optionalNumber } from '../../../catalog/cells';
import type { CatalogQuery } from '../../../ports';
import { quoteIdentifier, quoteQualified } from '../../../sql/quote';
import type { DbtNode } from '../../graph/dbtGraph';
import type { SourceAge, TargetRelation } from '../liveFacts';

/** Tables of fewer rows are read whole. */
const fewRows = 100_000;

/** One statement gets no longer than that, with what many sources it may ask about. */
const limits = { statement: 5000, lock: 1000 };
const mostSources = 200;

export interface SourceRelation {
  readonly source: DbtNode;
  readonly relation: TargetRelation;
}

/**
 * Asks for the newest rows of sources, all at once, where the answer is cheap: by an index that begins with the column, or
 * in a small table. Undefined where that holds for none. A column that is an expression, and a filter, are SQL out of a file,
 * and not asked.
 */
export function sourceAges(
  sources: readonly SourceRelation[],
): CatalogQuery<SourceAge & { readonly source: string }> | undefined {
  const cheap = sources.filter(isCheap).slice(0, mostSources);
  return cheap.length === 0
    ? undefined
    : {
        name: 'dbt.sourceAges',
        limits,
        text: cheap.map(ageSql).join('\nUNION ALL\n'),
        values: [],
        row: ([place, seconds]) => ({
          source: cheap[numberOf(place)]?.source.id ?? '',
          seconds: optionalNumber(seconds),
        }),
      };
}

function isCheap({ source, relation }: SourceRelation): boolean {
  const column = loadedAt(source, relation);
  if (
    !column ||
    source.config.freshness?.filtered === true ||
    !/^(?:date|timestamp)/.test(column.type) ||
    relation.kind !== 'table'
  ) {
    return false;
  }
  const small = relation.estimatedRows >= 0 && relation.estimatedRows < fewRows;
  return (
    small ||
    relation.indexes.some(
      ({ columns, method, valid, partial }) =>
        method === 'btree' && valid && !partial && columns[0] === column.name,
    )
  );
}

function ageSql({ source, relation }: SourceRelation, place: number): string {
  const column = loadedAt(source, relation);
  const newest = `pg_catalog.max(${quoteIdentifier(column?.name ?? '')})`;
  // dbt takes a timestamp without a zone for UTC.
  const instant = column?.type.includes('with time zone')
    ? newest
    : `(${newest}::timestamp AT TIME ZONE 'UTC')`;
  return `SELECT ${String(place)}, extract(epoch FROM pg_catalog.now() - ${instant}) FROM ${quoteQualified(relation.schema, relation.name)}`;
}

function loadedAt({ config }: DbtNode, { columns }: TargetRelation) {
  const name = config.freshness?.loadedAt?.replace(/^"(.*)"$/, '$1');
  return columns.find((column) => column.name === name);
}
