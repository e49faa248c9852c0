import type { CancelSignal } from '../../../base/cancelSignal';
import { textOf } from '../../catalog/cells';
import type { Database } from '../../ports';
import { addPeriods, periodStart, readDay, writeDay } from '../partitioning/calendar';
import { type KeyKind, keyKind } from '../partitioning/keyValues';
import { type Answered, readMidnights, readRanks, readToday } from '../partitioning/serverValues';
import { readSchema, readTable, type SchemaFacts, type TableFacts } from '../partitioning/tableFacts';
import type { PartitionDetachSpec } from './partitionDetachSpec';

export interface PartitionDetachFacts {
  readonly version: number;
  readonly table: TableFacts | undefined;
  readonly keyKind: KeyKind;
  /** The value at which the last partition to be detached ends, and its place among the ends of all. */
  readonly cut: Answered<Cut> | undefined;
  readonly archive: SchemaFacts | undefined;
  /** Relations in the schemas of the table and of the archive, as `schema NUL name`. */
  readonly taken: ReadonlySet<string>;
  /** Tables anywhere that are no partitions and have one of the names that were given, as `schema NUL name`. */
  readonly alone: readonly string[];
  /** Constraints in the schemas of the partitions, as `schema NUL name`. */
  readonly constraints: ReadonlySet<string>;
}

export interface Cut {
  readonly text: string;
  readonly ranks: ReadonlyMap<string, string>;
}

export async function partitionDetachFacts(
  database: Database,
  spec: PartitionDetachSpec,
  signal: CancelSignal,
): Promise<PartitionDetachFacts> {
  const table = await readTable(database, spec.table, signal);
  const column = table?.columns.find(({ name }) => name === table.key?.columns[0]);
  const archive = spec.then.kind === 'move' ? spec.then.schema : undefined;
  const schemas = [...new Set([spec.table.schema, ...(table?.partitions ?? []).map(({ schema }) => schema)])];
  return {
    version: database.server.version,
    table,
    keyKind: keyKind(column?.type ?? ''),
    cut:
      spec.which.kind === 'named' || table === undefined || column === undefined
        ? undefined
        : await readCut(database, { spec, table, column }, signal),
    archive: archive === undefined ? undefined : await readSchema(database, archive, signal),
    taken: await readNames(
      database,
      'pg_class',
      [...schemas, ...(archive === undefined ? [] : [archive])],
      signal,
    ),
    alone: spec.which.kind === 'named' ? await readAlone(database, spec.which.names, signal) : [],
    constraints: await readNames(database, 'pg_constraint', schemas, signal),
  };
}

async function readCut(
  database: Database,
  about: {
    readonly spec: PartitionDetachSpec;
    readonly table: TableFacts;
    readonly column: TableFacts['columns'][number];
  },
  signal: CancelSignal,
): Promise<Answered<Cut>> {
  const { spec, table, column } = about;
  const written = await cutText(database, spec, keyKind(column.type), signal);
  if (written.kind === 'refused') {
    return written;
  }
  const ends = table.partitions.flatMap(({ bound }) => {
    const end = bound?.kind === 'range' ? bound.to[0] : undefined;
    return end?.kind === 'value' ? [end.text] : [];
  });
  const type = { sql: column.type, collation: column.collation };
  const ranks = await readRanks(database, type, [...ends, written.value], signal);
  return ranks.kind === 'refused'
    ? ranks
    : { kind: 'answer', value: { text: written.value, ranks: ranks.value } };
}

async function cutText(
  database: Database,
  { which }: PartitionDetachSpec,
  kind: KeyKind,
  signal: CancelSignal,
): Promise<Answered<string>> {
  if (which.kind === 'named') {
    return { kind: 'answer', value: '' };
  }
  let value = which.kind === 'before' ? which.value : '';
  if (which.kind === 'old') {
    const today = await readToday(database, which.zone, signal);
    const day = today.kind === 'answer' ? readDay(today.value) : undefined;
    if (today.kind === 'refused' || day === undefined) {
      return today;
    }
    value = writeDay(addPeriods(periodStart(day, which.every), which.every, -which.keep));
  }
  if (kind !== 'timestamptz' || readDay(value) === undefined) {
    return { kind: 'answer', value };
  }
  const midnights = await readMidnights(database, which.zone, [value], signal);
  return midnights.kind === 'refused'
    ? midnights
    : { kind: 'answer', value: midnights.value.get(value) ?? value };
}

/** The names in some schemas of what a catalog lists. */
async function readNames(
  database: Database,
  catalog: 'pg_class' | 'pg_constraint',
  schemas: readonly string[],
  signal: CancelSignal,
): Promise<ReadonlySet<string>> {
  const prefix = catalog === 'pg_class' ? 'rel' : 'con';
  const rows = await database.read(
    {
      name: `scaffold.names.${catalog}`,
      text: `SELECT DISTINCT n.nspname, c.${prefix}name
               FROM pg_catalog.${catalog} AS c
               JOIN pg_catalog.pg_namespace AS n ON n.oid = c.${prefix}namespace
              WHERE n.nspname::text IN (SELECT pg_catalog.json_array_elements_text($1::json))`,
      values: [JSON.stringify(schemas)],
      row: ([schema, name]) => `${textOf(schema)}\0${textOf(name)}`,
    },
    signal,
  );
  return new Set(rows);
}

function readAlone(
  database: Database,
  names: readonly string[],
  signal: CancelSignal,
): Promise<readonly string[]> {
  return database.read(
    {
      name: 'scaffold.tablesAlone',
      text: `SELECT n.nspname, c.relname
               FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
              WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                AND c.relname::text IN (SELECT pg_catalog.json_array_elements_text($1::json))`,
      values: [JSON.stringify(names)],
      row: ([schema, name]) => `${textOf(schema)}\0${textOf(name)}`,
    },
    signal,
  );
}
