import type { MartActivity } from '../catalog/queries/martActivity';
import { type MartFacts, totalBytes } from '../catalog/queries/martSums';
import type { RelationRow } from '../catalog/queries/relations';
import { type RelationKind, relationKindWords } from '../catalog/relationKind';
import { ageWords } from './ages';
import { displayName } from './displayName';
import { lastWriteWords } from './lastWrite';
import { countWords, rowsWords, sizeWords } from './measures';
import type { MartMarks, RelationNode } from './nodes';
import { joined, lines, type Presentation } from './presentation';

/** A relation: in a mart with its rows and size, as a partition with its bound. `more` are lines for its tooltip. */
export function presentRelation(node: RelationNode, more: readonly string[] = []): Presentation {
  const { row, bound, facts, activity, marks, dbt } = node;
  const label = displayName(row.name);
  const kind = bound === undefined ? relationKindWords(row.kind) : 'partition';
  const description = joined(
    facts === undefined ? kindDescription(row, bound) : martDescription(row, facts, marks),
    freshnessWords(activity, marks),
    facts === undefined || row.kind === 'table' ? undefined : relationKindWords(row.kind),
    ...stateWords(row),
    row.selectable ? undefined : 'no right to read',
    facts === undefined ? undefined : dbt?.words,
    ...(marks?.tags ?? []).map((tag) => `#${displayName(tag)}`),
  );
  const pinned = marks?.favourite === true;
  return {
    label,
    description,
    tooltip: lines(
      `${displayName(row.schema)}.${label}`,
      `${capitalized(kind)}, owner ${displayName(row.owner)}`,
      row.partitionKey === undefined ? undefined : `Partitioned by ${displayName(row.partitionKey)}`,
      bound === undefined ? undefined : displayName(bound),
      ...stateLines(row),
      ...(facts === undefined ? [ownRows(row)] : factLines(facts)),
      marks?.exactBytes === undefined ? undefined : `Size as measured: ${sizeWords(marks.exactBytes)}`,
      newestLine(marks),
      ...more,
      row.selectable ? undefined : 'Your role has no right to read it.',
      row.comment,
      marks === undefined || marks.tags.length === 0
        ? undefined
        : `Tags: ${marks.tags.map(displayName).join(', ')}`,
      ...(dbt?.lines ?? []),
    ),
    icon: pinned ? 'star-full' : relationIcon(row),
    iconColor: row.selectable ? dbtColor(node) : 'disabledForeground',
    contextValue: `relation.${row.kind}${pinned ? '+favourite' : ''}${dbt === undefined ? '' : '+dbt'}`,
    expandable: 'collapsed',
    spoken: joined(`${capitalized(kind)} ${label}`, description),
  };
}

/** Only what wants attention has a colour, and only among marts. */
function dbtColor({ facts, dbt }: RelationNode): string | undefined {
  return facts === undefined || dbt === undefined || dbt.mood === 'plain' ? undefined : moodColors[dbt.mood];
}

const moodColors = { warning: 'list.warningForeground', error: 'list.errorForeground' } as const;

const icons: Readonly<Record<RelationKind, string>> = {
  table: 'table',
  partitionedTable: 'layers',
  view: 'eye',
  materializedView: 'save',
  foreignTable: 'link-external',
};

/** What is out of the ordinary stands before the kind, which the description says too. */
function relationIcon(row: RelationRow): string {
  if (row.rowSecurity !== 'off') {
    return row.rowSecurity === 'forced' ? 'workspace-trusted' : 'shield';
  }
  if (row.persistence === 'unlogged') {
    return 'zap';
  }
  return row.isPartition && row.kind === 'table' ? 'layers-dot' : icons[row.kind];
}

function stateWords(row: RelationRow): readonly (string | undefined)[] {
  return [
    row.persistence === 'permanent' ? undefined : row.persistence,
    row.rowSecurity === 'off' ? undefined : row.rowSecurity === 'on' ? 'RLS on' : 'RLS forced',
  ];
}

function stateLines(row: RelationRow): readonly (string | undefined)[] {
  return [
    row.persistence === 'unlogged' ? 'Unlogged: emptied after a crash, and not replicated.' : undefined,
    row.rowSecurity === 'on' ? 'Row security is on: policies hold for all but the owner.' : undefined,
    row.rowSecurity === 'forced' ? 'Row security is forced: policies hold for the owner too.' : undefined,
  ];
}

function kindDescription(row: RelationRow, bound: string | undefined): string {
  if (bound !== undefined) {
    return displayName(boundWords(bound));
  }
  return row.kind === 'table' ? '' : relationKindWords(row.kind);
}

/** The short form of a bound: `FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')` becomes `2024-01-01 to 2024-02-01`. */
function boundWords(bound: string): string {
  const range = /^FOR VALUES FROM \((.*)\) TO \((.*)\)$/s.exec(bound);
  if (range) {
    return `${shortValue(range[1] ?? '')} to ${shortValue(range[2] ?? '')}`;
  }
  return bound === 'DEFAULT'
    ? 'default'
    : bound.replace(/^FOR VALUES (IN|WITH)/, (_, word: string) => word.toLowerCase());
}

/** A single literal without its quotes, and a midnight without its time: the tooltip has the whole bound. */
function shortValue(value: string): string {
  const literal = /^'([^']*)'$/.exec(value)?.[1];
  return literal?.replace(/ 00:00:00([+-]\d\d(:\d\d)?)?$/, '') ?? value;
}

function martDescription(row: RelationRow, facts: MartFacts, marks: MartMarks | undefined): string {
  if (row.kind === 'view') {
    return '';
  }
  const exact = marks?.exactBytes === undefined ? undefined : `${sizeWords(marks.exactBytes)} exactly`;
  if (facts.leaves === facts.unknownLeaves) {
    return joined('rows unknown', exact);
  }
  const size = row.kind === 'foreignTable' ? undefined : (exact ?? sizeWords(totalBytes(facts)));
  return joined(rowsWords(facts.rows), size);
}

/** The newest value of the chosen column says more than what the server counts. */
function freshnessWords(
  activity: MartActivity | undefined,
  marks: MartMarks | undefined,
): string | undefined {
  const age = marks?.newest?.age;
  if (age !== undefined) {
    return age < 0 ? `newest in ${ageWords(-age)}` : `newest ${ageWords(age)} ago`;
  }
  return activity && lastWriteWords(activity);
}

function newestLine(marks: MartMarks | undefined): string | undefined {
  if (marks?.newest === undefined) {
    return undefined;
  }
  const { column, value } = marks.newest;
  return `Newest ${displayName(column)} when it was read: ${displayName(value ?? 'none')}`;
}

function factLines(facts: MartFacts): readonly string[] {
  if (facts.leaves === 0) {
    return [];
  }
  if (facts.leaves === facts.unknownLeaves) {
    return ['Rows and size unknown: never analyzed.'];
  }
  return lines(
    `Rows: ${rowsWords(facts.rows).replace(' rows', '')}`,
    `Size: ${sizeWords(facts.tableBytes)} table, ${sizeWords(facts.indexBytes)} indexes, ${sizeWords(facts.toastBytes)} TOAST`,
    facts.leaves > 1 ? `Sum of ${countWords(facts.leaves)} partitions` : undefined,
    facts.unknownLeaves > 0
      ? `${countWords(facts.unknownLeaves)} of them never analyzed and not counted`
      : undefined,
    'As of the last VACUUM or ANALYZE.',
  );
}

function ownRows(row: RelationRow): string | undefined {
  if (row.kind !== 'table' && row.kind !== 'materializedView') {
    return undefined;
  }
  return row.estimatedRows === undefined
    ? 'Rows unknown: never analyzed.'
    : `${rowsWords(row.estimatedRows)} at the last VACUUM or ANALYZE`;
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
