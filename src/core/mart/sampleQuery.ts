import type { ColumnRow } from '../catalog/queries/columns';
import type { RelationRow } from '../catalog/queries/relations';
import type { CatalogQuery, Cell } from '../ports';
import { quoteIdentifier, quoteQualified } from '../sql/quote';

/** How the rows of a sample were chosen. */
export type SampleMethod =
  /** The rows that came first. */
  | 'first'
  /** Rows of pages that were chosen by chance. */
  | 'pages';

export interface SampleRequest {
  readonly rows: number;
  /** `statement_timeout`, in milliseconds. */
  readonly timeout: number;
  readonly method: SampleMethod;
}

/** A value of a sample is cut after so many characters. */
export const sampledCharacters = 200;

/** A relation with fewer rows is read from its beginning: all of it is a better sample than some of it. */
const smallRelation = 20_000;

/** Chooses how to sample: only what has pages of its own and is large is read here and there. */
export function sampleMethod(relation: Pick<RelationRow, 'kind'>, estimatedRows: number): SampleMethod {
  const hasPages = ['table', 'materializedView', 'partitionedTable'].includes(relation.kind);
  return hasPages && estimatedRows > smallRelation ? 'pages' : 'first';
}

/**
 * Reads some rows of a relation as text, each value cut on the server, so that a wide value costs little on the way. It
 * waits half a second for a lock, then fails with 55P03; after the timeout it fails with 57014.
 */
export function sampleQuery(
  relation: Pick<RelationRow, 'schema' | 'name'>,
  columns: readonly Pick<ColumnRow, 'name' | 'type'>[],
  estimatedRows: number,
  request: SampleRequest,
): CatalogQuery<readonly Cell[]> {
  // Ten times as many rows as wanted, because pages are chosen by chance and rows of a page stand together.
  const percent = Math.min(100, Math.max(0.001, (1000 * request.rows) / Math.max(1, estimatedRows)));
  const chosen = request.method === 'pages' ? ` TABLESAMPLE SYSTEM (${Number(percent.toPrecision(2))})` : '';
  return {
    name: 'sample',
    text: `
  SELECT ${columns.map(cut).join(', ')}
    FROM ${quoteQualified(relation.schema, relation.name)} AS r${chosen}
   LIMIT $1::int`,
    values: [String(request.rows)],
    limits: { statement: request.timeout, lock: 500 },
    row: (cells) => cells,
  };
}

function cut({ name, type }: Pick<ColumnRow, 'name' | 'type'>): string {
  const column = `r.${quoteIdentifier(name)}`;
  // Printing all of a large bytea doubles it in the server's memory.
  const value = type === 'bytea' ? `pg_catalog.substr(${column}, 1, ${sampledCharacters})` : column;
  return `pg_catalog.left(${value}::pg_catalog.text, ${sampledCharacters + 1})`;
}
