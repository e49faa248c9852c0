import { isCount, isOneOf, isRecord } from '../base/validate';
import type { DetailLine } from '../core/plan/detailLine';
import type { PlanNodeView, PlanView, UtilityView } from '../core/plan/planView';
import { type PlanAdviceHost, type PlanAdvicePanel, planAdviceValidators } from './planAdvice';
import { type PlanTrialHost, type PlanTrialPanel, planTrialValidators } from './planTrials';
import { type PlanViewsHost, planViewsValidators } from './planViews';
import type { NodeFactsView } from './planFacts';
import type { Validators } from './rpc';

/** The plan panel's content: plans, or why there are none. */
export interface PlanPanelView {
  /** Tells one run of EXPLAIN from the next, so that no question about the old plan is answered from the new one. */
  readonly runId: number;
  /** Such as `EXPLAIN ANALYZE`. */
  readonly title: string;
  /** An EXPLAIN that was run on a connection, or a plan that was written elsewhere. */
  readonly source: 'explain' | 'text';
  /** The file name of the editor that ran it, or where the text came from. */
  readonly documentName: string;
  /** Where it ran; undefined for a text. */
  readonly connectionName?: string;
  readonly database?: string;
  readonly environment?: string;
  /** The theme colour of the connection; that of the environment unless named. */
  readonly color?: string;
  /** The first line of the statement that was explained, shortened; empty when it is not known. */
  readonly statement: string;
  /** What the plan is written in, such as `JSON`. */
  readonly rawFormat: string;
  /** What `runAgain` is called; undefined when it cannot be done. */
  readonly again?: string;
  /** It can be explained with other options. */
  readonly hasOptions?: boolean;
  readonly state: PlanState;
}

export type PlanState =
  /** `elapsedMs` is how long it has run when this was sent; the view counts on from there. */
  | { readonly kind: 'running'; readonly elapsedMs: number; readonly note?: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' }
  /** One statement can have several plans, by rewrite rules, or none. */
  | {
      readonly kind: 'ready';
      readonly plans: readonly (PlanTree | UtilityView)[];
      readonly offers?: readonly PlanOfferView[];
    };

/** Something that can be done about what the plan shows: a sentence, and what its button is called. */
export interface PlanOfferView {
  readonly text: string;
  readonly action: string;
}

/** A plan without the details of its nodes, which the view asks for one by one: they are the largest part of it. */
export interface PlanTree extends Omit<PlanView, 'nodes'> {
  readonly nodes: readonly PlanRow[];
}

export type PlanRow = Omit<PlanNodeView, 'details'>;

/** What the host sends of a plan. */
export function planTree(plan: PlanView): PlanTree {
  return { ...plan, nodes: plan.nodes.map(planRow) };
}

function planRow(node: PlanNodeView): PlanRow {
  const row: PlanRow & { details?: unknown } = { ...node };
  delete row.details;
  return row;
}

/** Names a node: the plan by its place among the statement's plans, the node by its id. */
export interface NodeRequest {
  readonly runId: number;
  readonly plan: number;
  readonly node: number;
}

/** The plan as it was written, or the statement. */
export const planCopyKinds = ['raw', 'sql'] as const;
export type PlanCopyKind = (typeof planCopyKinds)[number];

/** A text that the user brought to the page. */
export interface DroppedText {
  readonly name: string;
  readonly text: string;
}

/** What the plan view may ask of the host. */
export interface PlanHost extends PlanTrialHost, PlanViewsHost, PlanAdviceHost {
  /** The view is ready to be drawn; answers with what to show. */
  ready(argument: null): PlanPanelView | undefined;
  details(argument: NodeRequest): readonly DetailLine[];
  /** Puts it on the clipboard. */
  copy(argument: { readonly what: PlanCopyKind }): void;
  /** Puts a node's text on the clipboard. */
  copyNode(argument: NodeRequest): void;
  /** Asks in which format to export the plan, and where to. */
  share(argument: null): void;
  /** Asks what to compare the plan with. */
  compare(argument: null): void;
  cancel(argument: null): void;
  /** Opens a text that was dropped or pasted onto the page as a plan. */
  openText(argument: DroppedText): void;
  /** Explains the same statement again, or reads the text again. */
  runAgain(argument: null): void;
  /** Lets the user choose the options of EXPLAIN, and explains it again with them. */
  withOptions(argument: null): void;
  /** Does what an offer offers; by its place among them. */
  takeOffer(argument: { readonly runId: number; readonly offer: number }): void;
  /** What the live catalog knows of the relation of a node. */
  facts(argument: NodeRequest): NodeFactsView;
}

/** What the host may tell the plan view; by `notify`, because a hidden view never answers. */
export interface PlanPanel extends PlanTrialPanel, PlanAdvicePanel {
  show(argument: PlanPanelView): void;
}

const isNodeRequest = (value: unknown): value is NodeRequest =>
  isRecord(value) && [value['runId'], value['plan'], value['node']].every(isCount);

export const planHostValidators: Validators<PlanHost> = {
  ...planTrialValidators,
  ...planViewsValidators,
  ...planAdviceValidators,
  ready: (value): value is null => value === null,
  details: isNodeRequest,
  copy: (value): value is { what: PlanCopyKind } => isRecord(value) && isOneOf(planCopyKinds, value['what']),
  copyNode: isNodeRequest,
  share: (value): value is null => value === null,
  compare: (value): value is null => value === null,
  cancel: (value): value is null => value === null,
  openText: (value): value is DroppedText =>
    isRecord(value) && typeof value['name'] === 'string' && typeof value['text'] === 'string',
  runAgain: (value): value is null => value === null,
  withOptions: (value): value is null => value === null,
  takeOffer: (value): value is { runId: number; offer: number } =>
    isRecord(value) && isCount(value['runId']) && isCount(value['offer']),
  facts: isNodeRequest,
};
