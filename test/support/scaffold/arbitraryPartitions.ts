import fc from 'fast-check';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../../src/core/sql/quote';
import { type CalendarUnit, calendarUnits } from '../../../src/core/scaffold/partitioning/calendar';
import type {
  NewTable,
  PartitionScheme,
  PartitionsSpec,
  SubScheme,
  WrittenList,
} from '../../../src/core/scaffold/partitions/partitionsSpec';
import { arbitraryName } from './arbitraryNames';

/** Short enough to stand in a name. */
const arbitraryValue = fc.oneof(
  fc.constantFrom('VN', "it's", 'a"b', 'NULL', 'DEFAULT', '\\', '1', '', ' ', '🚀'),
  fc
    .string({ unit: 'grapheme', maxLength: 5 })
    .filter((text) => !text.includes('\0') && Buffer.byteLength(text) < 16),
);

const arbitraryZone = fc.constantFrom(
  'UTC',
  'Asia/Ho_Chi_Minh',
  'America/Sao_Paulo',
  'Europe/London',
  'Asia/Kathmandu',
  'Africa/Monrovia',
  'Australia/Lord_Howe',
);

interface Kind {
  readonly keyType: string;
  readonly scheme: PartitionScheme;
}

const arbitraryCalendar: fc.Arbitrary<Kind> = fc.record({
  keyType: fc.constantFrom('date', 'timestamp', 'timestamptz', 'timestamp(3) with time zone'),
  scheme: fc.oneof(
    fc.record({
      kind: fc.constant('calendar' as const),
      every: fc.constantFrom(...calendarUnits),
      zone: arbitraryZone,
      from: fc.constant(undefined),
      until: fc.constant(undefined),
      ahead: fc.integer({ min: 0, max: 4 }),
      missing: fc.boolean(),
    }),
    fc
      .tuple(
        fc.constantFrom(...calendarUnits),
        arbitraryZone,
        fc.integer({ min: -50_000, max: 60_000 }),
        fc.integer({ min: 0, max: 5 }),
      )
      .map(([every, zone, day, periods]): PartitionScheme => {
        const [from, until] = [day, day + periods * unitDays[every]].map((each) =>
          new Date(each * 86_400_000).toISOString().slice(0, 10),
        );
        return { kind: 'calendar', every, zone, from, until, ahead: 0, missing: false };
      }),
  ),
});

const unitDays: Readonly<Record<CalendarUnit, number>> = {
  day: 1,
  week: 7,
  month: 30,
  quarter: 91,
  year: 365,
};

const arbitraryNumbers: fc.Arbitrary<Kind> = fc.record({
  keyType: fc.constantFrom('integer', 'bigint', 'numeric(30, 2)'),
  scheme: fc.record({
    kind: fc.constant('numbers' as const),
    first: fc.integer({ min: -1_000_000, max: 1_000_000 }).map(String),
    size: fc.integer({ min: 1, max: 100_000 }).map(String),
    count: fc.integer({ min: 1, max: 5 }),
  }),
});

const arbitraryRanges: fc.Arbitrary<Kind> = fc
  .record({
    points: fc.uniqueArray(fc.integer({ min: -1000, max: 30_000 }), { minLength: 2, maxLength: 5 }),
    open: fc.tuple(fc.boolean(), fc.boolean()),
    isDate: fc.boolean(),
    zone: arbitraryZone,
  })
  .map(({ points, open, isDate, zone }) => {
    const texts = points
      .sort((a, b) => a - b)
      .map((each) => (isDate ? new Date(each * 86_400_000).toISOString().slice(0, 10) : String(each)));
    const ranges = texts.slice(0, -1).map((from, place) => ({
      from: place === 0 && open[0] ? '' : from,
      // A range without any end would say nothing of what it takes.
      to: place === texts.length - 2 && open[1] && place > 0 ? '' : (texts[place + 1] ?? ''),
      name: '',
    }));
    return { keyType: isDate ? 'timestamptz' : 'bigint', scheme: { kind: 'ranges', zone, ranges } };
  });

const arbitraryLists: fc.Arbitrary<readonly WrittenList[]> = fc
  .uniqueArray(arbitraryValue, { minLength: 1, maxLength: 6 })
  .chain((values) =>
    fc
      .tuple(fc.constant(values), fc.integer({ min: 1, max: 3 }), fc.boolean())
      .map(([all, size, takesNull]) => {
        const lists: WrittenList[] = [];
        for (let place = 0; place < all.length; place += size) {
          lists.push({
            values: all.slice(place, place + size),
            takesNull: takesNull && place === 0,
            name: '',
          });
        }
        return lists;
      }),
  );

const arbitraryKind: fc.Arbitrary<Kind> = fc.oneof(
  { weight: 4, arbitrary: arbitraryCalendar },
  { weight: 2, arbitrary: arbitraryNumbers },
  { weight: 2, arbitrary: arbitraryRanges },
  {
    weight: 2,
    arbitrary: fc.record({
      keyType: fc.constantFrom('text', 'varchar(40)'),
      scheme: fc.record({ kind: fc.constant('lists' as const), lists: arbitraryLists }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      keyType: fc.constantFrom('uuid', 'bigint', 'text', 'jsonb'),
      scheme: fc.record({ kind: fc.constant('hash' as const), modulus: fc.integer({ min: 1, max: 5 }) }),
    }),
  },
);

const arbitrarySub = (column: string): fc.Arbitrary<SubScheme | undefined> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('hash' as const),
        column: fc.constant(column),
        modulus: fc.integer({ min: 1, max: 3 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('lists' as const),
        column: fc.constant(column),
        lists: arbitraryLists,
        withDefault: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('calendar' as const),
        column: fc.constant(column),
        calendar: fc.record({
          kind: fc.constant('calendar' as const),
          every: fc.constantFrom('week' as const, 'month' as const),
          zone: arbitraryZone,
          from: fc.constant('2026-01-15'),
          until: fc.constantFrom('2026-01-15', '2026-02-28'),
          ahead: fc.constant(0),
          missing: fc.boolean(),
        }),
        withDefault: fc.boolean(),
      }),
    },
  );

/** The type of the column that partitions are divided by. */
export function subType(sub: SubScheme | undefined): string {
  return sub?.kind === 'calendar' ? (sub.calendar.missing ? 'timestamptz' : 'date') : 'text';
}

/** A value of that column that a partition takes, as SQL. */
export function subValue(sub: SubScheme | undefined): string {
  const list = sub?.kind === 'lists' ? sub.lists[0] : undefined;
  return sub?.kind === 'calendar'
    ? `'2026-01-16'`
    : list === undefined
      ? `'x'`
      : (list.values.map(quoteLiteral)[0] ?? 'NULL');
}

/** A new table with its partitions. */
export const arbitraryPartitionsSpec: fc.Arbitrary<PartitionsSpec> = fc
  .record({
    table: arbitraryName,
    columns: fc.uniqueArray(arbitraryName, { minLength: 4, maxLength: 4 }),
    kind: arbitraryKind,
    pattern: fc.constantFrom('{table}_{period}', '{period} of {table}', '"{table}".{period}', 'p{period}'),
    withDefault: fc.boolean(),
    flags: fc.record({
      primaryKey: fc.boolean(),
      notNull: fc.boolean(),
      unique: fc.boolean(),
      index: fc.boolean(),
    }),
  })
  .chain((made) => arbitrarySub(made.columns[2] ?? '').map((sub) => ({ ...made, sub })))
  .map(({ table, columns, kind, pattern, withDefault, flags, sub }) => {
    const [id = '', key = '', other = '', note = ''] = columns;
    const keys = sub === undefined ? [id, key] : [other, key, id];
    const create: NewTable = {
      columns: [
        { name: id, type: 'bigint', notNull: true, fill: 'identity' },
        { name: key, type: kind.keyType, notNull: flags.notNull, fill: fillOf(kind.keyType, flags.index) },
        { name: other, type: subType(sub), notNull: false, fill: 'nothing' },
        { name: note, type: 'character varying(20)', notNull: false, fill: 'nothing' },
      ],
      key: [key],
      primaryKey: flags.primaryKey ? keys : [],
      unique: flags.unique ? [...keys].reverse() : [],
      indexes: flags.index ? [[note], [key, note]] : [],
    };
    const spec: PartitionsSpec = {
      table: { schema: 'public', name: table },
      create,
      scheme: kind.scheme,
      schema: 'public',
      pattern,
      withDefault: withDefault && kind.scheme.kind !== 'hash',
      gentle: false,
      moveRows: false,
      sub,
    };
    return spec;
  });

/** More partitions for a table that exists: `existingTable` makes it. */
export const arbitraryMorePartitions: fc.Arbitrary<MorePartitions> = fc
  .record({ spec: arbitraryPartitionsSpec, gentle: fc.boolean() })
  .map(({ spec, gentle }) => ({
    ...spec,
    made: spec.create,
    create: undefined,
    table: { ...spec.table, schema: 'We"ird . Näme' },
    gentle,
  }));

/** A spec that also says what its table is. */
export interface MorePartitions extends PartitionsSpec {
  readonly made: NewTable | undefined;
}

/** The statements that make the table of a spec, with what partitions must take over. */
export function existingTable({ table, made, scheme, withDefault }: MorePartitions): readonly string[] {
  const [id = '', key = '', other = '', note = ''] = (made?.columns ?? []).map(({ name }) =>
    quoteIdentifier(name),
  );
  const [, keyColumn, subColumn] = made?.columns ?? [];
  const isText = subColumn?.type === 'text';
  const name = quoteQualified(table.schema, table.name);
  const method = scheme.kind === 'lists' ? 'LIST' : scheme.kind === 'hash' ? 'HASH' : 'RANGE';
  const keys = (made?.primaryKey ?? []).map(quoteIdentifier).join(', ');
  return [
    `CREATE SCHEMA ${quoteIdentifier(table.schema)}`,
    `CREATE TABLE ${name} (gone int, ${id} bigint GENERATED ALWAYS AS IDENTITY, ${key} ${keyColumn?.type ?? ''},
       ${other} ${isText ? `text COLLATE "C" DEFAULT 'x'` : (subColumn?.type ?? '')}, ${note} varchar(20) NOT NULL CHECK (${note} <> ''),
       sum bigint GENERATED ALWAYS AS (length(${note})) STORED${keys === '' ? '' : `, PRIMARY KEY (${keys})`})
     PARTITION BY ${method} (${key})`,
    `ALTER TABLE ${name} DROP COLUMN gone`,
    ...(isText ? [`ALTER TABLE ${name} ALTER ${other} SET STORAGE EXTERNAL`] : []),
    `CREATE INDEX ON ${name} (${note} DESC)`,
    ...(withDefault ? [`CREATE TABLE public."the rest" PARTITION OF ${name} DEFAULT`] : []),
  ];
}

function fillOf(type: string, wanted: boolean): 'nothing' | 'now' | 'uuid' {
  return !wanted
    ? 'nothing'
    : type.startsWith('time') || type === 'date'
      ? 'now'
      : type === 'uuid'
        ? 'uuid'
        : 'nothing';
}
