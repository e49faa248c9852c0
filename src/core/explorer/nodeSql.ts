import type { ObjectRow } from '../catalog/objectRow';
import { quoteIdentifier, quoteQualified } from '../sql/quote';
import type { ExplorerNode } from './nodes';

/** The name of a node's object as SQL writes it, qualified where that is possible; undefined when it has none. */
export function nodeSqlName(node: ExplorerNode): string | undefined {
  switch (node.kind) {
    case 'database':
    case 'schema':
    case 'column':
      return quoteIdentifier(node.row.name);
    case 'relation':
    case 'index':
    case 'folder':
      return quoteQualified(node.row.schema, node.row.name);
    case 'object':
      return objectSqlName(node.row);
    case 'connection':
    case 'connectionGroup':
    case 'layer':
    case 'favourites':
    case 'group':
    case 'more':
    case 'message':
      return undefined;
  }
}

/** What lives in a schema is qualified; what belongs to a relation has a name only within it. */
function objectSqlName(row: ObjectRow): string {
  const isOfRelation = row.relation !== undefined && row.kind !== 'statistics';
  const name =
    row.schema === undefined || isOfRelation
      ? quoteIdentifier(row.name)
      : quoteQualified(row.schema, row.name);
  return row.signature === undefined ? name : `${name}(${row.signature})`;
}

/** Reads the first rows of a relation; undefined for a node that has no rows. */
export function topRowsSql(node: ExplorerNode, limit: number): string | undefined {
  return node.kind === 'relation'
    ? `SELECT * FROM ${quoteQualified(node.row.schema, node.row.name)} LIMIT ${limit};\n`
    : undefined;
}
