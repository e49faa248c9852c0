import type { CatalogQuery, Cell } from '../../ports';
import { numberOf } from '../cells';
import type { Cursor, Listing } from '../listing';
import type { MartSort } from '../martSorts';
import { textArray } from '../textArray';
import {
  activity,
  activityColumns,
  latestSign,
  type MartActivity,
  martActivity,
  signs,
} from './martActivity';
import { filterValues, type MartFilter, passesFilter, type QualifiedName } from './martFilter';
import { leaf, type MartFacts, martFacts, sumCells, sumColumns, sums, totalBytes } from './martSums';
import { isListed, relationCells, relationColumns, type RelationRow, relationRow } from './relations';

/** A relation of a mart with what the server knows of its size and of its last write, without reading it. */
export interface MartRow extends RelationRow {
  readonly facts: MartFacts;
  readonly activity: MartActivity;
}

/** The relations of a schema that is a mart. */
export function marts(schemaOid: number, sort: MartSort, filter?: MartFilter): Listing<MartRow> {
  const values = [String(schemaOid), ...filterValues(filter)];
  return {
    page: (after, limit) =>
      sort === 'name' ? pageByName(values, after, limit) : pageByKey(values, sort, { after, limit }),
    cursor: (row) => (sort === 'name' ? [row.name] : [sortKeys[sort].of(row), row.name]),
    count: () => ({
      name: 'marts.count',
      text: `SELECT pg_catalog.count(*) FROM pg_catalog.pg_class AS c WHERE ${wanted}`,
      values,
      row: ([count]) => numberOf(count),
    }),
  };
}

/** The relations with these names that exist, in the order of the names. */
export function namedMarts(names: readonly QualifiedName[]): CatalogQuery<MartRow> {
  return {
    name: 'marts.named',
    text: `
  WITH RECURSIVE shown AS MATERIALIZED (
    SELECT c.oid, c.relkind, w.place
      FROM ROWS FROM (pg_catalog.unnest($1::name[]), pg_catalog.unnest($2::name[])) WITH ORDINALITY AS w (schema, name, place)
      JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
      JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.name
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')),
  ${leaf}, ${sums()}, ${activity()}
  SELECT ${rowColumns}
    FROM shown ${rowJoins('shown')}
   ORDER BY shown.place`,
    values: [textArray(names.map((each) => each.schema)), textArray(names.map((each) => each.name))],
    row: martRow,
  };
}

/** Which rows of `pg_class` the parameters of `marts` ask for. */
const wanted = `c.relnamespace = $1::oid AND ${isListed} AND ${passesFilter(2)}`;

const rowColumns = `${relationColumns}, ${sumColumns}, ${activityColumns}`;

function rowJoins(page: string): string {
  return `
    JOIN pg_catalog.pg_class AS c ON c.oid = ${page}.oid
    LEFT JOIN sums ON sums.root = c.oid
    LEFT JOIN activity ON activity.root = c.oid`;
}

function pageByName(
  values: readonly Cell[],
  after: Cursor | undefined,
  limit: number,
): CatalogQuery<MartRow> {
  return {
    name: 'marts.byName',
    text: `
  WITH RECURSIVE shown AS MATERIALIZED (
    SELECT c.oid, c.relkind
      FROM pg_catalog.pg_class AS c
     WHERE ${wanted} AND c.relname > $6::name
     ORDER BY c.relname
     LIMIT $7::int),
  ${leaf}, ${sums()}, ${activity()}
  SELECT ${rowColumns}
    FROM shown ${rowJoins('shown')}
   ORDER BY c.relname`,
    values: [...values, after?.[0] ?? '', String(limit)],
    row: martRow,
  };
}

/** What a page is sorted by, the greatest first. */
interface SortKey {
  /** Common table expressions, the last of them `keys (root, key)`: a whole number for each `leaf.root` that has one. */
  readonly keys: string;
  /** The same number of a row. */
  readonly of: (row: MartRow) => string;
  /** The number of a relation that has none. */
  readonly none: number;
}

const sortKeys: Readonly<Record<Exclude<MartSort, 'name'>, SortKey>> = {
  size: {
    // Indexes are summed once for all, which is quicker than once for each of thousands of tables.
    keys: `
  index_pages AS MATERIALIZED (
    SELECT i.indrelid, pg_catalog.sum(x.relpages) AS pages
      FROM pg_catalog.pg_index AS i
      JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
     GROUP BY i.indrelid),
  keys AS (
    SELECT leaf.root, (pg_catalog.sum(c.relpages + coalesce(own.pages, 0) + coalesce(t.relpages, 0)
                                      + coalesce(toast.pages, 0))
                        * pg_catalog.current_setting('block_size')::int)::int8 AS key
      FROM leaf
      JOIN pg_catalog.pg_class AS c ON c.oid = leaf.oid
      LEFT JOIN index_pages AS own ON own.indrelid = c.oid
      LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid
      LEFT JOIN index_pages AS toast ON toast.indrelid = c.reltoastrelid
     WHERE c.relkind IN ('r', 'm')
     GROUP BY leaf.root)`,
    of: ({ facts }) => String(totalBytes(facts)),
    none: 0,
  },
  rows: {
    keys: `
  keys AS (
    SELECT leaf.root, pg_catalog.sum(greatest(c.reltuples, 0)::float8)::int8 AS key
      FROM leaf
      JOIN pg_catalog.pg_class AS c ON c.oid = leaf.oid
     WHERE c.relkind IN ('r', 'm', 'f')
     GROUP BY leaf.root)`,
    of: ({ facts }) => String(Math.round(facts.rows)),
    none: 0,
  },
  freshness: {
    keys: `
  keys AS (
    SELECT leaf.root, ${latestSign(`pg_catalog.max(${signs})`)} AS key
      FROM leaf
      JOIN pg_catalog.pg_class AS c ON c.oid = leaf.oid
     WHERE c.relkind IN ('r', 'm')
     GROUP BY leaf.root)`,
    of: (row) => row.activity.latestSign,
    none: -1,
  },
};

/** Only the key is gathered for every relation of the schema; the rest for those of the page. */
function pageByKey(
  values: readonly Cell[],
  sort: Exclude<MartSort, 'name'>,
  { after, limit }: { readonly after: Cursor | undefined; readonly limit: number },
): CatalogQuery<MartRow> {
  // The array is what leads PostgreSQL to the index on oid: it takes the page for a large part of pg_class.
  const ofPage = `leaf.root IN (SELECT page.oid FROM page)
    AND c.oid = ANY (ARRAY(SELECT below.oid FROM leaf AS below WHERE below.root IN (SELECT page.oid FROM page)))`;
  const { keys, none } = sortKeys[sort];
  return {
    name: `marts.by.${sort}`,
    text: `
  WITH RECURSIVE shown AS MATERIALIZED (
    SELECT c.oid, c.relkind, c.relname FROM pg_catalog.pg_class AS c WHERE ${wanted}),
  ${leaf}, ${keys},
  page AS MATERIALIZED (
    SELECT * FROM (SELECT shown.oid, shown.relname, coalesce(keys.key, ${none}) AS key
                     FROM shown LEFT JOIN keys ON keys.root = shown.oid) AS keyed
     WHERE $6::int8 IS NULL OR keyed.key < $6::int8 OR keyed.key = $6::int8 AND keyed.relname > $7::name
     ORDER BY keyed.key DESC, keyed.relname
     LIMIT $8::int),
  ${sums(ofPage)}, ${activity(ofPage)}
  SELECT ${rowColumns}
    FROM page ${rowJoins('page')}
   ORDER BY page.key DESC, page.relname`,
    values: [...values, after?.[0] ?? null, after?.[1] ?? null, String(limit)],
    row: martRow,
  };
}

function martRow(cells: readonly Cell[]): MartRow {
  return {
    ...relationRow(cells),
    facts: martFacts(cells.slice(relationCells)),
    activity: martActivity(cells.slice(relationCells + sumCells)),
  };
}
