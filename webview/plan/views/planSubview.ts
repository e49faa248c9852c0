import type { PlanHost, PlanPanelView, PlanTree } from '../../../src/protocol/plan';
import type { ChosenColumns } from '../../../src/protocol/planViews';
import type { Remote } from '../../../src/protocol/rpc';
import type { PlanTreeModel } from '../planTreeModel';

/** The plan that all views show. */
export interface ShownPlan {
  readonly panel: PlanPanelView;
  /** Its place among the statement's plans. */
  readonly index: number;
  readonly tree: PlanTree;
  /** What is folded and how it is sorted. */
  readonly model: PlanTreeModel;
}

/** One way to look at a plan. Every view shows the same selected node. */
export interface PlanSubview {
  readonly element: HTMLElement;
  /** Controls of this view alone, shown at the end of the strip. */
  readonly tools?: HTMLElement;
  /** Draws a plan; called whenever the view comes into sight, and while it is there when something changed. */
  show(plan: ShownPlan, selected: number): void;
  /** Another node was selected somewhere else. */
  select(node: number): void;
  /** What a search found; an empty set when nobody searches. */
  mark?(found: ReadonlySet<number>): void;
}

/** What a view may tell the page. */
export interface SubviewContext {
  readonly host: Remote<PlanHost>;
  /** The user selected a node. */
  select(node: number): void;
  /** The user folded, sorted or chose something that is to be remembered. */
  arranged(): void;
  copyNode(): void;
  /** Which columns the user wants to see, where that differs from the usual ones. */
  columns(): ChosenColumns;
  chooseColumn(key: string, shown: boolean): void;
  /** Tells in a few words what was done. */
  say(words: string): void;
}

/** An entry of the strip of views. */
export interface SubviewKind {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  /** Whether there is anything to show. */
  has(plan: ShownPlan): boolean;
  create(context: SubviewContext): PlanSubview;
}
