import { isOneOf, isRecord, isString } from '../base/validate';
import { type Graph, type GraphDetail, graphDetails } from '../core/graph/graph';
import type { Validators } from './rpc';

/** What a page of a graph shows. */
export interface GraphView {
  readonly kind: 'dependencies' | 'diagram';
  /** Such as `marts.loans` or `core`. */
  readonly title: string;
  readonly graph: Graph;
  /** What else must be known, such as how many tables were left out. */
  readonly notes: readonly string[];
  readonly connectionName: string;
  readonly database: string;
  readonly environment: string;
  /** The theme colour of the connection; that of the environment unless named. */
  readonly color?: string;
}

export const graphFormats = ['svg', 'mermaid'] as const;
export type GraphFormat = (typeof graphFormats)[number];

export interface ExpandRequest {
  readonly id: string;
  readonly direction: 'up' | 'down';
}

/** What the page may ask of the host. */
export interface GraphHost {
  ready(argument: null): GraphView;
  /** Reads everything again. */
  refresh(argument: null): GraphView;
  /** Adds what a node depends on, or what depends on it. */
  expand(argument: ExpandRequest): GraphView;
  /** Opens the page of a relation. */
  open(argument: { readonly id: string }): void;
  /** Asks where, and writes the graph there; answers the name of the file, or null when the user dismissed it. */
  save(argument: { readonly format: GraphFormat; readonly detail: GraphDetail }): string | null;
}

/** The host tells the page nothing by itself. */
export type GraphPage = Record<string, never>;

const isNull = (value: unknown): value is null => value === null;

export const graphHostValidators: Validators<GraphHost> = {
  ready: isNull,
  refresh: isNull,
  expand: (value): value is ExpandRequest =>
    isRecord(value) && isString(value['id']) && isOneOf(['up', 'down'], value['direction']),
  open: (value): value is { id: string } => isRecord(value) && isString(value['id']),
  save: (value): value is { format: GraphFormat; detail: GraphDetail } =>
    isRecord(value) && isOneOf(graphFormats, value['format']) && isOneOf(graphDetails, value['detail']),
};
