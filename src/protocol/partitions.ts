import type { PartitionTimeline } from '../core/scaffold/partitionsView/partitionTimeline';
import type { Validators } from './rpc';

/** What the page of a table's partitions shows. */
export interface PartitionsView {
  readonly schema: string;
  readonly table: string;
  readonly connectionName: string;
  readonly database: string;
  readonly environment: string;
  /** The theme colour of the connection; that of the environment unless named. */
  readonly color?: string;
  readonly timeline: PartitionTimeline;
  /** What the last asked statement reads. */
  readonly pruning?: PruningView;
}

export interface PruningView {
  readonly statement: string;
  readonly sentence: string;
  /** Partitions that are read, as `schema` and `name`. */
  readonly read: readonly (readonly [schema: string, name: string])[];
}

/** What the page may ask of the host. */
export interface PartitionsHost {
  ready(argument: null): PartitionsView;
  refresh(argument: null): PartitionsView;
  /** Asks for a statement, and explains it; answers the same view when the user dismissed the question. */
  prune(argument: null): PartitionsView;
  /** Opens the scaffold that makes partitions. */
  make(argument: null): void;
}

/** The host tells the page nothing by itself. */
export type PartitionsPage = Record<string, never>;

const isNull = (value: unknown): value is null => value === null;

export const partitionsHostValidators: Validators<PartitionsHost> = {
  ready: isNull,
  refresh: isNull,
  prune: isNull,
  make: isNull,
};
