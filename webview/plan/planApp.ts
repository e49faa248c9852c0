import { html, render, type TemplateResult } from 'lit/html.js';
import type { UtilityView } from '../../src/core/plan/planView';
import type { PlanHost, PlanPanelView, PlanTree } from '../../src/protocol/plan';
import type { AdviceList } from '../../src/protocol/planAdvice';
import type { FixTrial } from '../../src/protocol/planTrials';
import type { ChosenColumns } from '../../src/protocol/planViews';
import type { Remote } from '../../src/protocol/rpc';
import { AdviceBook } from './advice/adviceBook';
import { listen } from '../shared/listen';
import { advicePlace } from './advice/advicePlace';
import { factsPlace } from './facts/factsPlace';
import { HeaderBar } from './headerBar';
import { NodeDetails } from './nodeDetails';
import type { PagePart } from './pageParts';
import { savedPlan, savePlan } from './planArrangement';
import { detailsTemplate } from './planDetails';
import { planHeaderTemplate } from './planHeader';
import { blank, choiceTemplate, failedTemplate, runningWords } from './planStates';
import { PlanSearch } from './planSearch';
import { PlanTreeModel } from './planTreeModel';
import { PlanViews } from './planViews';
import { offersPlace } from './running/offersPlace';
import type { ShownPlan } from './views/planSubview';
import { TrialBook } from './verify/trialBook';
import { viewStripTemplate } from './viewStrip';

/** The plan page: keeps what it was told and what is selected, and draws its parts. */
export class PlanApp {
  private view: PlanPanelView | undefined;
  private shown: ShownPlan | undefined;
  private planIndex = 0;
  /** When a running EXPLAIN was last told, so that its clock can go on from there. */
  private toldAt = 0;
  private timer: number | undefined;
  /** What the last action did, until the next one. */
  private note = '';
  private columns: ChosenColumns = {};
  private readonly details: NodeDetails;
  private readonly header: HeaderBar;
  private readonly views: PlanViews;
  private readonly advice = new AdviceBook();
  private readonly search: PlanSearch;
  private readonly trials = new TrialBook();

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<PlanHost>,
  ) {
    this.details = new NodeDetails(host, () => this.draw());
    this.header = new HeaderBar({ host, attempt: (work) => this.attempt(work) });
    this.views = new PlanViews({
      host,
      select: (node) => this.select(node),
      arranged: () => this.arranged(),
      copyNode: () => void this.copyNode(),
      columns: () => this.columns,
      chooseColumn: (key, shown) => this.chooseColumn(key, shown),
      say: (words) => this.say(words),
    });
    this.search = new PlanSearch({
      host,
      goTo: (node) => {
        this.select(node);
        this.views.select(node);
      },
      changed: () => this.draw(),
      left: () => this.views.focus(),
    });
    listen(document.body, 'keydown', (event) => this.onKey(event));
    void this.takeColumns();
  }

  show(view: PlanPanelView | undefined): void {
    const same = view !== undefined && view.runId === this.view?.runId && this.shown !== undefined;
    this.view = view;
    this.toldAt = performance.now();
    if (same) {
      this.draw();
    } else {
      this.note = '';
      this.choosePlan(view ? (savedPlan(view.runId)?.plan ?? 0) : 0);
    }
    window.clearInterval(this.timer);
    this.timer = view?.state.kind === 'running' ? window.setInterval(() => this.draw(), 250) : undefined;
  }

  /** The catalog added something to the advice. */
  advised(list: AdviceList): void {
    this.advice.take(list);
    this.draw();
  }

  /** Something happened to a fix that is being tried. */
  tried(trial: FixTrial): void {
    this.say(this.trials.take(trial));
  }

  /** The host could not be asked what to show. */
  fail(message: string): void {
    render(html`<p class="blank" role="alert">${message}</p>`, this.root);
  }

  private choosePlan(index: number): void {
    this.planIndex = index;
    this.shown = this.newlyShown();
    this.search.clear();
    const saved = this.view && savedPlan(this.view.runId);
    if (saved?.plan === index && this.shown) {
      this.shown.model.restore(saved.selected, saved.collapsed);
      this.views.choose(saved.view);
    }
    this.draw();
  }

  private newlyShown(): ShownPlan | undefined {
    const plan = this.plan();
    return this.view && plan?.kind === 'plan'
      ? {
          panel: this.view,
          index: this.planIndex,
          tree: plan,
          model: new PlanTreeModel(plan.nodes, plan.slowest[0] ?? 0),
        }
      : undefined;
  }

  /** Remembers what the user arranged, for the page that takes this one's place. */
  private arranged(): void {
    if (this.view && this.shown) {
      const { selected, collapsedNodes } = this.shown.model;
      const { runId } = this.view;
      const view = this.views.currentId;
      savePlan({ runId, plan: this.planIndex, view, selected, collapsed: collapsedNodes });
    }
  }

  private plan(): PlanTree | UtilityView | undefined {
    const state = this.view?.state;
    return state?.kind === 'ready' ? state.plans[this.planIndex] : undefined;
  }

  private draw(): void {
    const { view } = this;
    render(view ? this.pageTemplate(view) : blank('There is no plan to show.'), this.root);
    if (this.shown) {
      this.views.show(this.shown, this.search.found);
    }
  }

  private pageTemplate(view: PlanPanelView): TemplateResult {
    const { state } = view;
    const runningMs = state.kind === 'running' ? state.elapsedMs + performance.now() - this.toldAt : 0;
    return html`<div class="plan">
      ${this.header.template({ view, plan: this.planIndex, runningMs, note: this.note })}
      ${this.stateTemplate(view)}
      <div class="spoken" role="status">${state.kind === 'running' ? 'Running' : this.note}</div>
    </div>`;
  }

  private stateTemplate({ state }: PlanPanelView): TemplateResult {
    switch (state.kind) {
      case 'running':
        return blank(runningWords(state.note));
      case 'cancelled':
        return blank('Cancelled. Run it again to see the plan.');
      case 'failed':
        return failedTemplate(state.message);
      case 'ready':
        return html`${choiceTemplate(state.plans, this.planIndex, (index) => {
          this.choosePlan(index);
          this.arranged();
        })}
        ${this.planTemplate(this.plan())}`;
    }
  }

  private planTemplate(plan: PlanTree | UtilityView | undefined): TemplateResult {
    const { shown } = this;
    if (plan === undefined) {
      return blank('The server answered without a plan: nothing is left to execute.');
    }
    if (plan.kind === 'utility' || !shown) {
      return blank(`The server has no plan for this part: ${plan.kind === 'utility' ? plan.text : ''}`);
    }
    const part = this.part(shown);
    const { kinds, current } = this.views.strip(shown);
    return html`${planHeaderTemplate(plan, (id) => this.reveal(id))} ${offersPlace(part)} ${advicePlace(part)}
      <div class="strip">
        ${viewStripTemplate({ kinds, current, choose: (kind) => this.chooseView(kind.id) })}
        <div class="strip-tools">${this.views.tools} ${this.search.template(shown)}</div>
      </div>
      <div class="plan-body">
        <div class="plan-view" id="plan-view" role="tabpanel" aria-labelledby=${`view-${current.id}`}>
          ${this.views.element}
        </div>
        ${this.detailsTemplate(part)}
      </div>`;
  }

  private part(plan: ShownPlan): PagePart {
    return {
      host: this.host,
      plan,
      advice: this.advice,
      trials: this.trials,
      selected: plan.model.selectedNode,
      reveal: (node) => this.reveal(node),
      say: (words) => this.say(words),
      redraw: () => this.draw(),
    };
  }

  private detailsTemplate(part: PagePart): TemplateResult | string {
    const { panel, index, model } = part.plan;
    const node = model.node(model.selected);
    if (!node) {
      return '';
    }
    const known = this.details.of({ runId: panel.runId, plan: index, node: part.selected });
    const example = node.id === part.selected ? undefined : model.node(part.selected);
    const copy = () => void this.copyNode();
    return detailsTemplate({ node, known, example, more: factsPlace(part), copy });
  }

  private onKey(event: KeyboardEvent): void {
    if (this.shown && event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.search.focus();
    }
  }

  private chooseView(id: string): void {
    this.views.choose(id);
    this.draw();
    this.arranged();
  }

  private async takeColumns(): Promise<void> {
    // Without an answer the usual columns are shown.
    this.columns = await this.host.columns(null).catch(() => ({}));
    if (this.shown) {
      this.draw();
    }
  }

  private chooseColumn(key: string, shown: boolean): void {
    this.columns = { ...this.columns, [key]: shown };
    void this.attempt(this.host.keepColumns(this.columns).then(() => ''));
  }

  private select(node: number): void {
    this.shown?.model.select(node);
    this.draw();
    this.arranged();
  }

  private reveal(node: number): void {
    this.select(node);
    this.views.reveal(node);
  }

  private async copyNode(): Promise<void> {
    if (this.view && this.shown) {
      const request = { runId: this.view.runId, plan: this.planIndex, node: this.shown.model.selectedNode };
      await this.attempt(this.host.copyNode(request).then(() => 'Copied the node.'));
    }
  }

  private say(words: string): void {
    this.note = words;
    this.draw();
  }

  private async attempt(work: Promise<string>): Promise<void> {
    try {
      this.say(await work);
    } catch (error) {
      this.say(error instanceof Error ? error.message : '');
    }
  }
}
