import type { Cell } from '../../ports';
import { flagOf, numberOf, optionalText, textOf } from '../../catalog/cells';
import { jsonRecords, jsonTexts } from '../../catalog/jsonCell';
import { quoteIdentifier } from '../../sql/quote';
import type {
  ColumnFacts,
  ColumnStatisticsFacts,
  ExtendedStatisticsFacts,
  ForeignKeyFacts,
  IndexFacts,
  IndexKeyFacts,
  Moment,
  PlanRelationKind,
  PolicyFacts,
  RelationFacts,
  StorageFacts,
  TriggerFacts,
} from '../relationFacts';

/** A relation as `relationQuery` finds it. */
export interface FoundRelation {
  /** The place of the name among those asked for, from 1. */
  readonly place: number;
  /** Without what only an open relation tells. */
  readonly facts: RelationFacts;
}

/** Reads a row of `relationQuery`. */
export function foundRelation(cells: readonly Cell[]): FoundRelation {
  const [place, oid, schema, name, kind, owner, comment, root, pages, allVisible, rows, options] = cells;
  const [vacuum, autovacuum, analyze, autoanalyze, changed, live, dead] = cells.slice(12);
  const [inserted, updated, hotUpdated, deleted, scans] = cells.slice(19);
  const [columns, indexes, extended, foreignKeys, referencedBy, triggers] = cells.slice(24);
  const [secured, active, policies, operators] = cells.slice(30);
  const [rootSchema, rootName] = jsonTexts(root);
  const found = indexFacts(indexes);
  return {
    place: numberOf(place),
    facts: {
      oid: numberOf(oid),
      schema: textOf(schema),
      name: textOf(name),
      kind: kinds[textOf(kind)] ?? 'table',
      owner: textOf(owner),
      comment: optionalText(comment),
      partitionRoot:
        rootSchema === undefined || rootName === undefined
          ? undefined
          : { schema: rootSchema, name: rootName },
      storage: storageFacts(numberOf(pages), numberOf(allVisible), { rows: numberOf(rows), options }),
      maintenance: {
        vacuum: moment(vacuum),
        autovacuum: moment(autovacuum),
        analyze: moment(analyze),
        autoanalyze: moment(autoanalyze),
        changedSinceAnalyze: count(changed),
        liveRows: count(live),
        deadRows: count(dead),
      },
      counters: {
        inserted: count(inserted),
        updated: count(updated),
        hotUpdated: count(hotUpdated),
        deleted: count(deleted),
        sequentialScans: count(scans),
        indexScans: found.reduce((sum, index) => sum + index.scans, 0),
      },
      columns: columnFacts(columns),
      indexes: found,
      extendedStatistics: extendedStatistics(extended),
      foreignKeys: foreignKeyFacts(foreignKeys),
      referencedBy: foreignKeyFacts(referencedBy),
      triggers: triggerFacts(triggers),
      rowSecurity: {
        enabled: flagOf(secured),
        active: flagOf(active),
        policies: policyFacts(policies),
        leakyOperators: jsonRecords(operators).map((entry) => ({
          operator: text(entry['operator']),
          type: text(entry['type']),
        })),
      },
      dbt: /\bdbt\b/i.test(comment ?? '') ? { kind: 'comment' } : undefined,
      gaps: [],
    },
  };
}

const kinds: Readonly<Record<string, PlanRelationKind>> = {
  r: 'table',
  p: 'partitionedTable',
  m: 'materializedView',
  f: 'foreignTable',
  v: 'view',
  t: 'toastTable',
  S: 'sequence',
};

interface Estimated {
  readonly rows: number;
  readonly options: Cell | undefined;
}

/** Up to 13, 0 rows on 0 pages mean that nobody counted; from 14 on that is -1. */
function storageFacts(pages: number, allVisiblePages: number, { rows, options }: Estimated): StorageFacts {
  return {
    pages,
    allVisiblePages,
    rows: rows < 0 || (rows === 0 && pages === 0) ? undefined : rows,
    bytes: undefined,
    totalBytes: undefined,
    options: jsonTexts(options),
  };
}

function columnFacts(cell: Cell | undefined): readonly ColumnFacts[] {
  return jsonRecords(cell).map((entry) => {
    const statistics = columnStatistics(entry);
    const target = optionalNumber(entry['target']);
    return {
      number: number(entry['number']),
      name: text(entry['name']),
      type: text(entry['type']),
      notNull: entry['notNull'] === true,
      collation: optional(entry['collation']),
      comparesBytes: entry['comparesBytes'] === true,
      statisticsTarget: target === undefined || target < 0 ? undefined : target,
      statistics,
      withoutStatistics: statistics
        ? undefined
        : entry['readable'] === true
          ? ('neverAnalyzed' as const)
          : ('notReadable' as const),
    };
  });
}

function columnStatistics(entry: Readonly<Record<string, unknown>>): ColumnStatisticsFacts | undefined {
  const distinct = optionalNumber(entry['distinct']);
  return distinct === undefined
    ? undefined
    : {
        nullShare: number(entry['nulls']),
        distinct,
        correlation: optionalNumber(entry['correlation']),
        averageWidth: number(entry['width']),
        mostCommonShare: optionalNumber(entry['common']),
      };
}

function indexFacts(cell: Cell | undefined): readonly IndexFacts[] {
  return jsonRecords(cell).map((entry) => {
    const parts = records(entry['parts']);
    return {
      oid: number(entry['oid']),
      name: text(entry['name']),
      method: text(entry['method']),
      unique: entry['unique'] === true,
      primary: entry['primary'] === true,
      valid: entry['valid'] === true,
      constraint: optional(entry['constraint']),
      keys: parts.filter((part) => part['included'] !== true).map(indexKey),
      include: parts.filter((part) => part['included'] === true).map((part) => text(part['column'])),
      partial: entry['partial'] === true,
      predicate: undefined,
      definition: undefined,
      pages: number(entry['pages']),
      bytes: undefined,
      scans: number(entry['scans']),
    };
  });
}

function indexKey(part: Readonly<Record<string, unknown>>): IndexKeyFacts {
  const column = optional(part['column']);
  return {
    column,
    expression: column === undefined ? undefined : quoteIdentifier(column),
    operatorClass: text(part['operatorClass']),
    defaultOperatorClass: part['default'] === true,
    collation: optional(part['collation']),
    comparesBytes: part['comparesBytes'] === true,
    descending: number(part['descending']) !== 0,
    nullsFirst: number(part['nullsFirst']) !== 0,
  };
}

/** Source: pg_statistic_ext.stxkind. */
const statisticsKinds: Readonly<Record<string, string>> = {
  d: 'ndistinct',
  f: 'dependencies',
  m: 'mcv',
  e: 'expressions',
};

function extendedStatistics(cell: Cell | undefined): readonly ExtendedStatisticsFacts[] {
  return jsonRecords(cell).map((entry) => ({
    name: text(entry['name']),
    kinds: texts(entry['kinds']).map((kind) => statisticsKinds[kind] ?? kind),
    columns: texts(entry['columns']),
  }));
}

function foreignKeyFacts(cell: Cell | undefined): readonly ForeignKeyFacts[] {
  return jsonRecords(cell).map((entry) => {
    const rows = number(entry['rows']);
    return {
      constraint: text(entry['constraint']),
      schema: text(entry['schema']),
      relation: text(entry['relation']),
      columns: texts(entry['columns']),
      referencedSchema: text(entry['referencedSchema']),
      referencedRelation: text(entry['referencedRelation']),
      referencedColumns: texts(entry['referencedColumns']),
      indexed: entry['indexed'] === true,
      rows: rows < 0 ? undefined : rows,
    };
  });
}

/** The bits of tgtype. Source: pg_trigger.h. */
const forEachRow = 1;
const before = 2;
const insteadOf = 64;

function triggerFacts(cell: Cell | undefined): readonly TriggerFacts[] {
  return jsonRecords(cell).map((entry) => {
    const type = number(entry['type']);
    return {
      name: text(entry['name']),
      timing: (type & insteadOf) !== 0 ? 'insteadOf' : (type & before) !== 0 ? 'before' : 'after',
      level: (type & forEachRow) !== 0 ? 'row' : 'statement',
      constraint: optional(entry['constraint']),
      internal: entry['internal'] === true,
      enabled: entry['enabled'] === true,
      function: text(entry['function']),
    };
  });
}

const policyCommands: Readonly<Record<string, string>> = {
  '*': 'ALL',
  r: 'SELECT',
  a: 'INSERT',
  w: 'UPDATE',
  d: 'DELETE',
};

function policyFacts(cell: Cell | undefined): readonly PolicyFacts[] {
  return jsonRecords(cell).map((entry) => ({
    name: text(entry['name']),
    command: policyCommands[text(entry['command'])] ?? text(entry['command']),
    permissive: entry['permissive'] === true,
    roles: texts(entry['roles']),
  }));
}

/** A JSON array of the time as text and its age in seconds. */
function moment(cell: Cell | undefined): Moment | undefined {
  const parsed: unknown = JSON.parse(cell ?? 'null');
  return Array.isArray(parsed) ? { at: text(parsed[0]), secondsAgo: number(parsed[1]) } : undefined;
}

function count(cell: Cell | undefined): number {
  return Number(cell ?? 0);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function optional(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number {
  return optionalNumber(value) ?? 0;
}

function optionalNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value)
    ? value.filter((each): each is Record<string, unknown> => typeof each === 'object' && each !== null)
    : [];
}
