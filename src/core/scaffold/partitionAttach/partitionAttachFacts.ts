import type { CancelSignal } from '../../../base/cancelSignal';
import { textOf } from '../../catalog/cells';
import type { Database } from '../../ports';
import type { PartitionBound } from '../partitioning/bounds';
import { readDay } from '../partitioning/calendar';
import { type KeyKind, keyKind } from '../partitioning/keyValues';
import { type Answered, readMidnights, readRanks } from '../partitioning/serverValues';
import { type ColumnFacts, readTable, type TableFacts } from '../partitioning/tableFacts';
import { readTree, type TreeIndex } from '../partitionIndex/partitionIndexFacts';
import { wantedBound } from './wantedBound';
import type { PartitionAttachSpec } from './partitionAttachSpec';

export interface PartitionAttachFacts {
  readonly version: number;
  readonly table: TableFacts | undefined;
  readonly partition: TableFacts | undefined;
  readonly tableIndexes: readonly TreeIndex[];
  readonly partitionIndexes: readonly TreeIndex[];
  readonly tableForeignKeys: readonly ForeignKey[];
  readonly partitionForeignKeys: readonly ForeignKey[];
  /** The first column of the key; undefined for an expression. */
  readonly key: ColumnFacts | undefined;
  readonly keyKind: KeyKind;
  readonly bound: PartitionBound | undefined;
  readonly zoneProblem: string | undefined;
  readonly ranks: Answered<ReadonlyMap<string, string>>;
  /** Names of relations in the schema of the partition. */
  readonly taken: ReadonlySet<string>;
}

export interface ForeignKey {
  readonly name: string;
  /** As pg_get_constraintdef() prints it. */
  readonly sql: string;
}

export async function partitionAttachFacts(
  database: Database,
  spec: PartitionAttachSpec,
  signal: CancelSignal,
): Promise<PartitionAttachFacts> {
  const table = await readTable(database, spec.table, signal);
  const partition = await readTable(database, spec.partition, signal);
  const key = table?.columns.find(({ name }) => name === table.key?.columns[0]);
  const kind = keyKind(key?.type ?? '');
  const days =
    kind === 'timestamptz' ? [spec.from, spec.to].filter((text) => readDay(text) !== undefined) : [];
  const midnights = await readMidnights(database, spec.zone, days, signal);
  const bound =
    table?.key === undefined
      ? undefined
      : wantedBound(spec, table.key, midnights.kind === 'answer' ? midnights.value : new Map());
  const texts = [bound, ...(table?.partitions ?? []).map((each) => each.bound)].flatMap(firstTexts);
  return {
    version: database.server.version,
    table,
    partition,
    tableIndexes: await indexesOf(database, table, signal),
    partitionIndexes: await indexesOf(database, partition, signal),
    tableForeignKeys: await foreignKeys(database, table, signal),
    partitionForeignKeys: await foreignKeys(database, partition, signal),
    key,
    keyKind: kind,
    bound,
    zoneProblem: midnights.kind === 'refused' ? midnights.message : undefined,
    ranks:
      key === undefined || texts.length === 0
        ? { kind: 'answer', value: new Map() }
        : await readRanks(database, { sql: key.type, collation: key.collation }, texts, signal),
    taken: new Set(await database.read(namesQuery(spec.partition.schema), signal)),
  };
}

async function indexesOf(
  database: Database,
  table: TableFacts | undefined,
  signal: CancelSignal,
): Promise<readonly TreeIndex[]> {
  const [root] = table === undefined ? [] : await readTree(database, table.oid, signal);
  return root?.indexes ?? [];
}

async function foreignKeys(
  database: Database,
  table: TableFacts | undefined,
  signal: CancelSignal,
): Promise<readonly ForeignKey[]> {
  return table === undefined
    ? []
    : database.read(
        {
          name: 'scaffold.foreignKeys',
          text: `SELECT k.conname, pg_catalog.pg_get_constraintdef(k.oid)
                   FROM pg_catalog.pg_constraint AS k
                  WHERE k.conrelid = $1::oid AND k.contype = 'f' AND k.convalidated ORDER BY k.conname`,
          values: [String(table.oid)],
          row: ([name, sql]) => ({ name: textOf(name), sql: textOf(sql) }),
        },
        signal,
      );
}

function namesQuery(schema: string) {
  return {
    name: 'scaffold.namesOfSchema',
    text: `SELECT c.relname FROM pg_catalog.pg_class AS c
             JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1::name
            UNION
           SELECT k.conname FROM pg_catalog.pg_constraint AS k
             JOIN pg_catalog.pg_namespace AS n ON n.oid = k.connamespace WHERE n.nspname = $1::name`,
    values: [schema],
    row: ([name]: readonly (string | null)[]) => textOf(name),
  };
}

function firstTexts(bound: PartitionBound | undefined): readonly string[] {
  if (bound?.kind === 'list') {
    return bound.values.filter((each) => each !== null);
  }
  return bound?.kind === 'range'
    ? [bound.from[0], bound.to[0]].flatMap((each) => (each?.kind === 'value' ? [each.text] : []))
    : [];
}
