import type { TargetKind } from '../../src/core/catalog/actions/target';
import { quoteIdentifier } from '../../src/core/sql/quote';
import type { PostgresMajor } from './postgresBinaries';

/** One object, as somebody made it, whose DDL must make an equal one. */
export interface DdlCase {
  readonly title: string;
  readonly kind: TargetKind;
  /** An expression. */
  readonly oid: string;
  readonly column?: number;
  /** With partitions. */
  readonly partitions?: boolean;
  /** What is there before the DDL runs. */
  readonly needs?: readonly string[];
  readonly make: readonly string[];
  /** What the text must look like. */
  readonly says?: RegExp;
  /** The first version that has this. */
  readonly since?: PostgresMajor;
  readonly until?: PostgresMajor;
}

/** The roles that the cases need; the server has them once. */
export const ddlRoles = ['ddl owner', 'ddl "reader"', 'ddl_writer'] as const;

export const schema = quoteIdentifier('od/d "s"\n');
export const text = (words: string) => `'${words}: it''s \\ "so"\n🚀 $$ -- /*'`;
export const long = quoteIdentifier('ü'.repeat(31));
export const base = [`CREATE SCHEMA ${schema}`];
export const row = (catalog: string, column: string, name: string) =>
  `(SELECT oid FROM ${catalog} WHERE ${column} = '${name.replaceAll("'", "''")}')`;
export const relation = (name: string) => `'${`${schema}.${name}`.replaceAll("'", "''")}'::regclass::oid`;
export const type = (name: string) => `'${`${schema}.${name}`.replaceAll("'", "''")}'::regtype::oid`;

export const parent = [
  ...base,
  `CREATE TABLE ${schema}.customers (id int PRIMARY KEY, code text UNIQUE)`,
  `CREATE FUNCTION ${schema}.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'`,
];
