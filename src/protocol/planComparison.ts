import { isCount, isOneOf, isRecord } from '../base/validate';
import type { PlanComparison } from '../core/plan/compare/planComparison';
import type { DetailLine } from '../core/plan/detailLine';
import type { Validators } from './rpc';

/** What the page of a comparison shows. */
export interface ComparisonView {
  /** Tells one comparison from the next, so that no question about the old one is answered from the new one. */
  readonly id: number;
  readonly before: ComparedPlan;
  readonly after: ComparedPlan;
  readonly comparison: PlanComparison;
}

/** Where one of the plans came from. */
export interface ComparedPlan {
  /** Such as `loans.sql, 13:02:11`. */
  readonly name: string;
  /** Such as `EXPLAIN ANALYZE on Warehouse`. */
  readonly origin: string;
  /** The first line of its statement; empty when it is not known. */
  readonly statement: string;
}

/** The facts of a row's nodes; undefined for a plan that does not have the node. */
export interface ComparedDetails {
  readonly before: readonly DetailLine[] | undefined;
  readonly after: readonly DetailLine[] | undefined;
}

export interface RowRequest {
  readonly id: number;
  readonly row: number;
}

export const planSides = ['before', 'after'] as const;
export type PlanSide = (typeof planSides)[number];

/** What the page may ask of the host. */
export interface ComparisonHost {
  /** The page is ready to be drawn. */
  ready(argument: null): ComparisonView | undefined;
  details(argument: RowRequest): ComparedDetails;
  /** Compares the other way round. */
  swap(argument: null): ComparisonView | undefined;
  /** Puts the verdict and the changes on the clipboard, as Markdown. */
  copy(argument: null): void;
  /** Shows one of the plans by itself. */
  open(argument: { readonly side: PlanSide }): void;
}

/** What the host may tell the page. */
export interface ComparisonPage {
  show(argument: ComparisonView): void;
}

const isNull = (value: unknown): value is null => value === null;

export const comparisonHostValidators: Validators<ComparisonHost> = {
  ready: isNull,
  details: (value): value is RowRequest => isRecord(value) && [value['id'], value['row']].every(isCount),
  swap: isNull,
  copy: isNull,
  open: (value): value is { side: PlanSide } => isRecord(value) && isOneOf(planSides, value['side']),
};
