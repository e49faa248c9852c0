import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { textOf } from '../../catalog/cells';
import { defaultObjectName } from '../../catalog/ddl/objectName';
import type { CatalogQuery, Database } from '../../ports';
import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import type { CalendarUnit } from '../partitioning/calendar';
import type { ConversionFacts } from './conversionFacts';
import type { ConversionSpec, NewPartition } from './conversionSpec';

/** What the user chooses. The bounds follow from it and from the rows that are there. */
export interface ConversionRequest {
  readonly key: string;
  /** Of a column of dates or times. */
  readonly period: CalendarUnit;
  /** How many values a partition of a column of whole numbers takes, in digits. */
  readonly width: string;
  /** How many partitions are made ahead. */
  readonly count: number;
  readonly withDefault: boolean;
}

/** Columns that can be the key, with what their partitions are counted in. */
export function keyColumns({
  table,
}: ConversionFacts): readonly { name: string; counts: 'time' | 'number' }[] {
  return table.columns.flatMap(({ name, type, generated }) => {
    const counts = countsIn(type);
    return counts === undefined || generated !== undefined ? [] : [{ name, counts }];
  });
}

/**
 * Computes the bounds on the server. Reads the greatest value of the key column, which takes a while where no index has it.
 * @throws UserError for a column that cannot be the key; otherwise as `Database.read`
 */
export async function proposeConversion(
  database: Database,
  facts: ConversionFacts,
  request: ConversionRequest,
  signal: CancelSignal,
): Promise<ConversionSpec> {
  const column = facts.table.columns.find(({ name }) => name === request.key);
  const counts = column === undefined ? undefined : countsIn(column.type);
  if (column === undefined || counts === undefined || column.generated !== undefined) {
    throw new UserError(
      `The column ${request.key} cannot be the partition key here. Choose a column of dates, times or whole numbers that is not generated.`,
    );
  }
  const { schema = '', name } = facts.table.relation.target;
  const table = quoteQualified(schema, name);
  const query = counts === 'time' ? timeBounds(table, column.type, request) : numberBounds(table, request);
  const bounds = await database.read(query, signal);
  const [legacyEnd] = bounds;
  if (legacyEnd === undefined) {
    throw new UserError(
      `The greatest value of ${request.key} is infinite, so no partition can come after it. Change that row first.`,
    );
  }
  const { primaryKey } = facts;
  return {
    table: { schema, name },
    key: request.key,
    legacyEnd,
    partitions: partitionsBetween(name, bounds),
    defaultPartition: request.withDefault ? defaultObjectName(name, '', 'default') : undefined,
    primaryKey:
      primaryKey === undefined
        ? undefined
        : { name: primaryKey.name, columns: primaryKey.columns, included: primaryKey.included },
    wasNullable: column.notNull === undefined,
  };
}

function partitionsBetween(table: string, bounds: readonly string[]): readonly NewPartition[] {
  return bounds.slice(0, -1).map((from, place) => ({
    name: defaultObjectName(table, '', partitionLabel(from)),
    from,
    to: bounds[place + 1] ?? '',
  }));
}

/** `p2026_12_01` of a day, `p5000000` of a number. */
function partitionLabel(from: string): string {
  const day = /^\d+-\d\d-\d\d/.exec(from)?.[0];
  return `p${(day ?? from).replaceAll('-', '_')}`;
}

function countsIn(type: string): 'time' | 'number' | undefined {
  return /^(date|timestamp(\(\d\))? with(out)? time zone)$/.test(type)
    ? 'time'
    : /^(smallint|integer|bigint)$/.test(type)
      ? 'number'
      : undefined;
}

/** Reading the greatest value may go through the whole table. Milliseconds. */
const patientLimits = { statement: 600_000, lock: 3_000 };

// Between now and the swap writes go on, so the first bound lies at least two days ahead. It is a UTC midnight for a type
// with a time zone, and is written with its offset, so that no session's zone can move it.
function timeBounds(table: string, type: string, request: ConversionRequest): CatalogQuery<string> {
  const key = quoteIdentifier(request.key);
  const zoned = type.includes('with time zone');
  const format = type === 'date' ? 'YYYY-MM-DD' : `YYYY-MM-DD HH24:MI:SS${zoned ? '"+00"' : ''}`;
  const top = zoned ? `(pg_catalog.max(${key}) AT TIME ZONE 'UTC')` : `pg_catalog.max(${key})::timestamp`;
  return {
    name: 'convert.timeBounds',
    text: `
    WITH top AS (
      SELECT pg_catalog.date_trunc($1, greatest(${top}, pg_catalog.now() AT TIME ZONE 'UTC' + '2 days'::interval)) AS at
        FROM ${table})
    SELECT pg_catalog.to_char(top.at + place * ('1 ' || $2::text)::interval * $3::int, '${format}')
      FROM top, pg_catalog.generate_series(1, $4::int + 1) AS place
     WHERE pg_catalog.isfinite(top.at)
     ORDER BY place`,
    values: [
      request.period,
      request.period === 'quarter' ? 'month' : request.period,
      request.period === 'quarter' ? '3' : '1',
      String(request.count),
    ],
    limits: patientLimits,
    row: ([bound]) => textOf(bound),
  };
}

// A whole partition's width is left free above the greatest number, for what is written before the swap.
function numberBounds(table: string, request: ConversionRequest): CatalogQuery<string> {
  const key = quoteIdentifier(request.key);
  return {
    name: 'convert.numberBounds',
    text: `
    WITH top AS (SELECT coalesce(pg_catalog.max(${key}), 0)::numeric AS at FROM ${table})
    SELECT ((pg_catalog.floor(top.at / $1::numeric) + 1 + place) * $1::numeric)::text
      FROM top, pg_catalog.generate_series(1, $2::int + 1) AS place
     ORDER BY place`,
    values: [request.width, String(request.count)],
    limits: patientLimits,
    row: ([bound]) => textOf(bound),
  };
}
