import type { CancelSignal } from '../../../base/cancelSignal';
import { flagOf, optionalText, textOf } from '../../catalog/cells';
import type { CatalogQuery, Database } from '../../ports';
import type { PartitionBound } from '../partitioning/bounds';
import { readDay, writeDay } from '../partitioning/calendar';
import { type KeyKind, keyKind } from '../partitioning/keyValues';
import {
  type Answered,
  readMidnights,
  readRanks,
  readToday,
  readType,
  type TypeFacts,
} from '../partitioning/serverValues';
import { readPartman } from '../partitioning/partmanFacts';
import { type PartitionRelation, readSchema, readTable, type TableFacts } from '../partitioning/tableFacts';
import type { RelationName } from '../relationName';
import { countedRows, readDefault } from './defaultRows';
import { indexNames } from './newIndexes';
import { partitionProblems } from './partitionProblems';
import type { DefaultBelow, KeyColumn, PartitionsFacts, TakenName } from './partitionsFacts';
import type { NewTable, PartitionScheme, PartitionsSpec } from './partitionsSpec';
import { placePartitions } from './placePartitions';
import {
  calendarDays,
  namingAfter,
  subPartitions,
  type WantedFacts,
  wantedPartitions,
} from './wantedPartitions';

/** What exists of all that the spec speaks of. @throws as `Database.read` */
export async function partitionsFacts(
  database: Database,
  spec: PartitionsSpec,
  signal: CancelSignal,
): Promise<PartitionsFacts> {
  const table = await readTable(database, spec.table, signal);
  const keys = await readKeys(database, spec, table, signal);
  const { key, subKey } = keys;
  const time = await readTime(
    database,
    { scheme: spec.scheme, key: key[0], keyColumns: key.length, partitions: table?.partitions ?? [] },
    signal,
  );
  const { divided, below, ...subTime } = await readBelow(database, { spec, table, subKey }, signal);
  const partitions = wantedPartitions(spec, time.wanted);
  const bounds = [
    ...partitions.map(({ bound }) => bound),
    ...(table?.partitions ?? []).map(({ bound }) => bound),
  ];
  const ranks: Answered<ReadonlyMap<string, string>>[] = [];
  for (const [place, column] of key.entries()) {
    ranks.push(
      await ranksOf(
        database,
        column,
        bounds.flatMap((bound) => boundTexts(bound, place)),
        signal,
      ),
    );
  }
  const { sub } = spec;
  const namings = [
    ...partitions,
    ...[...divided.values()].map((each) => ({ naming: namingAfter(each.name) })),
  ];
  const subs = sub === undefined ? [] : namings.flatMap((each) => subPartitions(sub, each, subTime.wanted));
  const names = [...partitions, ...subs].map(({ name }) => name);
  const taken = new Map(await database.read(takenNames(spec.schema, names), signal));
  const subBounds = [...subs, ...below].flatMap(({ bound }) => boundTexts(bound, 0));
  const known: KnownFacts = {
    version: database.server.version,
    table,
    tableSchema: await readSchema(database, spec.table.schema, signal),
    schema: await readSchema(database, spec.schema, signal),
    ...keys,
    ...time,
    subWanted: subTime.wanted,
    subZoneProblem: subTime.zoneProblem,
    divided,
    ranks,
    subRanks: await ranksOf(database, subKey, subBounds, signal),
    taken,
    takenIndexes: new Map(await database.read(takenNames(spec.table.schema, indexNames(spec)), signal)),
    partman: await readPartman(database, spec.table, signal),
  };
  return { ...known, ...(await readOthers(database, spec, known, signal)) };
}

/** The partitions that can get some of their own, where that is asked for. */
async function readDivided(
  database: Database,
  { sub }: PartitionsSpec,
  table: TableFacts | undefined,
  signal: CancelSignal,
): Promise<ReadonlyMap<number, TableFacts>> {
  const found = new Map<number, TableFacts>();
  for (const partition of sub === undefined ? [] : (table?.partitions ?? [])) {
    const isDivided = partition.relkind === 'p' && partition.bound?.kind !== 'default';
    const facts = isDivided ? await readTable(database, partition, signal) : undefined;
    if (facts !== undefined) {
      found.set(partition.oid, facts);
    }
  }
  return found;
}

async function readKeys(
  database: Database,
  spec: PartitionsSpec,
  table: TableFacts | undefined,
  signal: CancelSignal,
): Promise<Pick<PartitionsFacts, 'types' | 'key' | 'subKey'>> {
  const types: Answered<TypeFacts>[] = [];
  for (const { type } of spec.create?.columns ?? []) {
    types.push(await readType(database, type, signal));
  }
  const columnOf = async (name: string | undefined): Promise<KeyColumn | undefined> =>
    name === undefined
      ? undefined
      : spec.create === undefined
        ? existingColumn(database, table, name, signal)
        : newColumn(spec.create, types, name);
  const key: (KeyColumn | undefined)[] = [];
  for (const name of spec.create?.key ?? table?.key?.columns ?? []) {
    key.push(await columnOf(name));
  }
  return { types, key, subKey: await columnOf(spec.sub?.column) };
}

/** The lower level: what is divided, by what, and what time it is there. */
async function readBelow(
  database: Database,
  about: {
    readonly spec: PartitionsSpec;
    readonly table: TableFacts | undefined;
    readonly subKey: KeyColumn | undefined;
  },
  signal: CancelSignal,
): Promise<
  Pick<PartitionsFacts, 'divided' | 'wanted' | 'zoneProblem'> & {
    readonly below: readonly PartitionRelation[];
  }
> {
  const { spec, table, subKey } = about;
  const divided = await readDivided(database, spec, table, signal);
  // Bounds over another column cannot be compared.
  const below = [...divided.values()].flatMap(({ key, partitions }) =>
    key?.columns[0] === spec.sub?.column ? partitions : [],
  );
  const scheme = spec.sub?.kind === 'calendar' ? spec.sub.calendar : undefined;
  const time = await readTime(database, { scheme, key: subKey, keyColumns: 1, partitions: below }, signal);
  return { divided, below, ...time };
}

type CountedFacts = Pick<PartitionsFacts, 'other' | 'othersBelow'>;
type KnownFacts = Omit<PartitionsFacts, keyof CountedFacts>;

/**
 * Where something else is wrong already, nothing is counted. Of the default partitions below there may be hundreds: the first one
 * that is in the way, or that cannot be counted, is the last one that is looked at.
 */
async function readOthers(
  database: Database,
  spec: PartitionsSpec,
  known: KnownFacts,
  signal: CancelSignal,
): Promise<CountedFacts> {
  const nothing: CountedFacts = { other: undefined, othersBelow: [] };
  const facts = { ...known, ...nothing };
  const placement = placePartitions(spec, facts);
  if (partitionProblems(spec, facts, placement).length > 0) {
    return nothing;
  }
  const fresh = placement.partitions.filter(({ present }) => present === undefined);
  const othersBelow: DefaultBelow[] = [];
  for (const { present, subs } of placement.partitions) {
    const divided = present === undefined ? undefined : known.divided.get(present.oid);
    const missing = subs.filter((each) => !each.present);
    const found = await readDefault(database, divided, missing, signal);
    if (divided !== undefined && found !== undefined) {
      othersBelow.push({ of: { schema: divided.schema, name: divided.name }, found });
      if (found.count.kind !== 'exact' || countedRows(found.count) > 0) {
        break;
      }
    }
  }
  return { other: await readDefault(database, known.table, fresh, signal), othersBelow };
}

async function existingColumn(
  database: Database,
  table: TableFacts | undefined,
  name: string,
  signal: CancelSignal,
): Promise<KeyColumn | undefined> {
  const column = table?.columns.find((each) => each.name === name);
  const type = column === undefined ? undefined : await readType(database, column.type, signal);
  return column === undefined || type?.kind !== 'answer'
    ? undefined
    : {
        name,
        kind: keyKind(column.type),
        type: type.value,
        collation: column.collation,
        generated: column.generated !== '',
      };
}

function newColumn(
  { columns }: NewTable,
  types: readonly Answered<TypeFacts>[],
  name: string,
): KeyColumn | undefined {
  const place = columns.findIndex((each) => each.name === name);
  const type = types[place];
  return type?.kind === 'answer'
    ? { name, kind: keyKind(type.value.base), type: type.value, collation: '', generated: false }
    : undefined;
}

/** What only the server knows of time. */
async function readTime(
  database: Database,
  about: {
    readonly scheme: PartitionScheme | undefined;
    readonly key: KeyColumn | undefined;
    readonly keyColumns: number;
    readonly partitions: readonly PartitionRelation[];
  },
  signal: CancelSignal,
): Promise<Pick<PartitionsFacts, 'wanted' | 'zoneProblem'>> {
  const { scheme, key, keyColumns, partitions } = about;
  const still: WantedFacts = { today: '', firstDay: undefined, midnights: new Map(), keyColumns };
  if (scheme?.kind !== 'calendar' && scheme?.kind !== 'ranges') {
    return { wanted: still, zoneProblem: undefined };
  }
  const today = await readToday(database, scheme.zone, signal);
  if (today.kind === 'refused') {
    return { wanted: still, zoneProblem: today.message };
  }
  const firstDay =
    scheme.kind === 'calendar' &&
    scheme.missing &&
    key !== undefined &&
    key.kind !== 'other' &&
    key.kind !== 'number'
      ? await readFirstDay(database, { zone: scheme.zone, kind: key.kind, partitions }, signal)
      : undefined;
  const wanted = { ...still, today: today.value, firstDay };
  if (key?.kind !== 'timestamptz') {
    return { wanted, zoneProblem: undefined };
  }
  const days =
    scheme.kind === 'calendar'
      ? calendarDays(scheme, wanted).map(writeDay)
      : scheme.ranges.flatMap(({ from, to }) => [from, to]).filter((text) => readDay(text) !== undefined);
  const midnights = await readMidnights(database, scheme.zone, days, signal);
  return midnights.kind === 'refused'
    ? { wanted, zoneProblem: midnights.message }
    : { wanted: { ...wanted, midnights: midnights.value }, zoneProblem: undefined };
}

/** The day, in the zone, on which the lowest range with a limit begins. */
async function readFirstDay(
  database: Database,
  about: { readonly zone: string; readonly kind: KeyKind; readonly partitions: readonly PartitionRelation[] },
  signal: CancelSignal,
): Promise<string | undefined> {
  const texts = about.partitions.flatMap(({ bound }) => {
    const from = bound?.kind === 'range' ? bound.from[0] : undefined;
    return from?.kind === 'value' && /^\d/.test(from.text) && !from.text.endsWith('BC') ? [from.text] : [];
  });
  const local =
    about.kind === 'timestamptz'
      ? 'v.text::pg_catalog.timestamptz AT TIME ZONE $2::pg_catalog.text'
      : 'v.text::pg_catalog.timestamp';
  const [day] = await database.read(
    {
      name: 'scaffold.firstDay',
      text: `SELECT pg_catalog.to_char(pg_catalog.min(${local}), 'YYYY-MM-DD')
               FROM pg_catalog.json_array_elements_text($1::json) AS v (text)
              WHERE $2::pg_catalog.text IS NOT NULL`,
      values: [JSON.stringify(texts), about.zone],
      row: ([first]) => optionalText(first),
    },
    signal,
  );
  return day;
}

async function ranksOf(
  database: Database,
  column: KeyColumn | undefined,
  texts: readonly string[],
  signal: CancelSignal,
): Promise<Answered<ReadonlyMap<string, string>>> {
  return column === undefined || texts.length === 0 || !column.type.ordered
    ? { kind: 'answer', value: new Map() }
    : readRanks(database, { sql: column.type.sql, collation: column.collation }, texts, signal);
}

/** The values that stand in a bound for one column of the key. */
function boundTexts(bound: PartitionBound | undefined, place: number): readonly string[] {
  if (bound?.kind === 'list') {
    return place === 0 ? bound.values.filter((each) => each !== null) : [];
  }
  return bound?.kind === 'range'
    ? [bound.from[place], bound.to[place]].flatMap((each) => (each?.kind === 'value' ? [each.text] : []))
    : [];
}

/** What stands in a schema under names, relations and types, which share one place. */
function takenNames(schema: string, names: readonly string[]): CatalogQuery<readonly [string, TakenName]> {
  return {
    name: 'scaffold.takenNames',
    text: `
    SELECT c.relname, c.relkind, pg_catalog.pg_get_expr(c.relpartbound, 0), c.relispartition,
           (SELECT pg_catalog.json_build_array(pn.nspname, pc.relname)
              FROM pg_catalog.pg_inherits AS i
              JOIN pg_catalog.pg_class AS pc ON pc.oid = i.inhparent
              JOIN pg_catalog.pg_namespace AS pn ON pn.oid = pc.relnamespace
             WHERE i.inhrelid = c.oid AND c.relispartition)
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname = $1::name AND c.relname::text IN (SELECT pg_catalog.json_array_elements_text($2::json))
     UNION ALL
    SELECT t.typname, 'type', NULL, false, NULL
      FROM pg_catalog.pg_type AS t
      JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
     WHERE n.nspname = $1::name AND t.typrelid = 0 AND NOT pg_catalog.starts_with(t.typname::text, '_')
       AND t.typname::text IN (SELECT pg_catalog.json_array_elements_text($2::json))`,
    values: [schema, JSON.stringify(names)],
    row: ([name, relkind, bound, isPartition, parent]) => [
      textOf(name),
      {
        relkind: textOf(relkind),
        bound: flagOf(isPartition) ? optionalText(bound) : undefined,
        parent: parentOf(optionalText(parent)),
      },
    ],
  };
}

function parentOf(written: string | undefined): RelationName | undefined {
  const [schema = '', name = ''] = written === undefined ? [] : (JSON.parse(written) as string[]);
  return written === undefined ? undefined : { schema, name };
}
