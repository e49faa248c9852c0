import type { CancelSignal } from '../../base/cancelSignal';
import type { CatalogQuery, Database } from '../ports';

/** The sort key of the last row of a page: the next page begins after it. */
export type Cursor = readonly string[];

/**
 * A list of catalog objects that is read page by page. Pages follow the sort key (not OFFSET), so a page costs the same
 * wherever it lies and none repeats or skips a row when others are created or dropped meanwhile.
 */
export interface Listing<Row> {
  /** At most `limit` rows after the cursor, in order. */
  page(after: Cursor | undefined, limit: number): CatalogQuery<Row>;
  cursor(row: Row): Cursor;
  /** How many rows all pages have together. */
  count(): CatalogQuery<number>;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Where the next page begins; undefined after the last one. */
  readonly next: Cursor | undefined;
  /** Rows of all pages, counted only when a first page is not the last. */
  readonly total: number | undefined;
}

export interface PageRequest {
  readonly after: Cursor | undefined;
  readonly limit: number;
}

/**
 * Reads one page, and the total when the first page is not the last.
 * @throws as `Database.read`.
 */
export async function readPage<Row>(
  database: Database,
  listing: Listing<Row>,
  request: PageRequest,
  signal: CancelSignal,
): Promise<Page<Row>> {
  const found = await database.read(listing.page(request.after, request.limit + 1), signal);
  const rows = found.slice(0, request.limit);
  const last = rows.at(-1);
  if (found.length <= request.limit || last === undefined) {
    return { rows, next: undefined, total: undefined };
  }
  const counted = request.after === undefined ? await database.read(listing.count(), signal) : [];
  return { rows, next: listing.cursor(last), total: counted[0] };
}
