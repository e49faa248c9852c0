import type { CancelSignal } from '../../base/cancelSignal';
import { type Cursor, type Listing, type Page, type PageRequest, readPage } from '../catalog/listing';
import { columns } from '../catalog/queries/columns';
import { databases } from '../catalog/queries/databases';
import { indexes } from '../catalog/queries/indexes';
import { marts, type MartSort } from '../catalog/queries/marts';
import { partitions } from '../catalog/queries/partitions';
import { currentRelation, type RelationRow, relations } from '../catalog/queries/relations';
import { currentSchema, schemas } from '../catalog/queries/schemas';
import { relationKindWords } from '../catalog/relationKind';
import type { Database } from '../ports';
import { displayName } from './displayName';
import { martLikePatterns } from './martPatterns';
import {
  type BranchNode,
  childId,
  type ConnectionNode,
  type ExplorerNode,
  type FolderNode,
  type RelationNode,
  type SchemaNode,
} from './nodes';
import { ObjectGoneError } from './objectGone';

/** How a view of marts looks at a connection. */
export interface MartOptions {
  /** Of the setting `lakehouse.marts.schemas`. */
  readonly patterns: readonly string[];
  readonly sort: MartSort;
}

export interface LoadRequest extends PageRequest {
  /** Undefined in the view of databases. */
  readonly marts: MartOptions | undefined;
}

/** Children of a node, from one page of a listing. */
export interface NodePage {
  readonly nodes: readonly ExplorerNode[];
  readonly next: Cursor | undefined;
  readonly total: number | undefined;
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
  const read: Reader = (listing, make) =>
    readPage(database, listing, request, signal).then((page) => toNodes(page, make));
  switch (node.kind) {
    case 'connection':
      return request.marts ? martSchemas(node, request.marts, read) : connectionDatabases(node, read);
    case 'database':
      return read(schemas(), (row) => ({
        kind: 'schema',
        id: childId(node.id, 'schema', row.name),
        place: node.place,
        row,
        mart: false,
      }));
    case 'schema':
      return orGone(request, await schemaRelations(node, request.marts, read), async () => {
        const [row] = await database.read(currentSchema(node.row), signal);
        if (row === undefined) {
          throw new ObjectGoneError('schema', displayName(node.row.name));
        }
        return row.oid === node.row.oid
          ? undefined
          : loadChildren({ ...node, row }, database, request, signal);
      });
    case 'relation':
    case 'folder':
      return orGone(request, await inRelation(node, request, read), async () => {
        const row = await presentRow(node.row, database, signal);
        return row.oid === node.row.oid
          ? undefined
          : loadChildren({ ...node, row }, database, request, signal);
      });
  }
}

type Reader = <Row>(listing: Listing<Row>, make: (row: Row) => ExplorerNode) => Promise<NodePage>;

function toNodes<Row>(page: Page<Row>, make: (row: Row) => ExplorerNode): NodePage {
  return { nodes: page.rows.map(make), next: page.next, total: page.total };
}

/** An empty answer may mean that the object is gone, or that another took its name (as when dbt rebuilds a table). */
async function orGone(
  request: LoadRequest,
  page: NodePage,
  lookAgain: () => Promise<NodePage | undefined>,
): Promise<NodePage> {
  const isEmpty = request.after === undefined && !page.nodes.some((node) => node.kind !== 'folder');
  return isEmpty ? ((await lookAgain()) ?? page) : page;
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

function connectionDatabases(node: ConnectionNode, read: Reader): Promise<NodePage> {
  return read(databases, (row) => ({
    kind: 'database',
    id: childId(node.id, 'database', row.name),
    place: { profileId: node.profileId, database: row.own ? undefined : row.name },
    row,
  }));
}

function martSchemas(node: ConnectionNode, options: MartOptions, read: Reader): Promise<NodePage> {
  return read(schemas(martLikePatterns(options.patterns)), (row) => ({
    kind: 'schema',
    id: childId(node.id, 'schema', row.name),
    place: { profileId: node.profileId, database: undefined },
    row,
    mart: true,
  }));
}

function schemaRelations(
  node: SchemaNode,
  options: MartOptions | undefined,
  read: Reader,
): Promise<NodePage> {
  const make = (row: RelationRow): RelationNode => ({
    kind: 'relation',
    id: childId(node.id, 'relation', row.name),
    place: node.place,
    row,
    bound: undefined,
    facts: undefined,
  });
  return node.mart
    ? read(marts(node.row.oid, options?.sort ?? 'name'), (row) => ({ ...make(row), facts: row.facts }))
    : read(relations(node.row.oid), make);
}

function inRelation(node: RelationNode | FolderNode, request: LoadRequest, read: Reader): Promise<NodePage> {
  if (node.kind === 'relation') {
    return relationColumns(node, request, read);
  }
  const { place } = node;
  return node.holds === 'partitions'
    ? read(partitions(node.row.oid), (row) => ({
        kind: 'relation',
        id: childId(node.id, 'relation', row.schema, row.name),
        place,
        row,
        bound: row.bound,
        facts: undefined,
      }))
    : read(indexes(node.row.oid), (row) => ({
        kind: 'index',
        id: childId(node.id, 'index', row.name),
        place,
        row,
      }));
}

async function relationColumns(node: RelationNode, request: LoadRequest, read: Reader): Promise<NodePage> {
  const { place, row: relation } = node;
  const page = await read(columns(relation.oid), (row) => ({
    kind: 'column',
    id: childId(node.id, 'column', row.name),
    place,
    relation,
    row,
  }));
  return request.after === undefined ? { ...page, nodes: [...folders(node), ...page.nodes] } : page;
}

/** Partitions and indexes stand before the columns, where a wide table cannot push them out of sight. */
function folders(node: RelationNode): readonly FolderNode[] {
  const folder = (holds: FolderNode['holds']): FolderNode => ({
    kind: 'folder',
    id: childId(node.id, holds),
    holds,
    place: node.place,
    row: node.row,
  });
  return [
    ...(node.row.kind === 'partitionedTable' ? [folder('partitions')] : []),
    ...(node.row.hasIndexes ? [folder('indexes')] : []),
  ];
}
