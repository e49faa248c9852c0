import { objectKindWords, type ObjectKind } from '../catalog/objectKind';
import type { ObjectMark, ObjectRow } from '../catalog/objectRow';
import { displayName } from './displayName';
import { joined, lines, type Presentation } from './presentation';

/** An object with what tells it from others of its kind. */
export function presentObject(row: ObjectRow): Presentation {
  const name = displayName(row.name);
  const label = row.signature === undefined ? name : `${name}(${displayName(row.signature)})`;
  const kind = objectKindWords[row.kind];
  const detail = row.detail === undefined ? undefined : displayName(row.detail);
  const description = joined(kindInDescription(row), detailInDescription(row, detail), ...markWords(row));
  return {
    label,
    description,
    tooltip: lines(
      `${capitalized(kind)} ${label}`,
      homeLine(row),
      row.owner === undefined ? undefined : `Owner: ${displayName(row.owner)}`,
      detail,
      ...row.marks.map((mark) => markSentences[mark]),
      row.comment,
    ),
    icon: iconOf(row),
    iconColor: row.marks.includes('disabled') ? 'disabledForeground' : undefined,
    contextValue: row.kind,
    expandable: 'none',
    spoken: joined(`${capitalized(kind)} ${label}`, description),
  };
}

const icons: Readonly<Record<ObjectKind, string>> = {
  function: 'symbol-function',
  procedure: 'symbol-method',
  aggregate: 'combine',
  sequence: 'symbol-number',
  compositeType: 'symbol-structure',
  enum: 'symbol-enum',
  range: 'symbol-ruler',
  domain: 'symbol-parameter',
  baseType: 'symbol-class',
  constraint: 'checklist',
  trigger: 'symbol-event',
  policy: 'shield',
  rule: 'law',
  statistics: 'graph',
  extension: 'extensions',
  publication: 'broadcast',
  subscription: 'rss',
  eventTrigger: 'symbol-event',
  foreignServer: 'server-environment',
  foreignDataWrapper: 'plug',
  role: 'person',
  tablespace: 'file-directory',
};

/** Kinds that stand in a folder of their own need not say what they are. */
const mixedKinds: ReadonlySet<ObjectKind> = new Set([
  'procedure',
  'aggregate',
  'compositeType',
  'enum',
  'range',
  'domain',
  'baseType',
  'foreignDataWrapper',
]);

function kindInDescription(row: ObjectRow): string | undefined {
  return mixedKinds.has(row.kind) ? objectKindWords[row.kind] : undefined;
}

function detailInDescription(row: ObjectRow, detail: string | undefined): string | undefined {
  if (detail !== undefined && (row.kind === 'function' || row.kind === 'aggregate')) {
    return `→ ${detail}`;
  }
  // While the table is locked exclusively a constraint has no definition, and its type must do.
  return detail ?? row.marks.map((mark) => constraintWords[mark]).find((words) => words !== undefined);
}

function iconOf(row: ObjectRow): string {
  const has = (mark: ObjectMark): boolean => row.marks.includes(mark);
  if (has('notValid')) {
    return 'warning';
  }
  if (has('disabled') || has('notEnforced')) {
    return 'circle-slash';
  }
  if (row.kind === 'constraint') {
    return has('primaryKey') ? 'key' : has('foreignKey') ? 'link' : icons.constraint;
  }
  if (row.kind === 'role') {
    return has('superuser') ? 'workspace-trusted' : has('noLogin') ? 'organization' : icons.role;
  }
  return icons[row.kind];
}

function markWords(row: ObjectRow): readonly (string | undefined)[] {
  // A definition says by itself that it is not valid.
  const isSaid = (mark: ObjectMark): boolean =>
    constraintWords[mark] !== undefined || (mark === 'notValid' && row.detail !== undefined);
  return row.marks.map((mark) => (isSaid(mark) ? undefined : words[mark]));
}

/** A definition says these by itself. */
const constraintWords: Readonly<Partial<Record<ObjectMark, string>>> = {
  primaryKey: 'primary key',
  foreignKey: 'foreign key',
  unique: 'unique',
  check: 'check',
  exclusion: 'exclusion',
};

const words: Readonly<Partial<Record<ObjectMark, string>>> = {
  disabled: 'disabled',
  replicaOnly: 'on replicas only',
  always: 'always',
  notValid: 'not valid',
  notEnforced: 'not enforced',
  inherited: 'inherited',
  restrictive: 'restrictive',
  securityDefiner: 'security definer',
  window: 'window',
  ofExtension: 'of an extension',
  notNull: 'not null',
  superuser: 'superuser',
  noLogin: 'no login',
};

const markSentences: Readonly<Partial<Record<ObjectMark, string>>> = {
  disabled: 'Disabled: it does nothing now.',
  replicaOnly: 'Fires only in sessions that apply replicated changes.',
  always: 'Fires always, also in sessions that apply replicated changes.',
  notValid: 'Not valid: rows that were there before have not been checked.',
  notEnforced: 'Not enforced: PostgreSQL does not check it.',
  inherited: 'Comes from the parent table.',
  restrictive: 'Restrictive: a row must pass it besides one permissive policy.',
  securityDefiner: 'Runs with the rights of its owner.',
  window: 'Window function.',
  ofExtension: 'Belongs to an extension.',
  notNull: 'Not null.',
  superuser: 'Superuser: no right is checked.',
  noLogin: 'Cannot log in.',
  createRole: 'May create roles.',
  createDatabase: 'May create databases.',
  replication: 'May start replication.',
  bypassRowSecurity: 'Row security does not hold for it.',
};

function homeLine(row: ObjectRow): string | undefined {
  if (row.schema === undefined) {
    return undefined;
  }
  const schema = displayName(row.schema);
  return row.relation === undefined ? `In ${schema}` : `Of ${schema}.${displayName(row.relation)}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
