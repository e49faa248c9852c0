import type { Cursor, Listing } from '../catalog/listing';
import type { ExplorerNode } from './nodes';

/** Children of a node, from one page of a listing. */
export interface NodePage {
  readonly nodes: readonly ExplorerNode[];
  readonly next: Cursor | undefined;
  readonly total: number | undefined;
  /** What stands after the whole list, with the first page. */
  readonly footer?: readonly ExplorerNode[];
}

/** Reads the page of a listing that was asked for, and makes nodes of its rows. */
export type NodeReader = <Row>(listing: Listing<Row>, make: (row: Row) => ExplorerNode) => Promise<NodePage>;

export const nothing: NodePage = { nodes: [], next: undefined, total: undefined };
