import type { ActionTarget } from '../actions/target';
import { type ColumnDefinition, columnDefinitions } from './columns';
import { type ConstraintDefinition, constraintDefinitions } from './constraints';
import { type DdlReading, readObject, readRows } from './ddl';
import { type IndexDefinition, indexDefinitions } from './indexes';
import { type RelationDefinition, relationDefinition } from './relationDefinition';

/** What a table consists of. */
export interface TableDefinition {
  readonly relation: RelationDefinition;
  readonly columns: readonly ColumnDefinition[];
  readonly constraints: readonly ConstraintDefinition[];
  readonly indexes: readonly IndexDefinition[];
}

/** @throws UserError when the table is gone; otherwise as `Database.read` */
export async function readTable(reading: DdlReading, target: ActionTarget): Promise<TableDefinition> {
  const relation = await readObject(reading, relationDefinition(target.oid), target);
  return {
    relation,
    columns: await readRows(reading, columnDefinitions(target.oid)),
    constraints: await readRows(reading, constraintDefinitions(target.oid)),
    indexes: await readRows(reading, indexDefinitions(target.oid)),
  };
}
