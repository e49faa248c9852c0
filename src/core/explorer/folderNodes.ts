import type { CancelSignal } from '../../base/cancelSignal';
import {
  databaseFolders,
  foldersOfDatabase,
  foldersOfRelation,
  foldersOfSchema,
  relationFolders,
  schemaFolders,
  serverFolders,
} from '../catalog/queries/folders';
import type { CatalogQuery, Database } from '../ports';
import {
  childId,
  type ConnectionNode,
  type DatabaseNode,
  type FolderNode,
  type GroupNode,
  type RelationNode,
  type SchemaNode,
} from './nodes';

/** Where a query can be read. */
export interface Reading {
  readonly database: Database;
  readonly signal: CancelSignal;
}

/** The folders of a relation that hold something. They stand before the columns, where a wide table cannot push them away. */
export async function relationFolderNodes(
  node: RelationNode,
  reading: Reading,
): Promise<readonly FolderNode[]> {
  const found = await present(foldersOfRelation(node.row.oid), reading);
  if (node.row.kind === 'partitionedTable') {
    found.add('partitions');
  }
  if (node.row.hasIndexes) {
    found.add('indexes');
  }
  return relationFolders
    .filter((holds) => found.has(holds))
    .map((holds) => ({
      kind: 'folder',
      id: childId(node.id, holds),
      holds,
      place: node.place,
      row: node.row,
    }));
}

/** The folders of a schema that hold something. They stand before the relations, of which there may be thousands. */
export async function schemaFolderNodes(node: SchemaNode, reading: Reading): Promise<readonly GroupNode[]> {
  const found = await present(foldersOfSchema(node.row.oid), reading);
  return schemaFolders.filter((holds) => found.has(holds)).map((holds) => group(node, holds, node.row));
}

/** The folders of a database that hold something. */
export async function databaseFolderNodes(
  node: DatabaseNode,
  reading: Reading,
): Promise<readonly GroupNode[]> {
  const found = await present(foldersOfDatabase, reading);
  return databaseFolders.filter((holds) => found.has(holds)).map((holds) => group(node, holds, undefined));
}

/** The folders of a server: each has something in it. */
export function serverFolderNodes(node: ConnectionNode): readonly GroupNode[] {
  const place = { profileId: node.profileId, database: undefined };
  return serverFolders.map((holds) => group({ id: node.id, place }, holds, undefined));
}

function group(
  parent: Pick<SchemaNode, 'id' | 'place'>,
  holds: GroupNode['holds'],
  schema: GroupNode['schema'],
): GroupNode {
  return { kind: 'group', id: childId(parent.id, holds), holds, place: parent.place, schema };
}

async function present(
  query: CatalogQuery<readonly string[]>,
  { database, signal }: Reading,
): Promise<Set<string>> {
  const [folders] = await database.read(query, signal);
  return new Set(folders);
}
