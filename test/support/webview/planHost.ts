import { advisePlan } from '../../../src/core/plan/advice/advisePlan';
import { fixText } from '../../../src/core/plan/advice/fixText';
import { computePlan } from '../../../src/core/plan/arithmetic';
import { parseJsonPlan } from '../../../src/core/plan/parseJson';
import type { PlanDocument } from '../../../src/core/plan/planModel';
import { planViews } from '../../../src/core/plan/planView';
import {
  type DroppedText,
  type NodeRequest,
  type PlanCopyKind,
  type PlanHost,
  planHostValidators,
  type PlanOfferView,
  type PlanPanel,
  type PlanPanelView,
  type PlanState,
  planTree,
} from '../../../src/protocol/plan';
import type { AdviceList, PlanPlace } from '../../../src/protocol/planAdvice';
import type { FixPlace, FixTrial, TrialWay } from '../../../src/protocol/planTrials';
import type { NodeFactsView } from '../../../src/protocol/planFacts';
import { type Channel, plainWireError, Rpc } from '../../../src/protocol/rpc';

import { planViewHandlers } from '../../../src/vscode/plan/views/planViewHandlers';
import { memory } from '../memory';

/** The host's end over the JSON of EXPLAIN: what the extension does with a plan, without PostgreSQL. */
export class JsonPlans {
  readonly copied: (PlanCopyKind | NodeRequest)[] = [];
  readonly asked: NodeRequest[] = [];
  readonly tried: (FixPlace & { way: TrialWay })[] = [];
  readonly compared: FixPlace[] = [];
  readonly inserted: FixPlace[] = [];
  readonly copiedFixes: FixPlace[] = [];
  cancelledTrials = 0;
  readonly dropped: DroppedText[] = [];
  cancelled = 0;
  comparisons = 0;
  shares = 0;
  runs = 0;
  optionsAsked = 0;
  readonly taken: number[] = [];
  /** What the catalog knows of a node's table. */
  factsOf: (node: number) => NodeFactsView = () => ({ kind: 'none' });
  private rpc: Rpc<PlanHost, PlanPanel> | undefined;
  private views: ReturnType<typeof planViews> = [];
  private document: PlanDocument = { results: [] };
  private raw = '';
  /** The whole statement. */
  statement = '';
  private readonly memory = memory();
  private panel: PlanPanelView | undefined;

  constructor(state: PlanState | undefined, different: Partial<PlanPanelView> = {}) {
    this.panel = state && this.panelOf(state, different);
  }

  static of(json: string, different: Partial<PlanPanelView> = {}): JsonPlans {
    const host = new JsonPlans({ kind: 'cancelled' }, different);
    host.take(json);
    return host;
  }

  readonly connect = (channel: Channel): void => {
    this.rpc = new Rpc<PlanHost, PlanPanel>({
      channel,
      handlers: {
        ...this.viewHandlers(),
        ready: () => this.panel,
        details: (request) => this.details(request),
        copy: ({ what }) => {
          this.copied.push(what);
        },
        copyNode: (request) => {
          this.copied.push(request);
        },
        advice: (place) => this.advice(place),
        insertFix: (place) => {
          this.inserted.push(place);
        },
        copyFix: (place) => {
          this.copiedFixes.push(place);
        },
        tryFix: (asked) => {
          this.tried.push(asked);
        },
        cancelTrial: () => {
          this.cancelledTrials++;
        },
        compareTrial: (place) => {
          this.compared.push(place);
        },
        share: () => {
          this.shares++;
        },
        compare: () => {
          this.comparisons++;
        },
        cancel: () => {
          this.cancelled++;
        },
        openText: (dropped) => {
          this.dropped.push(dropped);
        },
        runAgain: () => {
          this.runs++;
        },
        withOptions: () => {
          this.optionsAsked++;
        },
        takeOffer: ({ offer }) => {
          this.taken.push(offer);
        },
        facts: ({ node }) => this.factsOf(node),
      },
      validators: planHostValidators,
      toWire: plainWireError,
    });
  };

  /** Something that the page offers to do about its plan. */
  offer(offer: PlanOfferView): void {
    if (this.panel?.state.kind === 'ready') {
      this.panel = { ...this.panel, state: { ...this.panel.state, offers: [offer] } };
    }
  }

  show(state: PlanState): void {
    this.panel = this.panelOf(state, { runId: (this.panel?.runId ?? 0) + 1 });
    this.rpc?.notify.show(this.panel);
  }

  tell(trial: FixTrial): void {
    this.rpc?.notify.trial(trial);
  }

  showPlan(json: string): void {
    this.take(json);
    if (this.panel) {
      this.rpc?.notify.show(this.panel);
    }
  }

  private advice({ runId, plan }: PlanPlace): AdviceList {
    const result = this.document.results[plan];
    const found = result?.kind === 'plan' ? advisePlan(result, computePlan(result)) : [];
    const advice = found.map((each) => ({
      ...each,
      fixes: each.fixes.map((fix) => ({ kind: fix.kind, ...fixText(fix) })),
    }));
    return { runId, plan, advice, catalog: 'none' };
  }

  private take(json: string): void {
    this.document = parseJsonPlan(json).value ?? { results: [] };
    this.raw = json;
    this.views = planViews(this.document);
    const plans = this.views.map((view) => (view.kind === 'plan' ? planTree(view) : view));
    this.panel = this.panelOf({ kind: 'ready', plans }, { ...this.panel, state: { kind: 'ready', plans } });
  }

  private panelOf(state: PlanState, different: Partial<PlanPanelView>): PlanPanelView {
    return {
      runId: 1,
      title: 'EXPLAIN ANALYZE',
      source: 'explain',
      rawFormat: 'JSON',
      again: 'Run Again',
      documentName: 'loans.sql',
      ...(different.source !== 'text' && {
        connectionName: 'Warehouse',
        database: 'lakehouse',
        environment: 'development',
      }),
      statement: 'select * from marts.mart_bioreactor_overview',
      state,
      ...different,
    };
  }

  /** As in the extension. */
  private viewHandlers() {
    return planViewHandlers(this.memory, () => ({
      runId: this.panel?.runId ?? 0,
      answer: this.raw,
      document: this.document,
      plans: this.views,
      statement: this.statement,
    }));
  }

  private details(request: NodeRequest) {
    this.asked.push(request);
    const view = this.views[request.plan];
    return view?.kind === 'plan' ? (view.nodes[request.node]?.details ?? []) : [];
  }
}
