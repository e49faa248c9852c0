import { quoteIdentifier } from '../../sql/quote';
import { numberOf, textOf } from '../cells';
import { type ActionTarget, ownName } from '../actions/target';
import { type ColumnDefinition, columnDefinitions } from './columns';
import {
  columnComments,
  columnSql,
  columnStatements,
  inheritedColumnStatements,
  typedColumnSql,
} from './columnSql';
import type { ConstraintDefinition } from './constraints';
import { addConstraint, constraintComment, fitsInline, inlineConstraint } from './constraintSql';
import { created, type Ddl, ddl, type DdlReading, joined, linked, readRows } from './ddl';
import { commentStatement, ownerStatement } from './describe';
import {
  attachIndex,
  type IndexDefinition,
  indexComment,
  indexDefinitions,
  indexStatements,
  isIncomplete,
} from './indexes';
import { foreignOptions, storageParameters } from './options';
import { partitionHead, partitionLines } from './partition';
import { selectRecords } from './records';
import { type RelationDefinition, relationGrants, serverClause } from './relationDefinition';
import { sequenceDdl } from './sequence';
import { readTable, type TableDefinition } from './tableDefinition';
import { policyStatements, ruleStatements, statisticsStatements, triggerStatements } from './tableParts';
import { extensionNote } from './view';

/** A table, partitioned table, partition or foreign table, with everything that belongs to it. */
export async function tableDdl(reading: DdlReading, target: ActionTarget): Promise<Ddl> {
  const table = await readTable(reading, target);
  const { relation, columns, constraints, indexes } = table;
  const self = relation.target;
  const sequences = await ownedSequences(reading, table);
  const asPartition = await readPartitionLines(reading, table);
  // What is made as a partition has the indexes of its parent already.
  const isMade = (index: IndexDefinition) => asPartition !== undefined && index.attached;
  return joined(
    sequences.before,
    ddl(
      [
        ...created(
          asPartition === undefined ? tableStatement(table) : partitionStatement(table, asPartition),
          ...laterConstraints(table, asPartition !== undefined),
          ...columns.flatMap((column) => columnStatements(self, column)),
          ...indexes
            .filter((index) => !isIncomplete(index))
            .flatMap((index) => madeIndex(self, index, isMade(index))),
          ...constraints.filter(isRenamedForeignKey).map((constraint) => addConstraint(self, constraint)),
          asPartition === undefined ? attachStatement(relation) : undefined,
          ...columns
            .filter((column) => column.inherited && relation.bound === undefined)
            .flatMap((column) => (column.local ? [] : inheritedColumnStatements(self, column))),
          ...(await statisticsStatements(reading, self.oid)),
          ...tableSwitches(relation),
          ownerStatement(self, relation.owner),
          // A sequence belongs only to a table of the same owner.
          ...sequences.owned,
          commentStatement(self, relation.comment),
          ...columns.flatMap((column) => columnComments(self, column)),
          ...indexes.filter((index) => !isIncomplete(index)).map(indexComment),
          ...(await relationGrants(reading, relation)),
          ...sequences.after,
        ),
        ...linked(
          ...indexes
            .filter(isIncomplete)
            .flatMap((index) => [...madeIndex(self, index, false), indexComment(index)]),
          ...indexes.map(attachIndex),
          ...constraints.filter(isOwnForeignKey).map((constraint) => addConstraint(self, constraint)),
          ...constraints.map((constraint) => constraintComment(self, constraint)),
          ...(await ruleStatements(reading, self)),
          ...(await triggerStatements(reading, self)),
          ...(await policyStatements(reading, self)),
        ),
      ],
      extensionNote(relation),
      ...indexes.map((index) => invalidNote(index)),
    ),
  );
}

function madeIndex(
  table: ActionTarget,
  index: IndexDefinition,
  isMade: boolean,
): readonly (string | undefined)[] {
  // Its storage parameters and its tablespace are those of the parent then.
  const rest = isMade ? { ...index, parameters: undefined, tablespace: undefined } : index;
  return [
    index.constraintOid === undefined && !isMade ? index.definition : undefined,
    ...indexStatements(table, rest),
  ];
}

async function readPartitionLines(
  reading: DdlReading,
  table: TableDefinition,
): Promise<readonly string[] | undefined> {
  const { bound, parentOid } = table.relation;
  if (bound === undefined || parentOid === undefined) {
    return undefined;
  }
  return partitionLines(table, {
    columns: await readRows(reading, columnDefinitions(parentOid)),
    indexes: await readRows(reading, indexDefinitions(parentOid)),
  });
}

function partitionStatement(table: TableDefinition, lines: readonly string[]): string {
  const body = lines.length === 0 ? '' : ` (\n    ${lines.join(',\n    ')}\n)`;
  const { relation } = table;
  return [`${partitionHead(table)}${body}`, relation.bound ?? '', ...tableClauses(relation)].join('\n');
}

/** Said of an index that a failed build left behind; a partitioned table's is invalid until every partition has one. */
export function invalidNote(index: IndexDefinition): string | undefined {
  return index.valid || index.partitioned
    ? undefined
    : `The index ${index.name} is invalid, as a failed CREATE INDEX CONCURRENTLY leaves it; these statements make a valid one.`;
}

function tableStatement(table: TableDefinition): string {
  const { relation, columns, constraints } = table;
  const self = relation.target;
  const isPartition = relation.bound !== undefined;
  const inherits = !isPartition && relation.parents.length > 0;
  const inline = constraints.filter(
    (constraint) => fitsInline(constraint) && (isPartition || constraint.local || !constraint.inherited),
  );
  const lines = [
    ...columns
      .filter((column) => !inherits || column.local)
      .map((column) => (inherits ? withoutInherited(column) : column))
      .map((column) =>
        relation.ofType === undefined ? columnSql(self, column) : typedColumnSql(self, column),
      )
      .filter((line) => line !== undefined),
    ...(inherits ? inheritedNotNulls(columns) : []),
    ...inline.map(inlineConstraint),
  ];
  const body = lines.length === 0 ? '()' : `(\n    ${lines.join(',\n    ')}\n)`;
  const kind = relation.kind === 'foreignTable' ? 'FOREIGN TABLE' : 'TABLE';
  const head = `CREATE ${relation.unlogged ? 'UNLOGGED ' : ''}${kind} ${ownName(self)}`;
  const start =
    relation.ofType === undefined
      ? `${head} ${body}`
      : `${head} OF ${relation.ofType}${lines.length === 0 ? '' : ` ${body}`}`;
  return [start, ...tableClauses(relation)].join('\n');
}

/** A NOT NULL that a child table only has from its parent comes by itself. */
function withoutInherited(column: ColumnDefinition): ColumnDefinition {
  return column.notNull?.local === false ? { ...column, notNull: undefined } : column;
}

/** NOT NULLs that a child table has itself on columns that it only inherits; they have names since PostgreSQL 18. */
function inheritedNotNulls(columns: readonly ColumnDefinition[]): readonly string[] {
  return columns.flatMap(({ name, local, notNull }) =>
    !local && notNull?.name !== undefined && notNull.local && notNull.valid
      ? [
          `CONSTRAINT ${quoteIdentifier(notNull.name)} NOT NULL ${quoteIdentifier(name)}${notNull.noInherit ? ' NO INHERIT' : ''}`,
        ]
      : [],
  );
}

function tableClauses(relation: RelationDefinition): readonly string[] {
  const parameters = storageParameters(relation.parameters);
  return [
    relation.bound === undefined && relation.parents.length > 0
      ? `INHERITS (${relation.parents.join(', ')})`
      : undefined,
    relation.partitionKey === undefined ? undefined : `PARTITION BY ${relation.partitionKey}`,
    relation.accessMethod === undefined ? undefined : `USING ${quoteIdentifier(relation.accessMethod)}`,
    parameters === undefined ? undefined : `WITH ${parameters}`,
    relation.tablespace === undefined ? undefined : `TABLESPACE ${quoteIdentifier(relation.tablespace)}`,
    serverClause(relation),
    foreignOptions(relation.serverOptions),
  ].filter((clause) => clause !== undefined);
}

function laterConstraints({ relation, constraints }: TableDefinition, isMade: boolean): readonly string[] {
  // A table that is attached must have every constraint of its parent before.
  const needsAll = relation.bound !== undefined && !isMade;
  return constraints
    .filter(({ kind, local, inherited }) => kind !== 'foreignKey' && (needsAll || local || !inherited))
    .filter((constraint) => !fitsInline(constraint))
    .map((constraint) => addConstraint(relation.target, constraint));
}

/** A partition is made by itself and then attached, so that its indexes and constraints keep their own names. */
function attachStatement({ target, bound, parents }: RelationDefinition): string | undefined {
  return bound === undefined
    ? undefined
    : `ALTER TABLE ${parents.join(', ')} ATTACH PARTITION ${ownName(target)} ${bound}`;
}

function tableSwitches(relation: RelationDefinition): readonly (string | undefined)[] {
  const alter = `ALTER TABLE ${ownName(relation.target)}`;
  return [
    relation.replicaIdentity === undefined
      ? undefined
      : `${alter} REPLICA IDENTITY ${relation.replicaIdentity}`,
    relation.rowSecurity ? `${alter} ENABLE ROW LEVEL SECURITY` : undefined,
    relation.forcedRowSecurity ? `${alter} FORCE ROW LEVEL SECURITY` : undefined,
  ];
}

/** Foreign keys that the table does not have from the partitioned table that it belongs to. */
function isOwnForeignKey({ kind, parent }: ConstraintDefinition): boolean {
  return kind === 'foreignKey' && parent === undefined;
}

/** ATTACH PARTITION takes a foreign key that is there already, and makes one with the parent's name otherwise. */
function isRenamedForeignKey({ kind, parent, name }: ConstraintDefinition): boolean {
  return kind === 'foreignKey' && parent !== undefined && parent !== name;
}

interface OwnedSequences {
  /** What makes them, which the defaults of the table need. */
  readonly before: Ddl | undefined;
  readonly owned: readonly string[];
  /** The privileges and comments of identity sequences, which the table brings. */
  readonly after: readonly string[];
}

async function ownedSequences(reading: DdlReading, table: TableDefinition): Promise<OwnedSequences> {
  const { target } = table.relation;
  const rows = await readRows(reading, ownedQuery(target.oid));
  const own = await Promise.all(rows.map((row) => sequenceDdl(reading, sequenceTarget(row.oid, row.name))));
  const identities = table.columns
    .map(({ identity }) => identity)
    .filter((identity) => identity !== undefined);
  const ofIdentities = await Promise.all(
    identities.map(({ sequenceOid, sequence }) =>
      sequenceDdl(reading, sequenceTarget(String(sequenceOid), sequence)),
    ),
  );
  return {
    before:
      own.length === 0
        ? undefined
        : ddl(own.flatMap(({ statements }) => statements.filter(({ stage }) => stage === 'create'))),
    owned: own.flatMap(({ statements }) =>
      statements.filter(({ stage }) => stage === 'link').map(({ sql }) => sql),
    ),
    after: ofIdentities.flatMap(({ statements }) => statements.slice(1).map(({ sql }) => sql)),
  };
}

function sequenceTarget(oid: string | null, name: string | null): ActionTarget {
  return {
    kind: 'sequence',
    oid: numberOf(oid),
    column: 0,
    schema: undefined,
    name: textOf(name),
    relation: undefined,
    signature: undefined,
  };
}

function ownedQuery(tableOid: number) {
  return selectRecords(
    'ddl.ownedSequences',
    { oid: 'c.oid', name: 'c.relname' },
    `pg_catalog.pg_depend AS d
    JOIN pg_catalog.pg_class AS c ON c.oid = d.objid AND c.relkind = 'S'
   WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0 AND d.deptype = 'a'
     AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = $1::oid AND d.refobjsubid > 0
   ORDER BY d.refobjsubid, c.oid`,
    [String(tableOid)],
  );
}
