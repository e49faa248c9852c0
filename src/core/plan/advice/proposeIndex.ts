import { countWords } from '../../explorer/measures';
import { formatBytes } from '../format';
import type { PlanNode } from '../planModel';
import type { IndexFacts, RelationFacts } from '../relationFacts';
import type { IndexProposal } from './advice';
import type { RulePlan } from './adviceRule';
import type { ConditionTerms, IndexTerm } from './conditions/indexTerms';
import { factsOf } from './ruleTools';

/** What the wanted index shall answer. */
export interface WantedIndex {
  readonly terms: readonly IndexTerm[];
  /** Conditions for a partial index. */
  readonly partial?: readonly string[];
  /** Behind the conditions: the order in which rows are wanted. */
  readonly order?: readonly string[];
  readonly include?: readonly string[];
  /** The part of the table's rows that the scan keeps, from 0 to 1; undefined when an order is what matters. */
  readonly keeps?: number;
}

/** Reading a table that is smaller is as fast as any index on it. */
const fewPages = 1000;
/** Of more rows, reading the table from one end to the other is faster. */
const mostKept = 0.1;

/**
 * The index that would answer the conditions of a scan.
 * @returns undefined when it would not pay, or when there is such an index already.
 */
export function proposeIndex(plan: RulePlan, scan: PlanNode, wanted: WantedIndex): IndexProposal | undefined {
  const facts = factsOf(plan, scan);
  const pages = pagesOf(plan, scan, facts);
  if (
    scan.relation === undefined ||
    (wanted.keeps ?? 0) > mostKept ||
    (pages !== undefined && pages < fewPages) ||
    (facts !== undefined && facts.kind !== 'table' && facts.kind !== 'materializedView')
  ) {
    return undefined;
  }
  const gin = wanted.terms.find(({ use }) => use === 'gin');
  const ordered = gin === undefined ? btreeTerms(wanted, facts) : [gin];
  const method = gin === undefined ? 'btree' : 'gin';
  const keys = [
    ...ordered.map((term) => keySql(term, facts)),
    ...(gin === undefined ? (wanted.order ?? []) : []),
  ];
  const unique = [...new Set(keys)];
  if (unique.length === 0 || (facts !== undefined && existingIndex(facts, method, unique) !== undefined)) {
    return undefined;
  }
  return {
    schema: scan.schema ?? facts?.schema,
    relation: scan.relation,
    method,
    keys: unique,
    include: wanted.include ?? [],
    where: whereOf(wanted),
    needs: [],
    dbtModel: dbtModelOf(facts),
    notes: facts === undefined ? [] : notesOn(facts, unique),
  };
}

/** The terms of a scan's condition as the wish for an index. */
export function wantedOf({ terms, partial }: ConditionTerms): Pick<WantedIndex, 'terms' | 'partial'> {
  return { terms, partial };
}

/** A usable index whose first keys are these, in any order among equalities. */
export function existingIndex(
  facts: RelationFacts,
  method: string,
  keys: readonly string[],
): IndexFacts | undefined {
  const wanted = keys.map(plainKey).sort();
  return facts.indexes.find((index) => {
    if (!index.valid || index.partial || index.method !== method) {
      return false;
    }
    const first = index.keys.slice(0, keys.length).map(keyWords).sort();
    return first.length === keys.length && first.every((key, place) => key === wanted[place]);
  });
}

/** What dbt calls the table, or the table's own name; undefined when nothing says that dbt builds it. */
export function dbtModelOf(facts: RelationFacts | undefined): string | undefined {
  if (facts?.dbt === undefined) {
    return undefined;
  }
  return facts.dbt.kind === 'file' ? facts.dbt.path : facts.name;
}

/** Blocks of the relation, from the catalog, else from what a scan of the whole of it touched. */
export function pagesOf(
  plan: RulePlan,
  scan: PlanNode,
  facts: RelationFacts | undefined,
): number | undefined {
  if (facts !== undefined && (facts.storage.pages > 0 || facts.storage.bytes !== undefined)) {
    return Math.max(
      facts.storage.pages,
      (facts.storage.bytes ?? 0) / (plan.catalog?.server.blockSize ?? 8192),
    );
  }
  const { buffers, actual } = scan;
  if (scan.nodeType !== 'Seq Scan' || buffers === undefined || actual === undefined) {
    return undefined;
  }
  const participants = plan.figures.nodes[scan.id]?.participants ?? 1;
  const runs = Math.max(1, actual.loops / participants);
  return (buffers.sharedHit + buffers.sharedRead + buffers.localHit + buffers.localRead) / runs;
}

/** Columns that are compared for equality come first, the most selective one before the others; then one range. */
function btreeTerms(wanted: WantedIndex, facts: RelationFacts | undefined): readonly IndexTerm[] {
  const equal = unique(wanted.terms.filter(({ use }) => use === 'equality'));
  const sorted = equal.toSorted((a, b) => distinctOf(b, facts) - distinctOf(a, facts));
  const range = wanted.terms.find(({ use }) => use === 'range' || use === 'prefix');
  return wanted.order === undefined && range !== undefined ? unique([...sorted, range]) : sorted;
}

function unique(terms: readonly IndexTerm[]): readonly IndexTerm[] {
  return terms.filter(({ key }, index) => terms.findIndex((term) => term.key === key) === index);
}

/** How many different values the column has, as far as ANALYZE knows. */
function distinctOf({ column }: IndexTerm, facts: RelationFacts | undefined): number {
  const distinct = facts?.columns.find(({ name }) => name === column)?.statistics?.distinct ?? 0;
  return distinct < 0 ? -distinct * (facts?.storage.rows ?? 1) : distinct;
}

function keySql(term: IndexTerm, facts: RelationFacts | undefined): string {
  if (term.use !== 'prefix') {
    return term.key;
  }
  const column = facts?.columns.find(({ name }) => name === term.column);
  return column?.comparesBytes === true ? term.key : `${term.key} ${patternClass(column?.type)}`;
}

/** The operator class that finds texts by their beginning in any collation. */
export function patternClass(type: string | undefined): string {
  if (type?.startsWith('character varying') === true) {
    return 'varchar_pattern_ops';
  }
  return type?.startsWith('character') === true ? 'bpchar_pattern_ops' : 'text_pattern_ops';
}

function whereOf({ partial, terms }: WantedIndex): string | undefined {
  return partial === undefined || partial.length === 0 || terms.length === 0
    ? undefined
    : partial.join(' AND ');
}

function keyWords({
  column,
  expression,
  operatorClass,
  defaultOperatorClass,
}: IndexFacts['keys'][number]): string {
  const key = plainKey(column === undefined ? (expression ?? '') : column);
  return defaultOperatorClass ? key : `${key} ${operatorClass}`;
}

/** A key without quotes, directions and outer parentheses, for comparison. */
function plainKey(key: string): string {
  const bare = key.replaceAll('"', '').replace(/ DESC| ASC| NULLS (?:FIRST|LAST)/g, '');
  return bare.startsWith('(') && bare.endsWith(')') ? bare.slice(1, -1) : bare;
}

function notesOn(facts: RelationFacts, keys: readonly string[]): readonly string[] {
  const { counters, storage, indexes } = facts;
  const writes = counters.inserted + counters.updated + counters.deleted;
  const scans = counters.sequentialScans + counters.indexScans;
  const first = plainKey(keys[0] ?? '');
  const covered = indexes.find(
    (index) =>
      index.valid &&
      !index.partial &&
      !index.unique &&
      index.keys.length < keys.length &&
      index.keys.every((key, place) => keyWords(key) === plainKey(keys[place] ?? '')),
  );
  return [
    ...(writes > 100 * scans && writes > 100_000
      ? [
          `The table takes many writes (${countWords(writes)} rows for ${countWords(scans)} scans): each index slows them.`,
        ]
      : []),
    ...(storage.bytes !== undefined && storage.bytes > 10 * 1024 ** 3
      ? [`The table holds ${formatBytes(storage.bytes)}: creating the index takes a while, and disk space.`]
      : []),
    ...(covered === undefined || first === ''
      ? []
      : [`The index ${covered.name} would no longer be needed: the new one begins with its columns.`]),
  ];
}
