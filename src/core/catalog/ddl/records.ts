import type { CatalogQuery, Cell } from '../../ports';

/** A row by the names of its columns. */
export type CatalogRecord<Name extends string> = Readonly<Record<Name, Cell>>;

/** A SELECT of named expressions, so that each value stands beside the name that it is read by. */
export function selectRecords<Name extends string>(
  name: string,
  columns: Readonly<Record<Name, string>>,
  from: string,
  values: readonly Cell[],
): CatalogQuery<CatalogRecord<Name>> {
  const names = Object.keys(columns) as Name[];
  return {
    name,
    text: `SELECT ${names.map((each) => columns[each]).join(',\n       ')}\n  FROM ${from}`,
    values,
    row: (cells) =>
      Object.fromEntries(names.map((each, place) => [each, cells[place] ?? null])) as Record<Name, Cell>,
  };
}

/** The same query, with each of its rows made into something else. */
export function mapRows<From, To>(query: CatalogQuery<From>, map: (row: From) => To): CatalogQuery<To> {
  return { ...query, row: (cells) => map(query.row(cells)) };
}
