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
    case 'connection':
    case 'more':
    case 'message':
      return undefined;
  }
}

/** Reads the first rows of a relation; undefined for a node that has no rows. */
export function topRowsSql(node: ExplorerNode, limit: number): string | undefined {
  return node.kind === 'relation'
    ? `SELECT * FROM ${quoteQualified(node.row.schema, node.row.name)} LIMIT ${limit};\n`
    : undefined;
}
