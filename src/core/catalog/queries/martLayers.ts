import type { CatalogQuery, Cell } from '../../ports';
import { numberOf } from '../cells';
import type { Listing } from '../listing';
import { textArray } from '../textArray';
import { filterValues, type MartFilter, passesFilter } from './martFilter';
import { isListed } from './relations';
import { isUserSchema, schemaColumns, type SchemaRow, schemaRow } from './schemas';

/** Schemas that belong together by their names, such as everything that is staged. */
export interface MartLayer {
  readonly name: string;
  /** LIKE patterns. A schema belongs to the first layer with a pattern that it matches. */
  readonly patterns: readonly string[];
}

/** A layer that has schemas. */
export interface MartLayerRow {
  /** The place of the layer in the list that was asked with. */
  readonly layer: number;
  readonly schemas: number;
  /** The schema, when there is just one. */
  readonly only: SchemaRow | undefined;
}

/** The layers that have schemas; with a filter, those that have relations which pass it. */
export function martLayers(layers: readonly MartLayer[], filter?: MartFilter): CatalogQuery<MartLayerRow> {
  return {
    name: 'martLayers',
    text: `
  WITH ${layered}
  SELECT l.layer, l.schemas, ${schemaColumns}
    FROM (SELECT layered.layer, pg_catalog.count(*) AS schemas, pg_catalog.min(layered.oid) AS first
            FROM layered GROUP BY layered.layer) AS l
    JOIN pg_catalog.pg_namespace AS n ON n.oid = l.first
   ORDER BY l.layer`,
    values: layerValues(layers, filter),
    row: ([layer, count, ...schema]) => ({
      layer: numberOf(layer),
      schemas: numberOf(count),
      only: count === '1' ? schemaRow(schema) : undefined,
    }),
  };
}

/** The schemas of one layer by name; with a filter, those that have relations which pass it. */
export function layerSchemas(
  layers: readonly MartLayer[],
  layer: number,
  filter?: MartFilter,
): Listing<SchemaRow> {
  const values = [...layerValues(layers, filter), String(layer)];
  const join = `
    FROM layered JOIN pg_catalog.pg_namespace AS n ON n.oid = layered.oid
   WHERE layered.layer = $7::int`;
  return {
    page: (after, limit) => ({
      name: 'layerSchemas',
      text: `
  WITH ${layered}
  SELECT ${schemaColumns} ${join} AND n.nspname > $8::name
   ORDER BY n.nspname
   LIMIT $9::int`,
      values: [...values, after?.[0] ?? '', String(limit)],
      row: schemaRow,
    }),
    cursor: (row) => [row.name],
    count: () => ({
      name: 'layerSchemas.count',
      text: `WITH ${layered} SELECT pg_catalog.count(*) ${join}`,
      values,
      row: ([count]) => numberOf(count),
    }),
  };
}

// Patterns come one by one with the place of their layer. Without a filter no relation is looked at.
const layered = `
  layered AS (
    SELECT n.oid, pg_catalog.min(p.layer) AS layer
      FROM pg_catalog.pg_namespace AS n
      JOIN ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::int[])) AS p (pattern, layer)
        ON n.nspname::text COLLATE pg_catalog."C" LIKE p.pattern
     WHERE ${isUserSchema}
       AND ($3::text IS NULL AND $4::text IS NULL AND $5::text[] IS NULL OR EXISTS (
             SELECT FROM pg_catalog.pg_class AS c
              WHERE c.relnamespace = n.oid AND ${isListed} AND ${passesFilter(3)}))
     GROUP BY n.oid)`;

function layerValues(layers: readonly MartLayer[], filter: MartFilter | undefined): readonly Cell[] {
  const pairs = layers.flatMap(({ patterns }, layer) => patterns.map((pattern) => ({ pattern, layer })));
  return [
    textArray(pairs.map((pair) => pair.pattern)),
    `{${pairs.map((pair) => pair.layer).join(',')}}`,
    ...filterValues(filter),
  ];
}
