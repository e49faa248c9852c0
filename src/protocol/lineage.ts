import { isOneOf, isRecord, isString } from '../base/validate';
import { type LineageAction, lineageActions } from '../core/dbt/lineage/lineageActions';
import type { LineageGraph } from '../core/dbt/lineage/lineageGraph';
import type { LineageMeasure } from '../core/dbt/lineage/lineageTexts';
import { type GraphFormat, graphFormats } from './graph';
import type { Validators } from './rpc';

/** What the page of a lineage shows. */
export interface LineageView {
  /** The name of the dbt project. */
  readonly project: string;
  /** The target that is shown, on which everything runs. */
  readonly target: string | undefined;
  readonly graph: LineageGraph;
  /** What is to be known of the graph, such as that the manifest is older than the files. */
  readonly remarks: readonly string[];
  /** What the user asked to see. A new number means that it was asked for anew. */
  readonly asked: LineageQuestion;
}

export interface LineageQuestion {
  readonly number: number;
  /** As `dbt ls --select` takes it; empty for everything. */
  readonly select: string;
  /** The node that it is about. */
  readonly node?: string;
}

/** What the server of the shown target says, by the ids of nodes. */
export interface LineageMeasures {
  /** Whether the database of the target is connected; it is not connected for this. */
  readonly connected: boolean;
  readonly measures: Readonly<Record<string, LineageMeasure>>;
  /** The ids of what was built and whose file is younger than that. */
  readonly changed: readonly string[];
}

export interface SaveLineage {
  readonly format: GraphFormat;
  /** The nodes that are shown. */
  readonly ids: readonly string[];
}

export interface LineageDeed {
  readonly id: string;
  readonly action: LineageAction;
}

/** What the page may ask of the host. */
export interface LineageHost {
  ready(argument: null): LineageView;
  /** Reads the project again. */
  refresh(argument: null): LineageView;
  measures(argument: null): LineageMeasures;
  /** Opens the file of a node. */
  open(argument: { readonly id: string }): void;
  /** Does with a node what its menu offers. */
  act(argument: LineageDeed): void;
  /** Asks where, and writes the lineage there; answers the name of the file, or null when the user dismissed it. */
  save(argument: SaveLineage): string | null;
}

/** What the host tells by itself. */
export interface LineagePage {
  /** The project was read again, another target is shown, or something else was asked for. */
  show(argument: LineageView): void;
}

const isNull = (value: unknown): value is null => value === null;

export const lineageHostValidators: Validators<LineageHost> = {
  ready: isNull,
  refresh: isNull,
  measures: isNull,
  open: (value): value is { id: string } => isRecord(value) && isString(value['id']),
  act: (value): value is LineageDeed =>
    isRecord(value) && isString(value['id']) && isOneOf(lineageActions, value['action']),
  save: (value): value is SaveLineage =>
    isRecord(value) &&
    isOneOf(graphFormats, value['format']) &&
    Array.isArray(value['ids']) &&
    value['ids'].every(isString),
};
