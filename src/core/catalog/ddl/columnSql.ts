import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import { type ActionTarget, ownName } from '../actions/target';
import type { ColumnDefinition, Identity, NotNull } from './columns';
import { commentStatement, partOf } from './describe';
import { defaultObjectName } from './objectName';
import { foreignOptions, storageParameters } from './options';
import { sequenceOptions } from './sequence';

/** A column as it stands in CREATE TABLE or after ADD COLUMN. */
export function columnSql(table: ActionTarget, column: ColumnDefinition): string {
  return [
    quoteIdentifier(column.name),
    column.type,
    column.compression === undefined ? undefined : `COMPRESSION ${column.compression}`,
    column.foreignOptions.length === 0 ? undefined : foreignOptions(column.foreignOptions),
    column.collation === undefined ? undefined : `COLLATE ${quoteQualified(...column.collation)}`,
    ...columnConstraints(table, column),
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

/** A column of a typed table, whose type is given; undefined when there is nothing to say. */
export function typedColumnSql(table: ActionTarget, column: ColumnDefinition): string | undefined {
  const constraints = columnConstraints(table, column).filter((part) => part !== undefined);
  return constraints.length === 0
    ? undefined
    : `${quoteIdentifier(column.name)} WITH OPTIONS ${constraints.join(' ')}`;
}

function columnConstraints(table: ActionTarget, column: ColumnDefinition): readonly (string | undefined)[] {
  return [
    valueClause(table, column),
    column.notNull?.valid === true ? notNullClause(table, column) : undefined,
  ];
}

/** What must be set of a column after it exists. */
export function columnStatements(table: ActionTarget, column: ColumnDefinition): readonly string[] {
  const alter = `ALTER ${alterWords[table.kind] ?? 'TABLE ONLY'} ${ownName(table)} ALTER COLUMN ${quoteIdentifier(column.name)}`;
  const parameters = storageParameters(column.parameters);
  return [
    column.storage === undefined ? undefined : `${alter} SET STORAGE ${column.storage}`,
    column.statisticsTarget === undefined ? undefined : `${alter} SET STATISTICS ${column.statisticsTarget}`,
    parameters === undefined ? undefined : `${alter} SET ${parameters}`,
    column.notNull?.valid === false ? notValidStatement(table, column, column.notNull) : undefined,
  ].filter((sql) => sql !== undefined);
}

const alterWords: Readonly<Partial<Record<ActionTarget['kind'], string>>> = {
  foreignTable: 'FOREIGN TABLE',
  materializedView: 'MATERIALIZED VIEW',
};

/** The comments of a column and of its NOT NULL. */
export function columnComments(table: ActionTarget, column: ColumnDefinition): readonly string[] {
  const { notNull } = column;
  return [
    commentStatement(partOf(table, 'column', column.name), column.comment),
    notNull?.name === undefined
      ? undefined
      : commentStatement(partOf(table, 'constraint', notNull.name), notNull.comment),
  ].filter((sql) => sql !== undefined);
}

/** What an inherited column has of its own: its default, and a NOT NULL where that has no name. */
export function inheritedColumnStatements(table: ActionTarget, column: ColumnDefinition): readonly string[] {
  const word = table.kind === 'foreignTable' ? 'FOREIGN TABLE' : 'TABLE';
  const alter = `ALTER ${word} ONLY ${ownName(table)} ALTER COLUMN ${quoteIdentifier(column.name)}`;
  const isOwnValue = column.generated === undefined && column.expression !== column.inheritedExpression;
  const isOwnNotNull =
    column.notNull !== undefined && column.notNull.name === undefined && !column.inheritedNotNull;
  return [
    ...(isOwnValue
      ? [`${alter} ${column.expression === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${column.expression}`}`]
      : []),
    ...(isOwnNotNull ? [`${alter} SET NOT NULL`] : []),
  ];
}

function valueClause(table: ActionTarget, column: ColumnDefinition): string | undefined {
  if (column.generated !== undefined) {
    return `GENERATED ALWAYS AS (${column.expression ?? ''}) ${column.generated}`;
  }
  return column.identity === undefined
    ? column.expression === undefined
      ? undefined
      : `DEFAULT ${column.expression}`
    : identityClause(table, column.name, column.identity);
}

function identityClause(table: ActionTarget, column: string, identity: Identity): string {
  const isUsualName =
    identity.sequenceSchema === table.schema &&
    identity.sequence === defaultObjectName(table.name, column, 'seq');
  const options = [
    ...(isUsualName ? [] : [`SEQUENCE NAME ${quoteQualified(identity.sequenceSchema, identity.sequence)}`]),
    ...sequenceOptions(identity.facts),
  ];
  return `GENERATED ${identity.kind} AS IDENTITY${options.length === 0 ? '' : ` (${options.join(' ')})`}`;
}

/** A NOT NULL has a name since PostgreSQL 18; the usual one is not written. */
export function notNullClause(table: ActionTarget, { name, notNull }: ColumnDefinition): string {
  const tail = notNull?.noInherit === true ? ' NO INHERIT' : '';
  return notNull?.name === undefined || notNull.name === defaultObjectName(table.name, name, 'not_null')
    ? `NOT NULL${tail}`
    : `CONSTRAINT ${quoteIdentifier(notNull.name)} NOT NULL${tail}`;
}

function notValidStatement(table: ActionTarget, column: ColumnDefinition, notNull: NotNull): string {
  const name = notNull.name === undefined ? '' : `CONSTRAINT ${quoteIdentifier(notNull.name)} `;
  const tail = notNull.noInherit ? ' NO INHERIT' : '';
  return `ALTER TABLE ${ownName(table)} ADD ${name}NOT NULL ${quoteIdentifier(column.name)}${tail} NOT VALID`;
}
