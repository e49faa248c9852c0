import type { MartFilter, QualifiedName } from '../catalog/queries/martFilter';
import { layerSchemas, type MartLayer, martLayers } from '../catalog/queries/martLayers';
import type { MartSort } from '../catalog/martSorts';
import { type MartRow, marts, namedMarts } from '../catalog/queries/marts';
import type { Reading } from './folderNodes';
import type { NodePage, NodeReader } from './nodePage';
import {
  childId,
  type ConnectionNode,
  type ExplorerNode,
  type FavouritesNode,
  type LayerNode,
  type RelationNode,
  type SchemaNode,
} from './nodes';

/** How a view of marts looks at a connection. */
export interface MartOptions {
  /** Of the setting `lakehouse.marts.layers`. */
  readonly layers: readonly MartLayer[];
  readonly sort: MartSort;
  /** What is wanted of a connection; undefined for everything. */
  readonly filter: (profileId: string) => MartFilter | undefined;
  /** What the user pinned of a connection. */
  readonly favourites: (profileId: string) => readonly QualifiedName[];
}

/** The favourites, then the layers that have schemas; a layer of one schema is that schema. */
export async function layersOfConnection(
  node: ConnectionNode,
  options: MartOptions,
  { database, signal }: Reading,
): Promise<NodePage> {
  const place = { profileId: node.profileId, database: undefined };
  const filter = options.filter(node.profileId);
  const favourites = filter === undefined ? options.favourites(node.profileId).length : 0;
  const rows = await database.read(martLayers(options.layers, filter), signal);
  const pinned: ExplorerNode[] =
    favourites === 0
      ? []
      : [{ kind: 'favourites', id: childId(node.id, 'favourites'), place, count: favourites }];
  const layers = rows.map(({ layer, schemas, only }): ExplorerNode => {
    const name = options.layers[layer]?.name ?? '';
    return only === undefined
      ? { kind: 'layer', id: childId(node.id, 'layer', name), place, name, layer, schemas }
      : schemaNode({ id: node.id, place }, only, name);
  });
  return { nodes: [...pinned, ...layers], next: undefined, total: undefined };
}

export function schemasOfLayer(node: LayerNode, options: MartOptions, read: NodeReader): Promise<NodePage> {
  const filter = options.filter(node.place.profileId);
  return read(layerSchemas(options.layers, node.layer, filter), (row) => schemaNode(node, row, undefined));
}

export function martsOfSchema(node: SchemaNode, options: MartOptions, read: NodeReader): Promise<NodePage> {
  const filter = options.filter(node.place.profileId);
  return read(marts(node.row.oid, options.sort, filter), (row) => martNode(node, row));
}

export async function favouriteMarts(
  node: FavouritesNode,
  options: MartOptions,
  { database, signal }: Reading,
): Promise<NodePage> {
  const rows = await database.read(namedMarts(options.favourites(node.place.profileId)), signal);
  return { nodes: rows.map((row) => martNode(node, row)), next: undefined, total: undefined };
}

function schemaNode(
  parent: Pick<LayerNode, 'id' | 'place'>,
  row: SchemaNode['row'],
  layer: string | undefined,
): SchemaNode {
  return {
    kind: 'schema',
    id: childId(parent.id, 'schema', row.name),
    place: parent.place,
    row,
    mart: true,
    ...(layer !== undefined && { layer }),
  };
}

function martNode(parent: SchemaNode | FavouritesNode, row: MartRow): RelationNode {
  const names = parent.kind === 'schema' ? [row.name] : [row.schema, row.name];
  return {
    kind: 'relation',
    id: childId(parent.id, 'relation', ...names),
    place: parent.place,
    row,
    bound: undefined,
    facts: row.facts,
    activity: row.activity,
  };
}
