import { displayName } from '../../explorer/displayName';
import { ageWords } from '../../explorer/ages';
import { rowsWords } from '../../explorer/measures';
import { type DetailLine, joined } from '../detailLine';
import { formatBytes, formatCounted, formatRows, formatShare } from '../format';
import type {
  ColumnFacts,
  IndexFacts,
  MaintenanceFacts,
  Moment,
  PlanRelationKind,
  RelationFacts,
} from '../relationFacts';

/** A group of facts under one heading. Everything that came from the database is untrusted text. */
export interface FactSection {
  readonly title: string;
  readonly lines: readonly DetailLine[];
}

/** What is worth knowing of a relation beside a node that reads or writes it. */
export interface RelationSections {
  /** Such as `Table core.loans`. */
  readonly title: string;
  readonly sections: readonly FactSection[];
  /** What is missing, and why. */
  readonly notes: readonly string[];
}

/** @param columns The columns that the plan's conditions name. */
export function relationSections(facts: RelationFacts, columns: readonly string[]): RelationSections {
  const named = facts.columns.filter(({ name }) => columns.includes(name));
  const sections: readonly FactSection[] = [
    { title: 'Size and maintenance', lines: [...sizeLines(facts), ...maintenanceLines(facts)] },
    { title: 'Indexes', lines: indexLines(facts) },
    { title: 'Columns of its conditions', lines: named.map((column) => columnLine(column, facts)) },
    { title: 'More', lines: moreLines(facts) },
  ];
  return {
    title: `${kindTitles[facts.kind]} ${displayName(facts.schema)}.${displayName(facts.name)}`,
    sections: sections.filter(({ lines }) => lines.length > 0),
    notes: facts.gaps.map(displayName),
  };
}

const kindTitles: Readonly<Record<PlanRelationKind, string>> = {
  table: 'Table',
  partitionedTable: 'Partitioned table',
  materializedView: 'Materialized view',
  foreignTable: 'Foreign table',
  view: 'View',
  toastTable: 'TOAST table',
  sequence: 'Sequence',
};

const stored: ReadonlySet<PlanRelationKind> = new Set(['table', 'materializedView', 'toastTable']);

function sizeLines({ kind, storage, partitionRoot }: RelationFacts): readonly DetailLine[] {
  const { bytes, totalBytes, rows, pages, allVisiblePages } = storage;
  const lines: DetailLine[] = [];
  if (stored.has(kind)) {
    const size = joined(
      bytes === undefined ? undefined : formatBytes(bytes),
      totalBytes === undefined ? undefined : `${formatBytes(totalBytes)} with indexes and TOAST`,
      rows === undefined ? 'never vacuumed or analyzed' : rowsWords(rows),
    );
    lines.push({ label: 'Size', text: size });
    if (pages > 0) {
      const share = formatShare(Math.min(1, allVisiblePages / pages));
      lines.push({ label: 'All-visible', text: `${share} of its pages, which index-only scans need` });
    }
  } else if (rows !== undefined) {
    lines.push({ label: 'Size', text: rowsWords(rows) });
  }
  if (partitionRoot) {
    const root = `${displayName(partitionRoot.schema)}.${displayName(partitionRoot.name)}`;
    lines.push({ label: 'Partition of', text: root });
  }
  return lines;
}

function maintenanceLines({ kind, maintenance, storage, counters }: RelationFacts): readonly DetailLine[] {
  if (!stored.has(kind) && kind !== 'partitionedTable') {
    return [];
  }
  const { changedSinceAnalyze, deadRows } = maintenance;
  const lines: DetailLine[] = [{ label: 'Last ANALYZE', text: analyzeText(maintenance) }];
  if (kind === 'partitionedTable') {
    return lines;
  }
  const share = storage.rows ? ` (${formatShare(Math.min(1, changedSinceAnalyze / storage.rows))})` : '';
  lines.push(
    { label: 'Last VACUUM', text: lastText(maintenance.vacuum, maintenance.autovacuum, 'autovacuum') },
    { label: 'Changed since ANALYZE', text: `${formatCounted(changedSinceAnalyze, 'row')}${share}` },
    { label: 'Dead rows', text: formatRows(deadRows) },
    {
      label: 'Written',
      text: joined(
        `${formatRows(counters.inserted)} inserted`,
        `${formatRows(counters.updated)} updated`,
        `${formatRows(counters.deleted)} deleted`,
      ),
    },
    {
      label: 'Read',
      text: joined(
        formatCounted(counters.sequentialScans, 'sequential scan'),
        formatCounted(counters.indexScans, 'index scan'),
      ),
    },
  );
  return lines;
}

function analyzeText({ analyze, autoanalyze }: MaintenanceFacts): string {
  return lastText(analyze, autoanalyze, 'autoanalyze');
}

function lastText(byHand: Moment | undefined, automatic: Moment | undefined, word: string): string {
  const handAgo = byHand?.secondsAgo ?? Infinity;
  const isAutomatic = automatic !== undefined && automatic.secondsAgo < handAgo;
  const last = isAutomatic ? automatic : byHand;
  return last === undefined
    ? 'never, or before the statistics were reset'
    : `${ageWords(last.secondsAgo)} ago${isAutomatic ? ` (${word})` : ''}, ${last.at}`;
}

/** More than these are for the table's own page. */
const mostIndexes = 30;

function indexLines({ indexes, kind }: RelationFacts): readonly DetailLine[] {
  if (indexes.length === 0) {
    return kind === 'view' || kind === 'foreignTable' || kind === 'sequence'
      ? []
      : [{ label: 'Indexes', text: 'none' }];
  }
  const left = indexes.length - mostIndexes;
  return [
    ...indexes.slice(0, mostIndexes).map(indexLine),
    ...(left > 0 ? [{ label: 'More', text: formatCounted(left, 'index').replace(/xs$/, 'xes') }] : []),
  ];
}

function indexLine(index: IndexFacts): DetailLine {
  const kind = index.primary ? 'primary key' : index.unique ? 'unique' : undefined;
  const include = index.include.length > 0 ? ` INCLUDE (${index.include.join(', ')})` : '';
  const where = index.predicate !== undefined ? ` WHERE ${index.predicate}` : index.partial ? ' WHERE …' : '';
  const text = joined(
    `${index.method} (${index.keys.map(keyText).join(', ')})${include}${where}`,
    kind,
    index.valid ? undefined : 'INVALID: no plan uses it',
    index.bytes === undefined ? undefined : formatBytes(index.bytes),
    formatCounted(index.scans, 'scan'),
  );
  return { label: displayName(index.name), text: displayName(text) };
}

function keyText(key: IndexFacts['keys'][number]): string {
  return [
    key.expression ?? 'expression',
    key.defaultOperatorClass ? '' : ` ${key.operatorClass}`,
    key.descending ? ' DESC' : '',
    key.nullsFirst !== key.descending ? (key.nullsFirst ? ' NULLS FIRST' : ' NULLS LAST') : '',
  ].join('');
}

function columnLine(column: ColumnFacts, { storage }: RelationFacts): DetailLine {
  const { name, type, statistics, withoutStatistics, statisticsTarget } = column;
  const text = joined(
    type,
    withoutStatistics === 'neverAnalyzed' ? 'no statistics: never analyzed' : undefined,
    withoutStatistics === 'notReadable' ? 'statistics not readable for this role' : undefined,
    statistics && distinctText(statistics.distinct, storage.rows),
    statistics && statistics.nullShare > 0 ? `${formatShare(statistics.nullShare)} NULL` : undefined,
    statistics?.mostCommonShare === undefined
      ? undefined
      : `the most common value in ${formatShare(statistics.mostCommonShare)} of the rows`,
    statistics?.correlation === undefined
      ? undefined
      : `correlation ${statistics.correlation.toFixed(2)} with the order on disk`,
    statisticsTarget === undefined ? undefined : `statistics target ${statisticsTarget}`,
  );
  return { label: displayName(name), text: displayName(text) };
}

function distinctText(distinct: number, rows: number | undefined): string {
  if (distinct === -1) {
    return 'every value different';
  }
  const count = distinct < 0 ? (rows === undefined ? undefined : -distinct * rows) : distinct;
  return count === undefined
    ? `distinct values in ${formatShare(-distinct)} of the rows`
    : `~${formatCounted(Math.round(count), 'distinct value')}`;
}

function moreLines(facts: RelationFacts): readonly DetailLine[] {
  const { rowSecurity, extendedStatistics, foreignKeys, dbt, storage } = facts;
  const lines: DetailLine[] = [];
  if (rowSecurity.enabled) {
    const policies = rowSecurity.policies.map(({ name }) => displayName(name)).join(', ');
    lines.push({
      label: 'Row security',
      text: `enabled, ${rowSecurity.active ? 'active for this role' : 'not active for this role'}${policies === '' ? '' : `; policies: ${policies}`}`,
    });
  }
  for (const { constraint, columns } of foreignKeys.filter(({ indexed }) => !indexed)) {
    const text = `(${columns.map(displayName).join(', ')}) has no index`;
    lines.push({ label: `Foreign key ${displayName(constraint)}`, text });
  }
  for (const { name, kinds, columns } of extendedStatistics) {
    lines.push({
      label: `Statistics ${displayName(name)}`,
      text: `${kinds.join(', ')} of ${columns.map(displayName).join(', ')}`,
    });
  }
  lines.push(...triggerLines(facts));
  if (storage.options.length > 0) {
    lines.push({ label: 'Storage options', text: displayName(storage.options.join(', ')) });
  }
  if (dbt) {
    const from = dbt.kind === 'file' ? displayName(dbt.path) : 'its comment says so';
    lines.push({ label: 'Built by dbt', text: from });
  }
  return lines;
}

/** Where the plan counts the time of a trigger, which EXPLAIN does not say. */
function triggerLines({ triggers }: RelationFacts): readonly DetailLine[] {
  return triggers
    .filter(({ internal, enabled }) => enabled && !internal)
    .map(({ name, timing, level }) => {
      const times = { before: 'before', after: 'after', insteadOf: 'instead of' }[timing];
      const counted =
        timing === 'after' ? "in addition to the nodes' times" : 'inside the time of the node that writes';
      const each = level === 'row' ? 'each row' : 'each statement';
      return { label: `Trigger ${displayName(name)}`, text: `${times} ${each}: ${counted}` };
    });
}
