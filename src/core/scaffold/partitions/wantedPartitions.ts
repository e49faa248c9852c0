import {
  addPeriods,
  type CivilDay,
  compareDays,
  periodLabel,
  periodStart,
  readDay,
  writeDay,
} from '../partitioning/calendar';
import type { BoundValue, PartitionBound } from '../partitioning/bounds';
import { type NameParts, patternName } from '../partitioning/partitionName';
import type { CalendarScheme, PartitionsSpec, SubScheme, WrittenList } from './partitionsSpec';

/** A partition as the spec wants it. */
export interface WantedPartition {
  readonly name: string;
  /** What the name was made of. */
  readonly naming: Naming;
  readonly bound: PartitionBound;
  /** The field that it comes from. */
  readonly field: string;
}

export interface Naming {
  readonly pattern: string;
  readonly parts: NameParts;
}

/** What only the server knows of time, and what the key is. */
export interface WantedFacts {
  /** Today in the zone of the spec, as `2024-02-29`. */
  readonly today: string;
  /** The day on which the lowest existing partition begins. */
  readonly firstDay: string | undefined;
  /** What a day is written as in a bound; a day itself where the key has no zone. */
  readonly midnights: ReadonlyMap<string, string>;
  /** Columns of the partition key. */
  readonly keyColumns: number;
}

/** So many at once; more is a mistake, or too much for one look. */
export const mostPartitions = 1_000;

/** All partitions that the spec asks for, the default partition last; at most one more than `mostPartitions`. */
export function wantedPartitions(spec: PartitionsSpec, facts: WantedFacts): readonly WantedPartition[] {
  const other: WantedPartition = {
    ...named('{table}_{period}', { table: spec.table.name, period: 'default' }),
    bound: { kind: 'default' },
    field: 'default',
  };
  return [...bounded(spec, facts), ...(spec.withDefault ? [other] : [])];
}

/** The days on which periods begin, and the end of the last one. */
export function calendarDays(
  scheme: CalendarScheme,
  facts: Pick<WantedFacts, 'today' | 'firstDay'>,
): readonly CivilDay[] {
  const today = readDay(facts.today);
  if (today === undefined) {
    return [];
  }
  const current = periodStart(today, scheme.every);
  const starts = [readDay(scheme.from ?? '') ?? today, readDay((scheme.missing && facts.firstDay) || '')]
    .filter((day) => day !== undefined)
    .map((day) => periodStart(day, scheme.every))
    .sort(compareDays);
  const until = readDay(scheme.until ?? '');
  const last =
    until === undefined ? addPeriods(current, scheme.every, scheme.ahead) : periodStart(until, scheme.every);
  const days = [starts[0] ?? current];
  for (
    let day = days[0];
    day !== undefined && compareDays(day, last) <= 0 && days.length <= mostPartitions + 1;
  ) {
    day = addPeriods(day, scheme.every, 1);
    days.push(day);
  }
  return days.length > 1 ? days : [];
}

/** The partitions of a partition. Their names keep what tells its name apart. */
export function subPartitions(
  sub: SubScheme,
  { naming }: Pick<WantedPartition, 'naming'>,
  facts: WantedFacts,
): readonly WantedPartition[] {
  const make = (period: string) => named(`${naming.pattern}{_sub}`, { ...naming.parts, _sub: `_${period}` });
  const other: WantedPartition = { ...make('default'), bound: { kind: 'default' }, field: 'subDefault' };
  switch (sub.kind) {
    case 'hash':
      return hashes(sub.modulus, 'subModulus', make);
    case 'calendar':
      return [
        ...calendarPartitions(sub.calendar, facts, ({ period = '' }) => make(period)).map((each) => ({
          ...each,
          field: 'subFrom',
        })),
        ...(sub.withDefault ? [other] : []),
      ];
    case 'lists':
      return [
        ...sub.lists.map((list, place) => ({
          ...make(list.name === '' ? listLabel(list) : list.name),
          bound: listBound(list),
          field: `subLists.${place}.values`,
        })),
        ...(sub.withDefault ? [other] : []),
      ];
  }
}

/** How the partitions of a partition that exists are called: after it, whatever its name is. */
export function namingAfter(name: string): Naming {
  return { pattern: '{table}', parts: { table: name } };
}

function bounded(spec: PartitionsSpec, facts: WantedFacts): readonly WantedPartition[] {
  const { scheme, pattern } = spec;
  const table = spec.table.name;
  const byPattern = (parts: NameParts) => named(pattern, { ...parts, table });
  const written = (name: string, parts: NameParts) =>
    name === '' ? byPattern(parts) : named('{table}', { table: name });
  switch (scheme.kind) {
    case 'calendar':
      return calendarPartitions(scheme, facts, byPattern);
    case 'numbers':
      return Array.from({ length: scheme.count }, (_, place) => {
        const from = BigInt(scheme.first) + BigInt(scheme.size) * BigInt(place);
        const to = from + BigInt(scheme.size);
        return {
          ...byPattern({ period: String(from), from: String(from), to: String(to) }),
          bound: rangeOf(value(String(from)), value(String(to)), facts.keyColumns),
          field: 'first',
        };
      });
    case 'ranges':
      return scheme.ranges.map(({ from, to, name }, place) => ({
        ...written(name, { period: from === '' ? 'min' : from, from, to }),
        bound: rangeOf(
          from === '' ? { kind: 'min' } : value(facts.midnights.get(from) ?? from),
          to === '' ? { kind: 'max' } : value(facts.midnights.get(to) ?? to),
          facts.keyColumns,
        ),
        field: `ranges.${place}.from`,
      }));
    case 'lists':
      return scheme.lists.map((list, place) => ({
        ...written(list.name, { period: listLabel(list) }),
        bound: listBound(list),
        field: `lists.${place}.values`,
      }));
    case 'hash':
      return hashes(scheme.modulus, 'modulus', (period) => byPattern({ period }));
    case 'existing':
      return [];
  }
}

type Named = Pick<WantedPartition, 'name' | 'naming'>;

function named(pattern: string, parts: NameParts): Named {
  return { name: patternName(pattern, parts), naming: { pattern, parts } };
}

function calendarPartitions(
  scheme: CalendarScheme,
  facts: WantedFacts,
  make: (parts: NameParts) => Named,
): readonly WantedPartition[] {
  const days = calendarDays(scheme, facts);
  const text = (day: CivilDay): string => facts.midnights.get(writeDay(day)) ?? writeDay(day);
  return days.slice(0, -1).map((start, place) => {
    const [yyyy = '', mm = '', dd = ''] = writeDay(start).split('-');
    const end = days[place + 1] ?? start;
    return {
      ...make({ period: periodLabel(start, scheme.every), yyyy, mm, dd }),
      bound: rangeOf(value(text(start)), value(text(end)), facts.keyColumns),
      field: 'from',
    };
  });
}

/** Further columns of a key take any value within the range of the first. */
function rangeOf(from: BoundValue, to: BoundValue, columns: number): PartitionBound {
  const rest = (first: BoundValue, kind: 'min' | 'max'): readonly BoundValue[] =>
    Array.from({ length: columns - 1 }, () => (first.kind === 'value' ? { kind: 'min' } : { kind }));
  return { kind: 'range', from: [from, ...rest(from, 'min')], to: [to, ...rest(to, 'max')] };
}

function hashes(modulus: number, field: string, make: (period: string) => Named): readonly WantedPartition[] {
  return Array.from({ length: modulus }, (_, remainder) => ({
    ...make(`p${remainder}`),
    bound: { kind: 'hash', modulus, remainder },
    field,
  }));
}

function listBound({ values, takesNull }: WrittenList): PartitionBound {
  return { kind: 'list', values: [...values, ...(takesNull ? [null] : [])] };
}

function listLabel({ values }: WrittenList): string {
  return values[0] ?? 'null';
}

function value(text: string): BoundValue {
  return { kind: 'value', text };
}
