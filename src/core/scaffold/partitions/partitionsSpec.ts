import { isOneOf } from '../../../base/validate';
import { FormReader } from '../formReader';
import type { RelationName } from '../relationName';
import type { Checked, FormValues } from '../scaffoldForm';
import { type CalendarUnit, calendarUnits, compareDays, readDay } from '../partitioning/calendar';
import { isTypeText } from '../partitioning/typeText';

export interface PartitionsSpec {
  readonly table: RelationName;
  /** Undefined: the table exists. */
  readonly create: NewTable | undefined;
  readonly scheme: PartitionScheme;
  /** The schema of the partitions. */
  readonly schema: string;
  readonly pattern: string;
  readonly withDefault: boolean;
  /** Partitions are made as tables and attached. */
  readonly gentle: boolean;
  /** Rows of the default partition that belong to new partitions are moved; otherwise they are a problem. */
  readonly moveRows: boolean;
  readonly sub: SubScheme | undefined;
}

export interface NewTable {
  readonly columns: readonly NewColumn[];
  readonly key: readonly string[];
  readonly primaryKey: readonly string[];
  readonly unique: readonly string[];
  readonly indexes: readonly (readonly string[])[];
}

export const columnFills = ['nothing', 'identity', 'now', 'uuid'] as const;
export type ColumnFill = (typeof columnFills)[number];

export interface NewColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly fill: ColumnFill;
}

export type PartitionScheme =
  | CalendarScheme
  /** Numbers of any length, as text. */
  | { readonly kind: 'numbers'; readonly first: string; readonly size: string; readonly count: number }
  | { readonly kind: 'ranges'; readonly zone: string; readonly ranges: readonly WrittenRange[] }
  | { readonly kind: 'lists'; readonly lists: readonly WrittenList[] }
  | { readonly kind: 'hash'; readonly modulus: number }
  /** The partitions that are there, each of which is divided. */
  | { readonly kind: 'existing' };

export interface CalendarScheme {
  readonly kind: 'calendar';
  readonly every: CalendarUnit;
  readonly zone: string;
  /** Days as `2024-02-29`. */
  readonly from: string | undefined;
  readonly until: string | undefined;
  readonly ahead: number;
  readonly missing: boolean;
}

/** Empty ends have no limit; an empty name is made by the pattern. */
export interface WrittenRange {
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

export interface WrittenList {
  readonly values: readonly string[];
  readonly takesNull: boolean;
  readonly name: string;
}

export type SubScheme =
  | { readonly kind: 'hash'; readonly column: string; readonly modulus: number }
  | {
      readonly kind: 'lists';
      readonly column: string;
      readonly lists: readonly WrittenList[];
      readonly withDefault: boolean;
    }
  | {
      readonly kind: 'calendar';
      readonly column: string;
      readonly calendar: CalendarScheme;
      readonly withDefault: boolean;
    };

/** What PostgreSQL calls the ways to divide a partition. */
export const subStrategies = { hash: 'hash', lists: 'list', calendar: 'range' } as const;

const kinds = ['calendar', 'numbers', 'ranges', 'lists', 'hash', 'existing'] as const;

export function partitionsSpec(values: FormValues): Checked<PartitionsSpec> {
  const form = FormReader.of(values);
  const isNew = form.text('action') === 'new';
  const table = form.relation(isNew ? 'newTable' : 'table');
  const pattern = form.written('pattern');
  const scheme = readScheme(form);
  if (pattern === '') {
    form.problem('pattern', 'Write how partitions are called, such as {table}_{period}.');
  }
  const divided = readSub(form);
  if (scheme.kind === 'existing' && isNew) {
    form.problem('kind', 'A new table has no partitions yet: choose how it is divided.');
  }
  if (scheme.kind === 'existing' && divided === undefined) {
    form.problem('sub', 'Choose how each partition is divided.');
  }
  const spec: PartitionsSpec = {
    table,
    create: isNew ? readNewTable(form) : undefined,
    scheme,
    schema: form.optionalName('schema') ?? table.schema,
    pattern,
    withDefault: scheme.kind !== 'hash' && scheme.kind !== 'existing' && form.flag('default'),
    gentle: !isNew && form.flag('gentle'),
    moveRows: !isNew && form.text('defaultRows') === 'move',
    sub: divided,
  };
  return form.checked(spec);
}

function readNewTable(form: FormReader): NewTable {
  const columns = form.rows('columns').map((row) => {
    const column = {
      name: row.name('name', 'the column'),
      type: row.text('type'),
      notNull: row.flag('notNull'),
      fill: row.choice('fill', columnFills),
    };
    if (!isTypeText(column.type)) {
      row.problem('type', 'Write the name of a type, such as bigint or numeric(12, 2).');
    }
    return column;
  });
  if (columns.length === 0) {
    form.problem('columns', 'A table needs a column.');
  }
  const key = form.texts('key');
  if (key.length === 0) {
    form.problem('key', 'Name the columns that say which partition a row belongs to.');
  }
  return {
    columns,
    key,
    primaryKey: form.texts('primaryKey'),
    unique: form.texts('unique'),
    indexes: form
      .rows('indexes')
      .map((row) => row.texts('columns'))
      .filter((each) => each.length > 0),
  };
}

function readScheme(form: FormReader): PartitionScheme {
  const kind = form.choice('kind', kinds);
  switch (kind) {
    case 'calendar':
      return readCalendar(form, {
        every: 'every',
        zone: 'zone',
        from: 'from',
        until: 'until',
        ahead: 'ahead',
        missing: 'missing',
      });
    case 'numbers':
      return readNumbers(form);
    case 'ranges': {
      const ranges = form.rows('ranges').map((row) => readRange(row));
      if (ranges.length === 0) {
        form.problem('ranges', 'Write at least one range.');
      }
      return { kind, zone: zoneOf(form, 'zone'), ranges };
    }
    case 'lists':
      return { kind, lists: readLists(form, 'lists') };
    case 'hash':
      return { kind, modulus: form.count('modulus', 1, 1000) };
    case 'existing':
      return { kind };
  }
}

/** The fields of a calendar, which is the same on both levels. */
type CalendarFields = Readonly<Record<Exclude<keyof CalendarScheme, 'kind'>, string>>;

function readCalendar(form: FormReader, ids: CalendarFields): CalendarScheme {
  const every = form.text(ids.every);
  const day = (id: string): string | undefined => {
    const text = form.text(id);
    if (text !== '' && readDay(text) === undefined) {
      form.problem(id, 'Write a day as 2024-02-29.');
    }
    return text === '' ? undefined : text;
  };
  const [from, until] = [day(ids.from), day(ids.until)];
  const [first, last] = [readDay(from ?? ''), readDay(until ?? '')];
  if (first !== undefined && last !== undefined && compareDays(first, last) > 0) {
    form.problem(ids.until, 'The last day lies before the first one.');
  }
  return {
    kind: 'calendar',
    every: isOneOf(calendarUnits, every) ? every : 'month',
    zone: zoneOf(form, ids.zone),
    from,
    until,
    ahead: until === undefined ? form.count(ids.ahead, 0, 400) : 0,
    missing: form.flag(ids.missing),
  };
}

function readNumbers(form: FormReader): PartitionScheme {
  const [first, size] = [form.text('first'), form.text('size')];
  const isWhole = (text: string): boolean => /^-?\d{1,40}$/.test(text);
  if (!isWhole(first)) {
    form.problem('first', 'Write a whole number.');
  }
  if (!isWhole(size) || BigInt(size) <= 0n) {
    form.problem('size', 'Write a whole number above 0.');
  }
  return { kind: 'numbers', first, size, count: form.count('count', 1, 1000) };
}

function readRange(row: FormReader): WrittenRange {
  return { from: row.text('from'), to: row.text('to'), name: row.optionalName('name') ?? '' };
}

function readLists(form: FormReader, id: string): readonly WrittenList[] {
  const lists = form.rows(id).map((row) => {
    const list = {
      values: row.texts('values'),
      takesNull: row.flag('takesNull'),
      name: row.optionalName('name') ?? '',
    };
    if (list.values.length === 0 && !list.takesNull) {
      row.problem('values', 'Write at least one value.');
    }
    return list;
  });
  if (lists.length === 0) {
    form.problem(id, 'Write at least one list.');
  }
  return lists;
}

function readSub(form: FormReader): SubScheme | undefined {
  const kind = form.text('sub');
  if (kind !== 'hash' && kind !== 'lists' && kind !== 'calendar') {
    return undefined;
  }
  const column = form.name('subColumn', 'the column');
  const withDefault = form.flag('subDefault');
  switch (kind) {
    case 'hash':
      return { kind, column, modulus: form.count('subModulus', 1, 100) };
    case 'lists':
      return { kind, column, lists: readLists(form, 'subLists'), withDefault };
    case 'calendar':
      return { kind, column, calendar: readCalendar(form, subFields), withDefault };
  }
}

const subFields: CalendarFields = {
  every: 'subEvery',
  zone: 'subZone',
  from: 'subFrom',
  until: 'subUntil',
  ahead: 'subAhead',
  missing: 'subMissing',
};

function zoneOf(form: FormReader, id: string): string {
  const zone = form.text(id);
  if (zone === '') {
    form.problem(id, 'Write a time zone, such as UTC or Asia/Ho_Chi_Minh.');
  }
  return zone;
}
