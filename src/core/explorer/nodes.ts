import type { Cursor } from '../catalog/listing';
import type { ObjectRow } from '../catalog/objectRow';
import type { ColumnRow } from '../catalog/queries/columns';
import type { DatabaseRow } from '../catalog/queries/databases';
import type { DatabaseFolder, RelationFolder, SchemaFolder, ServerFolder } from '../catalog/queries/folders';
import type { IndexRow } from '../catalog/queries/indexes';
import type { MartActivity } from '../catalog/queries/martActivity';
import type { MartFacts } from '../catalog/queries/martSums';
import type { RelationRow } from '../catalog/queries/relations';
import type { SchemaRow } from '../catalog/queries/schemas';
import type { ConnectionProfile } from '../connections/connectionProfile';

/** Where a node's object lives. */
export interface Place {
  readonly profileId: string;
  /** Undefined for the profile's own database, whose name may be a pooler's alias. */
  readonly database: string | undefined;
}

interface Identified {
  /**
   * Unique in its view and made of names, not oids: a table that a tool drops and creates again stays the same node, so
   * that a refresh keeps it expanded.
   */
  readonly id: string;
}

export interface ConnectionNode extends Identified {
  readonly kind: 'connection';
  readonly profileId: string;
  readonly profile: ConnectionProfile;
}

/** A heading over connections. Its members are known without reading anything. */
export interface ConnectionGroupNode extends Identified {
  readonly kind: 'connectionGroup';
  readonly name: string;
  readonly members: readonly ConnectionNode[];
}

export interface DatabaseNode extends Identified {
  readonly kind: 'database';
  readonly place: Place;
  readonly row: DatabaseRow;
}

export interface SchemaNode extends Identified {
  readonly kind: 'schema';
  readonly place: Place;
  readonly row: SchemaRow;
  /** Its relations are shown with rows and sizes. */
  readonly mart: boolean;
  /** The layer whose only schema it is, and which it stands for. */
  readonly layer?: string;
}

/** A layer of schemas, in the view of marts. */
export interface LayerNode extends Identified {
  readonly kind: 'layer';
  readonly place: Place;
  readonly name: string;
  /** Its place in the list of layers. */
  readonly layer: number;
  readonly schemas: number;
}

/** The marts that the user wants at hand. */
export interface FavouritesNode extends Identified {
  readonly kind: 'favourites';
  readonly place: Place;
  readonly count: number;
}

export interface RelationNode extends Identified {
  readonly kind: 'relation';
  readonly place: Place;
  readonly row: RelationRow;
  /** The partition bound, for a partition. */
  readonly bound: string | undefined;
  readonly facts: MartFacts | undefined;
  /** In the view of marts. */
  readonly activity?: MartActivity;
  readonly marks?: MartMarks;
  /** Where a dbt project of the workspace builds or reads it. */
  readonly dbt?: DbtMark;
}

/** What is known of the node of a dbt project that a relation is. Its texts may hold names and are plain text. */
export interface DbtMark {
  /** A few words, such as `dbt success 2 h ago`; empty where nothing is known. */
  readonly words: string;
  /** How bad it is; the words and the lines say the same. */
  readonly mood: 'plain' | 'warning' | 'error';
  /** For a tooltip. */
  readonly lines: readonly string[];
}

/** What we know of a mart and the server does not. */
export interface MartMarks {
  readonly favourite: boolean;
  readonly tags: readonly string[];
  /** Bytes, as they were last measured. */
  readonly exactBytes: number | undefined;
  /** The newest value of the column that the user chose as the mart's time, when it was last read. */
  readonly newest: NewestValue | undefined;
}

export interface NewestValue {
  readonly column: string;
  /** As the server prints it; undefined when the relation has none. */
  readonly value: string | undefined;
  /** Seconds from then to when it was read. */
  readonly age: number | undefined;
}

/** Holds what would push a relation's columns out of sight. */
export interface FolderNode extends Identified {
  readonly kind: 'folder';
  readonly holds: RelationFolder;
  readonly place: Place;
  readonly row: RelationRow;
}

/** Holds objects of a schema, a database or a server that are not its main contents. */
export interface GroupNode extends Identified {
  readonly kind: 'group';
  readonly holds: SchemaFolder | DatabaseFolder | ServerFolder;
  readonly place: Place;
  /** Undefined where the objects live in no schema. */
  readonly schema: SchemaRow | undefined;
}

/** An object of any kind that has no node type of its own. */
export interface ObjectNode extends Identified {
  readonly kind: 'object';
  readonly place: Place;
  readonly row: ObjectRow;
}

export interface ColumnNode extends Identified {
  readonly kind: 'column';
  readonly place: Place;
  readonly relation: RelationRow;
  readonly row: ColumnRow;
}

export interface IndexNode extends Identified {
  readonly kind: 'index';
  readonly place: Place;
  readonly row: IndexRow;
}

/** Stands at the end of a list that has more. */
export interface MoreNode extends Identified {
  readonly kind: 'more';
  readonly shown: number;
  readonly total: number | undefined;
  readonly next: Cursor;
}

/** A sentence in place of children, or something to do about it. */
export interface MessageNode extends Identified {
  readonly kind: 'message';
  readonly tone: 'info' | 'error' | 'warning' | 'action';
  readonly text: string;
  readonly action: MessageAction | undefined;
}

export type MessageAction =
  | { readonly kind: 'retry' }
  | { readonly kind: 'command'; readonly command: string; readonly args: readonly unknown[] };

/** Nodes whose children come from the catalog. */
export type BranchNode =
  | ConnectionNode
  | DatabaseNode
  | LayerNode
  | FavouritesNode
  | SchemaNode
  | RelationNode
  | FolderNode
  | GroupNode;
export type ExplorerNode =
  BranchNode | ConnectionGroupNode | ColumnNode | IndexNode | ObjectNode | MoreNode | MessageNode;

export function isBranch(node: ExplorerNode): node is BranchNode {
  switch (node.kind) {
    case 'connection':
    case 'database':
    case 'layer':
    case 'favourites':
    case 'schema':
    case 'relation':
    case 'folder':
    case 'group':
      return true;
    case 'connectionGroup':
    case 'column':
    case 'index':
    case 'object':
    case 'more':
    case 'message':
      return false;
  }
}

/** A folder stands beside the rows of a list and is not counted with them. */
export function isFolder(node: ExplorerNode): boolean {
  return node.kind === 'folder' || node.kind === 'group';
}

/** Whether `loadTooltip` reads something about the node. */
export function hasFacts(node: ExplorerNode): boolean {
  return ['relation', 'column', 'index', 'database', 'object'].includes(node.kind);
}

/** The connection and database that a node belongs to; undefined for messages and headings. */
export function placeOf(node: ExplorerNode): Place | undefined {
  switch (node.kind) {
    case 'connection':
      return { profileId: node.profileId, database: undefined };
    case 'connectionGroup':
    case 'more':
    case 'message':
      return undefined;
    case 'database':
    case 'layer':
    case 'favourites':
    case 'schema':
    case 'relation':
    case 'folder':
    case 'group':
    case 'column':
    case 'index':
    case 'object':
      return node.place;
  }
}

/** The id of a child: the parent's id and a part that no name can break out of. */
export function childId(parent: string, kind: string, ...names: readonly string[]): string {
  const escaped = names.map((name) => name.replaceAll('%', '%25').replaceAll('/', '%2F'));
  return [parent, kind, ...escaped].join('/');
}

/** Whether `id` is the node `ancestor` or lies below it. */
export function isWithin(id: string, ancestor: string): boolean {
  return id === ancestor || id.startsWith(`${ancestor}/`);
}
