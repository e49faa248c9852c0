import type { CancelSignal } from '../../../base/cancelSignal';
import { flagOf, numberOf } from '../../catalog/cells';
import { jsonTexts } from '../../catalog/jsonCell';
import { countWords } from '../../explorer/measures';
import type { Database, QueryLimits } from '../../ports';
import { quoteQualified } from '../../sql/quote';
import { ServerError } from '../../sql/serverError';
import { boundCondition } from '../partitioning/boundCondition';
import type { PartitionBound } from '../partitioning/bounds';
import type { PartitionRelation, TableFacts } from '../partitioning/tableFacts';

/** What a default partition holds that belongs to new partitions, and what moving it out would meet. */
export interface DefaultFacts {
  readonly partition: PartitionRelation;
  readonly count: DefaultCount;
  /** Owner of it with the right to read and delete: who is connected may move its rows. */
  readonly mayMove: boolean;
  /** Row triggers that fire when rows are deleted from it or put back, those of constraints left out. */
  readonly triggers: readonly string[];
  /**
   * Foreign keys that refer to the default partition, a partition of it, or a table above it, and so see a row that leaves it
   * as deleted: `payments_loan_fkey of core.payments`.
   */
  readonly referredBy: readonly string[];
  /** The names of the constraints of the default partition. */
  readonly constraints: readonly string[];
}

/** How many rows of a default partition belong to new partitions. */
export type DefaultCount =
  /** By the name of the new partition; those without rows are left out. */
  | { readonly kind: 'exact'; readonly rows: ReadonlyMap<string, number> }
  | { readonly kind: 'atLeast'; readonly rows: number; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A partition that is to be made. */
export interface FreshPartition {
  readonly name: string;
  readonly bound: PartitionBound;
}

/** Every look at a form counts again, so it must be short, and nobody may wait behind it. */
const limits: QueryLimits = { statement: 3_000, lock: 500 };

/** Where all rows cannot be counted, so many are looked for. */
const enough = 1_000;

/** Undefined when the table has no default partition, or nothing new is made. */
export async function readDefault(
  database: Database,
  table: TableFacts | undefined,
  fresh: readonly FreshPartition[],
  signal: CancelSignal,
): Promise<DefaultFacts | undefined> {
  const partition = table?.partitions.find(({ bound }) => bound?.kind === 'default');
  if (table === undefined || partition === undefined || fresh.length === 0) {
    return undefined;
  }
  const [rights] = await database.read(rightsQuery(partition), signal);
  const { owned = false, reads = false, deletes = false, hidden = false } = rights ?? {};
  return {
    partition,
    count: reads
      ? await countRows(database, { partition, table, fresh, hidden }, signal)
      : { kind: 'unknown', reason: `you may not read ${partition.name}` },
    mayMove: owned && reads && deletes,
    triggers: rights?.triggers ?? [],
    referredBy: rights?.referredBy ?? [],
    constraints: rights?.constraints ?? [],
  };
}

/** The rows that are known to be there: 0 also where nothing is known. */
export function countedRows(count: DefaultCount): number {
  return count.kind === 'exact'
    ? [...count.rows.values()].reduce((sum, rows) => sum + rows, 0)
    : count.kind === 'atLeast'
      ? count.rows
      : 0;
}

/** Such as `1,204 rows` or `at least 1,000 rows`. */
export function countText(count: DefaultCount): string {
  const rows = countedRows(count);
  const text = `${countWords(rows)} ${rows === 1 ? 'row' : 'rows'}`;
  return count.kind === 'exact'
    ? text
    : count.kind === 'atLeast'
      ? `at least ${text}`
      : 'an unknown number of rows';
}

/** Whether the rows that belong to a new partition must be moved: not when it is known that there are none. */
export function mayHold(count: DefaultCount, name: string): boolean {
  return count.kind !== 'exact' || count.rows.has(name);
}

interface Counting {
  readonly partition: PartitionRelation;
  readonly table: TableFacts;
  readonly fresh: readonly FreshPartition[];
  /** Row level security may hide rows from who counts, which the server sees when it checks the partition. */
  readonly hidden: boolean;
}

async function countRows(
  database: Database,
  { partition, table, fresh, hidden }: Counting,
  signal: CancelSignal,
): Promise<DefaultCount> {
  const columns = table.key?.columns ?? [];
  const conditions = fresh.flatMap(({ bound }) => boundCondition(bound, columns) ?? []);
  if (conditions.length < fresh.length) {
    return { kind: 'unknown', reason: 'the partition key holds an expression' };
  }
  const from = quoteQualified(partition.schema, partition.name);
  try {
    const rows = new Map(
      await database.read(
        {
          name: 'scaffold.defaultRows',
          text: `SELECT s.place, pg_catalog.count(*)
                   FROM (SELECT CASE ${conditions.map((each, place) => `WHEN ${each} THEN ${place}`).join(' ')} END AS place
                           FROM ${from}) AS s
                  WHERE s.place IS NOT NULL GROUP BY s.place ORDER BY s.place`,
          values: [],
          limits,
          row: ([place, count]): [string, number] => [fresh[numberOf(place)]?.name ?? '', numberOf(count)],
        },
        signal,
      ),
    );
    const exact = { kind: 'exact', rows } as const;
    return hidden
      ? { kind: 'atLeast', rows: countedRows(exact), reason: 'row level security may hide more from you' }
      : exact;
  } catch (error) {
    const reason = reasonOf(error, partition);
    return isTimeout(error)
      ? await lookForSome(database, { from, condition: conditions.join(' OR '), reason }, signal)
      : { kind: 'unknown', reason };
  }
}

async function lookForSome(
  database: Database,
  about: { readonly from: string; readonly condition: string; readonly reason: string },
  signal: CancelSignal,
): Promise<DefaultCount> {
  const { from, condition, reason } = about;
  try {
    const [rows = 0] = await database.read(
      {
        name: 'scaffold.someDefaultRows',
        text: `SELECT pg_catalog.count(*) FROM (SELECT FROM ${from} WHERE ${condition} LIMIT ${enough}) AS s`,
        values: [],
        limits: { ...limits, statement: 1_000 },
        row: ([count]) => numberOf(count),
      },
      signal,
    );
    return { kind: 'atLeast', rows, reason };
  } catch (error) {
    if (isTimeout(error)) {
      return { kind: 'unknown', reason };
    }
    throw error;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof ServerError && error.code === '57014';
}

/** @throws what is no answer of the server */
function reasonOf(error: unknown, { name }: PartitionRelation): string {
  if (!(error instanceof ServerError)) {
    throw error;
  }
  return isTimeout(error)
    ? `to count them takes longer than ${limits.statement / 1000} seconds`
    : error.code === '55P03'
      ? `somebody has locked ${name}`
      : error.message;
}

interface Rights {
  readonly owned: boolean;
  readonly reads: boolean;
  readonly deletes: boolean;
  readonly hidden: boolean;
  readonly triggers: readonly string[];
  readonly referredBy: readonly string[];
  readonly constraints: readonly string[];
}

/**
 * The triggers of a partitioned default partition are those of its own partitions, too. Before version 15 the server calls its
 * copies of a trigger on a partition internal; unlike those of foreign keys they belong to no constraint.
 */
function rightsQuery(partition: PartitionRelation) {
  return {
    name: 'scaffold.defaultPartition',
    text: `
    SELECT pg_catalog.pg_has_role(c.relowner, 'USAGE'),
           pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT'),
           pg_catalog.has_table_privilege(c.oid, 'DELETE'),
           pg_catalog.row_security_active(c.oid),
           (SELECT pg_catalog.json_agg(DISTINCT t.tgname)
              FROM pg_catalog.pg_trigger AS t
             WHERE t.tgrelid IN (SELECT relid FROM pg_catalog.pg_partition_tree(c.oid))
               AND (NOT t.tgisinternal OR t.tgconstraint = 0) AND t.tgenabled <> 'D' AND t.tgtype & 12 <> 0),
           (SELECT pg_catalog.json_agg(DISTINCT k.conname || ' of ' || k.conrelid::pg_catalog.regclass::text)
              FROM pg_catalog.pg_constraint AS k
             WHERE k.contype = 'f' AND k.conparentid = 0
               AND k.confrelid IN (SELECT relid FROM pg_catalog.pg_partition_ancestors(c.oid)
                                   UNION SELECT relid FROM pg_catalog.pg_partition_tree(c.oid))),
           (SELECT pg_catalog.json_agg(k.conname) FROM pg_catalog.pg_constraint AS k WHERE k.conrelid = c.oid)
      FROM pg_catalog.pg_class AS c WHERE c.oid = $1::oid`,
    values: [String(partition.oid)],
    row: ([owned, reads, deletes, hidden, triggers, referredBy, constraints]: readonly (
      string | null
    )[]): Rights => ({
      owned: flagOf(owned),
      reads: flagOf(reads),
      deletes: flagOf(deletes),
      hidden: flagOf(hidden),
      triggers: jsonTexts(triggers),
      referredBy: jsonTexts(referredBy),
      constraints: jsonTexts(constraints),
    }),
  };
}
