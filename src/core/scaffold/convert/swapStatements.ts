import { commentStatement } from '../../catalog/ddl/describe';
import type { ConstraintDefinition } from '../../catalog/ddl/constraints';
import type { IndexDefinition } from '../../catalog/ddl/indexes';
import { storageParameters } from '../../catalog/ddl/options';
import { sequenceOptions } from '../../catalog/ddl/sequence';
import type { Identity } from '../../catalog/ddl/columns';
import { ownName } from '../../catalog/actions/target';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import type { ConversionFacts } from './conversionFacts';
import type { OwnedSequence, ReadingView } from './conversionQueries';
import { conversionNames, type ConversionSpec, legacyPartName, needsNewKey } from './conversionSpec';

/**
 * Puts a partitioned table in the place of the old one, which becomes its first partition. All of it is one transaction
 * that only changes the catalog: the old table's CHECK and indexes are such that nothing is scanned or built.
 */
export function swapStatements(spec: ConversionSpec, facts: ConversionFacts): readonly string[] {
  return [
    ...lockStatements(spec, facts),
    ...asideStatements(spec, facts),
    ...newTableStatements(spec, facts),
    ...partitionStatements(spec, facts),
    ...belongings(spec, facts),
  ];
}

/**
 * Takes the locks in the order in which others take them, or both would wait for each other: a query locks a view before
 * its table, a transaction mostly writes what is referred to first. LOCK TABLE of a view would lock its table at once; to
 * give it to the owner that it has does nothing but lock the view alone.
 */
export function lockStatements(spec: ConversionSpec, facts: ConversionFacts): readonly string[] {
  return [
    ...facts.views.map(
      ({ schema, name, owner }) =>
        `ALTER VIEW ${quoteQualified(schema, name)} OWNER TO ${quoteIdentifier(owner)}`,
    ),
    ...facts.referenced
      .filter(({ mayLock }) => mayLock)
      .map(({ schema, name }) => `LOCK TABLE ${quoteQualified(schema, name)} IN SHARE ROW EXCLUSIVE MODE`),
    `LOCK TABLE ${conversionNames(spec).table} IN ACCESS EXCLUSIVE MODE`,
  ];
}

/** How many locks others may hold against the swap or the way back from it. */
export function lockCount({ views, referenced }: ConversionFacts): number {
  return views.length + referenced.length + 1;
}

/** The view again, as it is: its text names the table, and so it now reads what has the name. */
export function viewStatement({ schema, name, parameters, query }: ReadingView): string {
  const options = storageParameters(parameters);
  return `CREATE OR REPLACE VIEW ${quoteQualified(schema, name)}${options === undefined ? '' : ` WITH ${options}`} AS\n${query}`;
}

/** Gives a sequence to the column of the table that has the name now. */
export function ownedBy(table: string, { schema, name, column }: OwnedSequence): string {
  return `ALTER SEQUENCE ${quoteQualified(schema, name)} OWNED BY ${table}.${quoteIdentifier(column)}`;
}

/** An identity of its own for the column, which goes on where the sequence that was set aside stands. */
export function identityStatements(table: string, column: string, identity: Identity): readonly string[] {
  const { sequenceSchema: schema, sequence, kind, facts } = identity;
  const name = quoteQualified(schema, sequence);
  const options = [`SEQUENCE NAME ${name}`, ...sequenceOptions(facts)].join(' ');
  return [
    `ALTER TABLE ${table} ALTER COLUMN ${quoteIdentifier(column)} ADD GENERATED ${kind} AS IDENTITY (${options})`,
    `SELECT pg_catalog.setval(${quoteLiteral(name)}::pg_catalog.regclass, last_value, is_called) FROM ${quoteQualified(schema, legacyPartName(sequence))}`,
  ];
}

export function setSequenceAside({ sequenceSchema: schema, sequence }: Identity): string {
  return `ALTER SEQUENCE ${quoteQualified(schema, sequence)} RENAME TO ${quoteIdentifier(legacyPartName(sequence))}`;
}

/** The constraint as a key: its columns with the partition key, and what else it says. */
export function keyClause(spec: ConversionSpec, deferrable: boolean): string {
  const { primaryKey, key } = spec;
  const columns = [...(primaryKey?.columns ?? []), ...(needsNewKey(spec) ? [key] : [])];
  const included = primaryKey?.included ?? [];
  return `(${names(columns)})${included.length === 0 ? '' : ` INCLUDE (${names(included)})`}${deferrable ? ' DEFERRABLE' : ''}`;
}

/** Unique constraints that hold the partition key, so that the new table can have them. */
export function keptUniques(
  spec: ConversionSpec,
  { table }: ConversionFacts,
): readonly ConstraintDefinition[] {
  return table.constraints.filter(
    ({ kind, index }) =>
      kind === 'unique' &&
      table.indexes.some(({ oid, columnNames }) => oid === index?.oid && columnNames.includes(spec.key)),
  );
}

/** Indexes of no constraint that the new table gets. A unique one without the partition key stays with the old table alone. */
export function keptIndexes(spec: ConversionSpec, { table }: ConversionFacts): readonly IndexDefinition[] {
  return table.indexes.filter(
    (index) =>
      index.constraintOid === undefined &&
      index.valid &&
      index.name !== conversionNames(spec).legacyKey &&
      (!isUnique(index) || index.columnNames.includes(spec.key)),
  );
}

export function isUnique({ definition }: IndexDefinition): boolean {
  return definition.startsWith('CREATE UNIQUE ');
}

/** The old table leaves its names to the new one. */
function asideStatements(spec: ConversionSpec, facts: ConversionFacts): readonly string[] {
  const { table, legacy, legacyName, legacyKey } = conversionNames(spec);
  const alter = `ALTER TABLE ${legacy}`;
  const rename = (name: string, to: string) =>
    `${alter} RENAME CONSTRAINT ${quoteIdentifier(name)} TO ${quoteIdentifier(to)}`;
  const deferrable = facts.primaryKey?.deferrable === true ? ' DEFERRABLE' : '';
  const { primaryKey } = spec;
  return [
    `ALTER TABLE ${table} RENAME TO ${quoteIdentifier(legacyName)}`,
    ...(spec.wasNullable ? [`${alter} ALTER COLUMN ${quoteIdentifier(spec.key)} SET NOT NULL`] : []),
    ...(primaryKey === undefined
      ? []
      : needsNewKey(spec)
        ? [
            `${alter} DROP CONSTRAINT ${quoteIdentifier(primaryKey.name)}, ADD CONSTRAINT ${quoteIdentifier(legacyKey)} PRIMARY KEY USING INDEX ${quoteIdentifier(legacyKey)}${deferrable}`,
          ]
        : [rename(primaryKey.name, legacyKey)]),
    ...keptUniques(spec, facts).map(({ name }) => rename(name, legacyPartName(name))),
    ...keptIndexes(spec, facts).map(
      ({ schema, name }) =>
        `ALTER INDEX ${quoteQualified(schema, name)} RENAME TO ${quoteIdentifier(legacyPartName(name))}`,
    ),
    ...facts.triggers.map(({ name }) => `DROP TRIGGER ${quoteIdentifier(name)} ON ${legacy}`),
  ];
}

function newTableStatements(spec: ConversionSpec, facts: ConversionFacts): readonly string[] {
  const { table, legacy, check } = conversionNames(spec);
  const { relation, columns, constraints } = facts.table;
  const copied = [
    'DEFAULTS',
    'GENERATED',
    'STORAGE',
    'COMMENTS',
    ...(facts.server.version >= 140000 ? ['COMPRESSION'] : []),
  ];
  const tablespace =
    relation.tablespace === undefined ? '' : ` TABLESPACE ${quoteIdentifier(relation.tablespace)}`;
  const add = (name: string, definition: string) =>
    `ALTER TABLE ${table} ADD CONSTRAINT ${quoteIdentifier(name)} ${definition}`;
  const isKept = ({ kind, name, definition }: ConstraintDefinition) =>
    kind === 'foreignKey' || (kind === 'check' && name !== check && !definition.endsWith(' NO INHERIT'));
  return [
    `CREATE TABLE ${table} (LIKE ${legacy} ${copied.map((each) => `INCLUDING ${each}`).join(' ')}) PARTITION BY RANGE (${quoteIdentifier(spec.key)})${tablespace}`,
    ...ownerStatement(table, facts),
    ...columns.flatMap(({ name, identity }) =>
      identity === undefined
        ? []
        : [
            setSequenceAside(identity),
            ...identityStatements(table, name, identity),
            `ALTER TABLE ${legacy} ALTER COLUMN ${quoteIdentifier(name)} DROP IDENTITY`,
          ],
    ),
    ...(spec.primaryKey === undefined
      ? []
      : [add(spec.primaryKey.name, `PRIMARY KEY ${keyClause(spec, facts.primaryKey?.deferrable === true)}`)]),
    ...[...keptUniques(spec, facts), ...constraints.filter(isKept)].map(({ name, definition }) =>
      add(name, definition),
    ),
    ...keptIndexes(spec, facts).map(({ definition }) => definition),
  ];
}

function partitionStatements(spec: ConversionSpec, facts: ConversionFacts): readonly string[] {
  const { table, legacy } = conversionNames(spec);
  const parameters = storageParameters(facts.table.relation.parameters);
  const tail = parameters === undefined ? '' : ` WITH ${parameters}`;
  const { schema } = spec.table;
  const made = (name: string, bound: string) => [
    `CREATE TABLE ${quoteQualified(schema, name)} PARTITION OF ${table} ${bound}${tail}`,
    ...ownerStatement(quoteQualified(schema, name), facts),
    ...replicaIdentity(quoteQualified(schema, name), facts),
  ];
  return [
    `ALTER TABLE ${table} ATTACH PARTITION ${legacy} FOR VALUES FROM (MINVALUE) TO (${quoteLiteral(spec.legacyEnd)})`,
    ...spec.partitions.flatMap(({ name, from, to }) =>
      made(name, `FOR VALUES FROM (${quoteLiteral(from)}) TO (${quoteLiteral(to)})`),
    ),
    ...(spec.defaultPartition === undefined ? [] : made(spec.defaultPartition, 'DEFAULT')),
  ];
}

/** What does not come with LIKE. */
function belongings(spec: ConversionSpec, facts: ConversionFacts): readonly string[] {
  const { table } = conversionNames(spec);
  const { relation } = facts.table;
  return [
    commentStatement({ ...relation.target, name: spec.table.name }, relation.comment),
    ...replicaIdentity(table, facts),
    ...facts.sequences.map((sequence) => ownedBy(table, sequence)),
    ...facts.triggerStatements,
    relation.rowSecurity ? `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY` : undefined,
    relation.forcedRowSecurity ? `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY` : undefined,
    ...facts.policyStatements,
    ...facts.grants,
    ...facts.identityStatements,
    ...facts.views.map(viewStatement),
  ].filter((sql) => sql !== undefined);
}

function ownerStatement(table: string, { rights, table: { relation } }: ConversionFacts): readonly string[] {
  return rights.ownerIsUser ? [] : [`ALTER TABLE ${table} OWNER TO ${quoteIdentifier(relation.owner)}`];
}

function replicaIdentity(table: string, { table: { relation } }: ConversionFacts): readonly string[] {
  return relation.replicaIdentity === undefined
    ? []
    : [`ALTER TABLE ${table} REPLICA IDENTITY ${relation.replicaIdentity}`];
}

function names(columns: readonly string[]): string {
  return columns.map(quoteIdentifier).join(', ');
}

/** For messages. */
export function tableName({ table: { relation } }: ConversionFacts): string {
  return ownName(relation.target);
}
