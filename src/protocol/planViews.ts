import { isCount, isRecord } from '../base/validate';
import type { FigureSource } from '../core/plan/views/figureSources';
import type { Validators } from './rpc';

/** The columns of the tree that the user turned on and off, by their keys. */
export type ChosenColumns = Readonly<Record<string, boolean>>;

/** One node of one plan of one run. */
interface NodePlace {
  readonly runId: number;
  readonly plan: number;
  readonly node: number;
}

export interface LinesRequest {
  readonly runId: number;
  /** Zero-based. */
  readonly from: number;
  readonly count: number;
}

/** A window of a text. */
export interface LinesWindow {
  readonly from: number;
  /** How many lines the whole text has. */
  readonly total: number;
  readonly lines: readonly string[];
}

export interface FindRequest {
  readonly runId: number;
  readonly plan: number;
  readonly text: string;
}

/** What the views of a plan ask the host for, because it is too much to send it all. */
export interface PlanViewsHost {
  columns(argument: null): ChosenColumns;
  /** Remembered for every plan. */
  keepColumns(argument: ChosenColumns): void;
  /** The plan as it was written. */
  rawLines(argument: LinesRequest): LinesWindow;
  /** The line in which a node begins in the plan as it was written; -1 when nobody can tell. */
  rawLine(argument: NodePlace): number;
  /** The whole statement; empty when it is not known. */
  statement(argument: { readonly runId: number }): string;
  /** The ids of the nodes in whose title or details a text stands. */
  find(argument: FindRequest): readonly number[];
  /** How the figures of a node were computed. */
  sources(argument: NodePlace): readonly FigureSource[];
}

/** More is no column of ours. */
const mostColumns = 50;

const isNodePlace = (value: unknown): value is NodePlace =>
  isRecord(value) && [value['runId'], value['plan'], value['node']].every(isCount);

const isColumns = (value: unknown): value is ChosenColumns =>
  isRecord(value) &&
  Object.keys(value).length <= mostColumns &&
  Object.values(value).every((shown) => typeof shown === 'boolean');

export const planViewsValidators: Validators<PlanViewsHost> = {
  columns: (value): value is null => value === null,
  keepColumns: isColumns,
  rawLines: (value): value is LinesRequest =>
    isRecord(value) && [value['runId'], value['from'], value['count']].every(isCount),
  rawLine: isNodePlace,
  statement: (value): value is { runId: number } => isRecord(value) && isCount(value['runId']),
  find: (value): value is FindRequest =>
    isRecord(value) && [value['runId'], value['plan']].every(isCount) && typeof value['text'] === 'string',
  sources: isNodePlace,
};
