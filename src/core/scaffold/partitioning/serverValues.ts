import type { CancelSignal } from '../../../base/cancelSignal';
import { textOf, numberOf, flagOf } from '../../catalog/cells';
import type { Database } from '../../ports';
import { ServerError } from '../../sql/serverError';
import { dayNumber, readDay } from './calendar';
import { isTypeText } from './typeText';

/** A type that can stand in SQL text, and what the server knows of it. */
export interface TypeFacts {
  /** For SQL, as it was written or as format_type() printed it. */
  readonly sql: string;
  /** Without its modifier, as format_type() prints it. */
  readonly base: string;
  readonly oid: number;
  /** Has an order, so that it can be a key of ranges and lists. */
  readonly ordered: boolean;
  /** Can be hashed. */
  readonly hashed: boolean;
}

/** An answer, or what the server said against the question. */
export type Answered<T> =
  { readonly kind: 'answer'; readonly value: T } | { readonly kind: 'refused'; readonly message: string };

/** Reads of a type that somebody wrote. Nothing that is not the name of a type is sent. */
export async function readType(
  database: Database,
  written: string,
  signal: CancelSignal,
): Promise<Answered<TypeFacts>> {
  if (!isTypeText(written)) {
    return { kind: 'refused', message: `“${written}” is not the name of a type.` };
  }
  return answered(async () => {
    const [type] = await database.read(
      {
        name: 'scaffold.partitionKeyType',
        text: `
    WITH RECURSIVE asked AS (SELECT pg_catalog.pg_typeof(CAST(NULL AS ${written}))::oid AS oid),
    base AS (
      SELECT t.oid, t.typtype, t.typbasetype, t.typelem, t.typlen FROM asked JOIN pg_catalog.pg_type AS t ON t.oid = asked.oid
       UNION ALL
      SELECT t.oid, t.typtype, t.typbasetype, t.typelem, t.typlen
        FROM base JOIN pg_catalog.pg_type AS t ON t.oid = base.typbasetype WHERE base.typtype = 'd'),
    classes AS (
      SELECT m.amname
        FROM base
        JOIN pg_catalog.pg_opclass AS o ON o.opcdefault
        JOIN pg_catalog.pg_am AS m ON m.oid = o.opcmethod AND m.amname IN ('btree', 'hash')
       WHERE base.typtype <> 'd'
         AND (o.opcintype = base.oid
              OR o.opcintype = 'pg_catalog.anyenum'::pg_catalog.regtype AND base.typtype = 'e'
              OR o.opcintype = 'pg_catalog.anyrange'::pg_catalog.regtype AND base.typtype = 'r'
              OR EXISTS (SELECT FROM pg_catalog.pg_cast AS k WHERE k.castsource = base.oid AND k.casttarget = o.opcintype
                            AND k.castmethod = 'b' AND k.castcontext = 'i')))
    SELECT pg_catalog.format_type(asked.oid, NULL), asked.oid,
           EXISTS (SELECT FROM classes WHERE amname = 'btree'), EXISTS (SELECT FROM classes WHERE amname = 'hash'),
           EXISTS (SELECT FROM base WHERE typtype = 'p')
      FROM asked`,
        values: [],
        row: ([base, oid, ordered, hashed, pseudo]) => ({
          sql: written,
          base: textOf(base),
          oid: numberOf(oid),
          ordered: flagOf(ordered),
          hashed: flagOf(hashed),
          pseudo: flagOf(pseudo),
        }),
      },
      signal,
    );
    if (type === undefined || type.pseudo) {
      throw new UnfitType(`A column cannot have the type ${written}.`);
    }
    const { sql, base, oid, ordered, hashed } = type;
    return { sql, base, oid, ordered, hashed };
  });
}

/**
 * The places of values in the order of their type, which only the server knows for all types: equal values have one place.
 * Refused when a text is no value of the type.
 * @param type as format_type() printed it, or as `isTypeText` accepted it, with `COLLATE …` where it has another one
 */
export function readRanks(
  database: Database,
  type: { readonly sql: string; readonly collation: string },
  texts: readonly string[],
  signal: CancelSignal,
): Promise<Answered<ReadonlyMap<string, string>>> {
  return answered(async () => {
    const rows = await database.read(
      {
        name: 'scaffold.partitionValues',
        text: `SELECT v.text, pg_catalog.dense_rank() OVER (ORDER BY CAST(v.text AS ${type.sql})${type.collation})
                 FROM pg_catalog.json_array_elements_text($1::json) AS v (text)`,
        values: [JSON.stringify([...new Set(texts)])],
        row: ([text, rank]): [string, string] => [textOf(text), textOf(rank)],
      },
      signal,
    );
    return new Map(rows);
  });
}

/** Days as the start of a day in a zone, written with the offset that is in force then, such as `2024-02-01 00:00:00+07`. */
export function readMidnights(
  database: Database,
  zone: string,
  days: readonly string[],
  signal: CancelSignal,
): Promise<Answered<ReadonlyMap<string, string>>> {
  return answered(async () => {
    const rows = await database.read(
      {
        name: 'scaffold.midnights',
        text: `SELECT d.day, extract(epoch FROM (d.day::pg_catalog.timestamp AT TIME ZONE $2::pg_catalog.text))::bigint
                 FROM pg_catalog.json_array_elements_text($1::json) AS d (day)`,
        values: [JSON.stringify([...new Set(days)]), zone],
        row: ([day, epoch]): [string, string] => [textOf(day), withOffset(textOf(day), numberOf(epoch))],
      },
      signal,
    );
    return new Map(rows);
  });
}

/** The day that it is now in a zone, as `2024-02-29`. */
export function readToday(database: Database, zone: string, signal: CancelSignal): Promise<Answered<string>> {
  return answered(async () => {
    const [today] = await database.read(
      {
        name: 'scaffold.today',
        text: `SELECT pg_catalog.to_char(pg_catalog.now() AT TIME ZONE $1::pg_catalog.text, 'YYYY-MM-DD')`,
        values: [zone],
        row: ([day]) => textOf(day),
      },
      signal,
    );
    return today ?? '';
  });
}

/** The difference between the clock on the wall and UTC is the offset. */
function withOffset(day: string, epoch: number): string {
  const local = readDay(day);
  const east = local === undefined ? 0 : dayNumber(local) * 86_400 - epoch;
  const [hours, minutes, seconds] = [3600, 60, 1].map(
    (unit) => Math.floor(Math.abs(east) / unit) % (unit === 3600 ? 100 : 60),
  );
  const parts = [
    hours,
    ...(minutes !== 0 || seconds !== 0 ? [minutes] : []),
    ...(seconds !== 0 ? [seconds] : []),
  ];
  return `${day} 00:00:00${east < 0 ? '-' : '+'}${parts.map((part) => String(part).padStart(2, '0')).join(':')}`;
}

class UnfitType extends Error {}

/** An error of the data is an answer; one of the connection, or a cancelled statement, is not. */
async function answered<T>(ask: () => Promise<T>): Promise<Answered<T>> {
  try {
    return { kind: 'answer', value: await ask() };
  } catch (error) {
    if (error instanceof UnfitType) {
      return { kind: 'refused', message: error.message };
    }
    if (error instanceof ServerError && /^(22|42|0A)/.test(error.code)) {
      return { kind: 'refused', message: error.message };
    }
    throw error;
  }
}
