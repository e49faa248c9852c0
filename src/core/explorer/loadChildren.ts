import type { CancelSignal } from '../../base/cancelSignal';
import { isOneOf } from '../../base/validate';
import { type Page, type PageRequest, readPage } from '../catalog/listing';
import type { ObjectRow } from '../catalog/objectRow';
import { columns } from '../catalog/queries/columns';
import { databases } from '../catalog/queries/databases';
import { type SchemaFolder, schemaFolders } from '../catalog/queries/folders';
import { indexes } from '../catalog/queries/indexes';
import { partitions } from '../catalog/queries/partitions';
import { currentRelation, type RelationRow, relations } from '../catalog/queries/relations';
import { currentSchema, type SchemaRow, schemas } from '../catalog/queries/schemas';
import { relationKindWords } from '../catalog/relationKind';
import type { Database } from '../ports';
import { ServerError } from '../sql/serverError';
import { displayName } from './displayName';
import { globalListings, relationListings, schemaListings } from './folderListings';
import {
  databaseFolderNodes,
  type Reading,
  relationFolderNodes,
  schemaFolderNodes,
  serverFolderNodes,
} from './folderNodes';
import {
  favouriteMarts,
  layersOfConnection,
  type MartOptions,
  martsOfSchema,
  schemasOfLayer,
} from './loadMarts';
import {
  type BranchNode,
  childId,
  type ConnectionNode,
  type DatabaseNode,
  type ExplorerNode,
  type FolderNode,
  type GroupNode,
  isFolder,
  type ObjectNode,
  type RelationNode,
  type SchemaNode,
} from './nodes';
import { type NodePage, type NodeReader, nothing } from './nodePage';
import { ObjectGoneError } from './objectGone';

export interface LoadRequest extends PageRequest {
  /** Undefined in the view of databases. */
  readonly marts: MartOptions | undefined;
}

/**
 * Reads a page of the children of a node with one small query. `database` is the database of the node's place.
 * @throws ObjectGoneError when the node's object does not exist any more; otherwise as `Database.read`.
 */
export async function loadChildren(
  node: BranchNode,
  database: Database,
  request: LoadRequest,
  signal: CancelSignal,
): Promise<NodePage> {
  const read: NodeReader = (listing, make) =>
    readPage(database, listing, request, signal).then((page) => toNodes(page, make));
  switch (node.kind) {
    case 'connection':
      return request.marts
        ? layersOfConnection(node, request.marts, { database, signal })
        : connectionDatabases(node, request, read);
    case 'layer':
      return request.marts ? schemasOfLayer(node, request.marts, read) : nothing;
    case 'favourites':
      return request.marts ? favouriteMarts(node, request.marts, { database, signal }) : nothing;
    case 'database': {
      const page = await databaseSchemas(node, read);
      return isFirst(request)
        ? { ...page, footer: await databaseFolderNodes(node, { database, signal }) }
        : page;
    }
    case 'schema': {
      const page = await schemaRelations(node, request.marts, read);
      const withFolders = isFirst(request) && !node.mart;
      const folders = withFolders ? await schemaFolderNodes(node, { database, signal }) : [];
      return orGone(request, { ...page, nodes: [...folders, ...page.nodes] }, async () => {
        const row = await presentSchemaRow(node.row, database, signal);
        return row.oid === node.row.oid
          ? undefined
          : loadChildren({ ...node, row }, database, request, signal);
      });
    }
    case 'group':
      return inGroup(node, { database, signal }, request, read);
    case 'relation':
    case 'folder':
      return orGone(request, await inRelation(node, { database, signal }, request, read), async () => {
        const row = await presentRow(node.row, database, signal);
        return row.oid === node.row.oid
          ? undefined
          : loadChildren({ ...node, row }, database, request, signal);
      });
  }
}

function toNodes<Row>(page: Page<Row>, make: (row: Row) => ExplorerNode): NodePage {
  return { nodes: page.rows.map(make), next: page.next, total: page.total };
}

/** An empty answer may mean that the object is gone, or that another took its name (as when dbt rebuilds a table). */
async function orGone(
  request: LoadRequest,
  page: NodePage,
  lookAgain: () => Promise<NodePage | undefined>,
): Promise<NodePage> {
  const isEmpty = isFirst(request) && page.nodes.every(isFolder);
  return isEmpty ? ((await lookAgain()) ?? page) : page;
}

function isFirst(request: LoadRequest): boolean {
  return request.after === undefined;
}

async function presentSchemaRow(
  known: SchemaRow,
  database: Database,
  signal: CancelSignal,
): Promise<SchemaRow> {
  const [row] = await database.read(currentSchema(known), signal);
  if (row === undefined) {
    throw new ObjectGoneError('schema', displayName(known.name));
  }
  return row;
}

async function presentRow(
  known: RelationRow,
  database: Database,
  signal: CancelSignal,
): Promise<RelationRow> {
  const [row] = await database.read(currentRelation(known), signal);
  if (row === undefined) {
    const name = `${displayName(known.schema)}.${displayName(known.name)}`;
    throw new ObjectGoneError(relationKindWords(known.kind), name);
  }
  return row;
}

async function connectionDatabases(
  node: ConnectionNode,
  request: LoadRequest,
  read: NodeReader,
): Promise<NodePage> {
  const page = await read(databases, (row) => ({
    kind: 'database',
    id: childId(node.id, 'database', row.name),
    place: { profileId: node.profileId, database: row.own ? undefined : row.name },
    row,
  }));
  return isFirst(request) ? { ...page, footer: serverFolderNodes(node) } : page;
}

function databaseSchemas(node: DatabaseNode, read: NodeReader): Promise<NodePage> {
  return read(schemas(), (row) => ({
    kind: 'schema',
    id: childId(node.id, 'schema', row.name),
    place: node.place,
    row,
    mart: false,
  }));
}

function schemaRelations(
  node: SchemaNode,
  options: MartOptions | undefined,
  read: NodeReader,
): Promise<NodePage> {
  return node.mart && options
    ? martsOfSchema(node, options, read)
    : read(relations(node.row.oid), (row) => ({
        kind: 'relation',
        id: childId(node.id, 'relation', row.name),
        place: node.place,
        row,
        bound: undefined,
        facts: undefined,
      }));
}

async function inGroup(
  node: GroupNode,
  reading: Reading,
  request: LoadRequest,
  read: NodeReader,
): Promise<NodePage> {
  const { holds, schema } = node;
  const make = (row: ObjectRow): ObjectNode => objectNode(node, row);
  if (!isSchemaFolder(holds)) {
    const page = read(globalListings[holds], make);
    return holds === 'subscriptions'
      ? page.catch((error: unknown) => subscriptionsHidden(node, error))
      : page;
  }
  if (schema === undefined) {
    throw new Error(`A folder of ${holds} belongs to no schema.`);
  }
  return orGone(request, await read(schemaListings[holds](schema.oid), make), async () => {
    const row = await presentSchemaRow(schema, reading.database, reading.signal);
    return row.oid === schema.oid ? undefined : inGroup({ ...node, schema: row }, reading, request, read);
  });
}

function isSchemaFolder(holds: GroupNode['holds']): holds is SchemaFolder {
  return isOneOf(schemaFolders, holds);
}

/** Says what the server hides before PostgreSQL 14. */
function subscriptionsHidden(node: GroupNode, error: unknown): NodePage {
  if (!(error instanceof ServerError) || error.code !== '42501') {
    throw error;
  }
  const text = 'This server shows its subscriptions to superusers only.';
  const message: ExplorerNode = {
    kind: 'message',
    id: childId(node.id, 'message'),
    tone: 'info',
    text,
    action: undefined,
  };
  return { nodes: [message], next: undefined, total: undefined };
}

function objectNode(parent: Pick<GroupNode | FolderNode, 'id' | 'place'>, row: ObjectRow): ObjectNode {
  return {
    kind: 'object',
    // Only functions may share a name, and only then the signature tells them apart.
    id: childId(parent.id, row.kind, row.name, ...(row.signature === undefined ? [] : [row.signature])),
    place: parent.place,
    row,
  };
}

async function inRelation(
  node: RelationNode | FolderNode,
  reading: Reading,
  request: LoadRequest,
  read: NodeReader,
): Promise<NodePage> {
  const { place } = node;
  if (node.kind === 'relation') {
    const page = await relationColumns(node, read);
    return isFirst(request)
      ? { ...page, nodes: [...(await relationFolderNodes(node, reading)), ...page.nodes] }
      : page;
  }
  if (node.holds === 'partitions') {
    return read(partitions(node.row.oid), (row) => ({
      kind: 'relation',
      id: childId(node.id, 'relation', row.schema, row.name),
      place,
      row,
      bound: row.bound,
      facts: undefined,
    }));
  }
  return node.holds === 'indexes'
    ? read(indexes(node.row.oid), (row) => ({
        kind: 'index',
        id: childId(node.id, 'index', row.name),
        place,
        row,
      }))
    : read(relationListings[node.holds](node.row.oid), (row) => objectNode(node, row));
}

function relationColumns(node: RelationNode, read: NodeReader): Promise<NodePage> {
  const { place, row: relation } = node;
  return read(columns(relation.oid), (row) => ({
    kind: 'column',
    id: childId(node.id, 'column', row.name),
    place,
    relation,
    row,
  }));
}
