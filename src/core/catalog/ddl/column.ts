import { type ActionTarget, ownName } from '../actions/target';
import { columnDefinitions } from './columns';
import { columnComments, columnSql, columnStatements } from './columnSql';
import { created, type Ddl, ddl, type DdlReading, readObject, readRows } from './ddl';
import { columnGrants, relationDefinition } from './relationDefinition';
import { materializedViewDdl, viewDdl } from './view';

/** One column of a table, as it is added to it; a view's column is made by the view. */
export async function columnDdl(reading: DdlReading, column: ActionTarget): Promise<Ddl> {
  const relation = await readObject(reading, relationDefinition(column.oid), column);
  const self = relation.target;
  if (relation.kind === 'view' || relation.kind === 'materializedView') {
    const view = relation.kind === 'view' ? viewDdl : materializedViewDdl;
    return view(reading, self);
  }
  const all = await readRows(reading, columnDefinitions(column.oid));
  const definition = all.find(({ number }) => number === column.column);
  if (definition === undefined) {
    return ddl([], 'The column no longer exists: it was dropped.');
  }
  const word = self.kind === 'foreignTable' ? 'FOREIGN TABLE' : 'TABLE';
  return ddl(
    created(
      `ALTER ${word} ${ownName(self)} ADD COLUMN ${columnSql(self, definition)}`,
      ...columnStatements(self, definition),
      ...columnComments(self, definition),
      ...(await columnGrants(reading, { ...column, schema: self.schema, relation: self.name })),
    ),
    'Constraints and indexes over the column are not part of it: the DDL of the table has them.',
  );
}
