import { quoteIdentifier } from '../../sql/quote';
import { ownName } from '../actions/target';
import type { ColumnDefinition } from './columns';
import { notNullClause } from './columnSql';
import { fitsInline, inlineConstraint } from './constraintSql';
import type { IndexDefinition } from './indexes';
import { defaultObjectName } from './objectName';
import type { TableDefinition } from './tableDefinition';

/**
 * The lines of CREATE TABLE … PARTITION OF, where it makes exactly this partition. It is undefined where the partition has
 * what only a table of its own can have that is attached later: columns in another order, an index or a constraint under
 * another name than PostgreSQL would choose, a default taken away.
 */
export function partitionLines(
  table: TableDefinition,
  parent: Pick<TableDefinition, 'columns' | 'indexes'>,
): readonly string[] | undefined {
  const { columns, constraints } = table;
  const expressible =
    columns.length === parent.columns.length &&
    columns.every((column, place) => isFromParent(column, parent.columns[place])) &&
    hasUsualIndexes(table, parent.indexes) &&
    constraints.every(
      ({ kind, parent: name, valid, inherited, ...each }) =>
        (kind !== 'foreignKey' || name === undefined || name === each.name) &&
        (valid || !inherited || kind === 'foreignKey'),
    );
  return expressible
    ? [
        ...columns.map((column) => ownOptions(table, column)).filter((line) => line !== undefined),
        ...constraints
          .filter((constraint) => fitsInline(constraint) && constraint.local)
          .filter((constraint) => !isAttached(table, constraint.oid))
          .map(inlineConstraint),
      ]
    : undefined;
}

/** What PARTITION OF gives must be what the partition has, but for a default or a NOT NULL that it can say itself. */
function isFromParent(column: ColumnDefinition, parent: ColumnDefinition | undefined): boolean {
  return (
    parent?.name === column.name &&
    parent.storage === column.storage &&
    parent.compression === column.compression &&
    parent.generated === column.generated &&
    (column.expression !== undefined || parent.expression === undefined) &&
    (column.generated === undefined || column.expression === parent.expression) &&
    column.identity === undefined &&
    (column.notNull?.valid ?? true) &&
    (parent.notNull === undefined || parent.notNull.name === column.notNull?.name)
  );
}

function ownOptions({ relation }: TableDefinition, column: ColumnDefinition): string | undefined {
  const isOwnValue = column.generated === undefined && column.expression !== column.inheritedExpression;
  const isOwnNotNull = column.notNull !== undefined && !column.inheritedNotNull;
  const options = [
    isOwnValue ? `DEFAULT ${column.expression ?? ''}` : undefined,
    isOwnNotNull ? notNullClause(relation.target, column) : undefined,
  ].filter((option) => option !== undefined);
  return options.length === 0
    ? undefined
    : `${quoteIdentifier(column.name)} WITH OPTIONS ${options.join(' ')}`;
}

/** Whether every index of the parent has its own here, as PostgreSQL makes and names it. */
function hasUsualIndexes(table: TableDefinition, parents: readonly IndexDefinition[]): boolean {
  const used = new Set<string>();
  const all = parents.every((parent) => {
    const index = table.indexes.find(({ parentOid }) => parentOid === parent.oid);
    const name = usualName(table, parent, used);
    used.add(name);
    return (
      parent.valid &&
      index?.name === name &&
      index.parameters === parent.parameters &&
      index.tablespace === parent.tablespace
    );
  });
  return all && table.indexes.every(({ attached, parentOid }) => !attached || parentOid !== undefined);
}

/** Source: ChooseIndexName() in PostgreSQL's src/backend/commands/indexcmds.c. */
function usualName({ relation }: TableDefinition, index: IndexDefinition, used: ReadonlySet<string>): string {
  const label = index.primary ? 'pkey' : index.exclusion ? 'excl' : index.constraintOid ? 'key' : 'idx';
  const columns = index.primary ? '' : index.columnNames.join('_');
  for (let number = 0; ; number++) {
    const name = defaultObjectName(relation.target.name, columns, number === 0 ? label : `${label}${number}`);
    if (!used.has(name)) {
      return name;
    }
  }
}

function isAttached(table: TableDefinition, constraintOid: number): boolean {
  return table.indexes.some((index) => index.constraintOid === constraintOid && index.attached);
}

/** The head of the statement, up to the lines. */
export function partitionHead({ relation }: TableDefinition): string {
  const kind = relation.kind === 'foreignTable' ? 'FOREIGN TABLE' : 'TABLE';
  return `CREATE ${relation.unlogged ? 'UNLOGGED ' : ''}${kind} ${ownName(relation.target)} PARTITION OF ${relation.parents.join(', ')}`;
}
