import { isOneOf } from '../../../base/validate';
import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import { type ObjectKind, objectKindWords } from '../objectKind';
import { type RelationKind, relationKinds, relationKindWords } from '../relationKind';

export type TargetKind = RelationKind | ObjectKind | 'column' | 'index' | 'schema' | 'database';

/** An object that a statement is about. */
export interface ActionTarget {
  readonly kind: TargetKind;
  readonly oid: number;
  /** The number of a column; 0 for everything else. */
  readonly column: number;
  /** Of the object, or of the relation that it belongs to. */
  readonly schema: string | undefined;
  readonly name: string;
  /** The relation that a column, constraint, trigger, policy or rule belongs to. */
  readonly relation: string | undefined;
  /** The argument types of a function, procedure or aggregate. */
  readonly signature: string | undefined;
}

/** What stands between ALTER, COMMENT ON or DROP and the name. */
export const targetKeywords: Readonly<Record<TargetKind, string>> = {
  table: 'TABLE',
  partitionedTable: 'TABLE',
  view: 'VIEW',
  materializedView: 'MATERIALIZED VIEW',
  foreignTable: 'FOREIGN TABLE',
  column: 'COLUMN',
  index: 'INDEX',
  schema: 'SCHEMA',
  database: 'DATABASE',
  function: 'FUNCTION',
  procedure: 'PROCEDURE',
  aggregate: 'AGGREGATE',
  sequence: 'SEQUENCE',
  compositeType: 'TYPE',
  enum: 'TYPE',
  range: 'TYPE',
  domain: 'DOMAIN',
  baseType: 'TYPE',
  constraint: 'CONSTRAINT',
  trigger: 'TRIGGER',
  policy: 'POLICY',
  rule: 'RULE',
  statistics: 'STATISTICS',
  extension: 'EXTENSION',
  publication: 'PUBLICATION',
  subscription: 'SUBSCRIPTION',
  eventTrigger: 'EVENT TRIGGER',
  foreignServer: 'SERVER',
  foreignDataWrapper: 'FOREIGN DATA WRAPPER',
  role: 'ROLE',
  tablespace: 'TABLESPACE',
};

/** Keyword and name, such as `TABLE core.loans`, `FUNCTION core.add(integer)` or `TRIGGER touch ON core.loans`. */
export function targetSql(target: ActionTarget): string {
  const keyword = targetKeywords[target.kind];
  if (target.kind === 'column') {
    return `${keyword} ${relationSql(target)}.${quoteIdentifier(target.name)}`;
  }
  if (target.signature !== undefined) {
    // An aggregate over all rows, such as count(*), has no argument but must be written with a star.
    const types = target.kind === 'aggregate' && target.signature === '' ? '*' : target.signature;
    return `${keyword} ${ownName(target)}(${types})`;
  }
  return nameWithinRelation.has(target.kind)
    ? `${keyword} ${quoteIdentifier(target.name)} ON ${relationSql(target)}`
    : `${keyword} ${ownName(target)}`;
}

const nameWithinRelation: ReadonlySet<TargetKind> = new Set(['constraint', 'trigger', 'policy', 'rule']);

/** The qualified name of the relation that the target belongs to. */
export function relationSql(target: ActionTarget): string {
  return quoteQualified(target.schema ?? '', target.relation ?? '');
}

/** The qualified name of the target itself. */
export function ownName(target: ActionTarget): string {
  return target.schema === undefined
    ? quoteIdentifier(target.name)
    : quoteQualified(target.schema, target.name);
}

/** Its kind, for the middle of a sentence. */
export function targetKindWords(kind: TargetKind): string {
  return isRelationKind(kind)
    ? relationKindWords(kind)
    : kind === 'column' || kind === 'index' || kind === 'schema' || kind === 'database'
      ? kind
      : objectKindWords[kind];
}

export function isTargetKind(value: unknown): value is TargetKind {
  return typeof value === 'string' && Object.hasOwn(targetKeywords, value);
}

/** Whether rows can be read from an object of the kind. */
export function isRelationKind(kind: TargetKind): kind is RelationKind {
  return isOneOf(relationKinds, kind);
}
