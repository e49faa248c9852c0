import type { ActionTarget } from '../catalog/actions/target';
import type { ExplorerNode } from './nodes';

/** The object behind a node, for a statement about it; undefined for a node that is no object. */
export function nodeTarget(node: ExplorerNode): ActionTarget | undefined {
  const common = { column: 0, relation: undefined, signature: undefined };
  switch (node.kind) {
    case 'database':
    case 'schema':
      return { ...common, kind: node.kind, oid: node.row.oid, schema: undefined, name: node.row.name };
    case 'relation':
      return { ...common, ...pick(node.row), kind: node.row.kind };
    case 'index':
      return { ...common, ...pick(node.row), kind: 'index' };
    case 'column':
      return {
        ...common,
        kind: 'column',
        oid: node.relation.oid,
        column: node.row.number,
        schema: node.relation.schema,
        name: node.row.name,
        relation: node.relation.name,
      };
    case 'object': {
      const { kind, relation, signature } = node.row;
      return { ...common, ...pick(node.row), kind, relation, signature };
    }
    case 'connection':
    case 'connectionGroup':
    case 'layer':
    case 'favourites':
    case 'folder':
    case 'group':
    case 'more':
    case 'message':
      return undefined;
  }
}

function pick<Schema>(row: { readonly oid: number; readonly schema: Schema; readonly name: string }) {
  return { oid: row.oid, schema: row.schema, name: row.name };
}
