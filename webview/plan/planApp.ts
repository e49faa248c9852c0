import { html, render, type TemplateResult } from 'lit/html.js';
import type { DetailLine } from '../../src/core/plan/detailLine';
import type { UtilityView } from '../../src/core/plan/planView';
import type { PlanCopyKind, PlanHost, PlanPanelView, PlanTree } from '../../src/protocol/plan';
import type { Remote } from '../../src/protocol/rpc';
import { placeTemplate } from '../shared/place';
import { visibleText } from '../shared/visibleText';
import { formatRunning } from '../shared/words';
import { NodeDetails } from './nodeDetails';
import { savedPlan, savePlan } from './planArrangement';
import { planColumns } from './planColumns';
import { detailsTemplate } from './planDetails';
import { planHeaderTemplate } from './planHeader';
import { PlanTable } from './planTable';
import { PlanTreeModel } from './planTreeModel';

/** The plan page: keeps what it was told, and draws it. */
export class PlanApp {
  private view: PlanPanelView | undefined;
  private planIndex = 0;
  private model: PlanTreeModel | undefined;
  /** When a running EXPLAIN was last told, so that its clock can go on from there. */
  private toldAt = 0;
  private timer: number | undefined;
  /** What the last action did, until the next one. */
  private note = '';
  private readonly details: NodeDetails;
  private readonly table = new PlanTable({
    selected: () => this.draw(),
    arranged: () => this.arranged(),
    copy: () => void this.copyNode(),
  });

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<PlanHost>,
  ) {
    this.details = new NodeDetails(host, () => this.draw());
  }

  show(view: PlanPanelView | undefined): void {
    const same = view !== undefined && view.runId === this.view?.runId && this.model !== undefined;
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

  /** The host could not be asked what to show. */
  fail(message: string): void {
    render(html`<p class="blank" role="alert">${message}</p>`, this.root);
  }

  private choosePlan(index: number): void {
    this.planIndex = index;
    const plan = this.plan();
    this.model = plan?.kind === 'plan' ? new PlanTreeModel(plan.nodes, plan.slowest[0] ?? 0) : undefined;
    const saved = this.view && savedPlan(this.view.runId);
    if (saved?.plan === index) {
      this.model?.restore(saved.selected, saved.collapsed);
    }
    this.draw();
  }

  /** Remembers what the user opened and selected, for the page that takes this one's place. */
  private arranged(): void {
    if (this.view && this.model) {
      const { selected, collapsedNodes } = this.model;
      savePlan({ runId: this.view.runId, plan: this.planIndex, selected, collapsed: collapsedNodes });
    }
  }

  private plan(): PlanTree | UtilityView | undefined {
    const state = this.view?.state;
    return state?.kind === 'ready' ? state.plans[this.planIndex] : undefined;
  }

  private draw(): void {
    const { view } = this;
    render(view ? this.pageTemplate(view) : blank('There is no plan to show.'), this.root);
    const plan = this.plan();
    if (plan?.kind === 'plan' && this.model) {
      this.table.show(this.model, planColumns(plan));
    }
  }

  private pageTemplate(view: PlanPanelView): TemplateResult {
    return html`<div class="plan">
      <header class="bar">
        <h1 class="bar-title">
          <span>${view.title}</span>
          <span class="bar-statement muted mono">${visibleText(view.statement)}</span>
        </h1>
        ${placeTemplate(view)}
        <div class="bar-actions">${this.actionsTemplate(view)}</div>
      </header>
      ${this.stateTemplate(view)}
      <div class="spoken" role="status">${view.state.kind === 'running' ? 'Running' : this.note}</div>
    </div>`;
  }

  private actionsTemplate(view: PlanPanelView): TemplateResult {
    if (view.state.kind === 'running') {
      return html`<vscode-progress-ring aria-hidden="true"></vscode-progress-ring>
        <span>${formatRunning(view.state.elapsedMs + performance.now() - this.toldAt)}</span>
        ${button('Cancel', () => this.host.cancel(null))}`;
    }
    const copy = (what: PlanCopyKind, done: string) => () => this.attempt(this.host.copy({ what }), done);
    return html`<span class="bar-note muted">${this.note}</span>
      ${view.state.kind === 'ready' ? button(`Copy ${view.rawFormat}`, copy('raw', 'Copied the plan.')) : ''}
      ${view.statement === '' ? '' : button('Copy SQL', copy('sql', 'Copied the SQL.'))}
      ${view.again === undefined ? '' : button(view.again, () => this.attempt(this.host.runAgain(null), ''))}`;
  }

  private stateTemplate({ state }: PlanPanelView): TemplateResult {
    switch (state.kind) {
      case 'running':
        return blank('The server is explaining the statement.');
      case 'cancelled':
        return blank('Cancelled. Run it again to see the plan.');
      case 'failed':
        return html`<div class="blank" role="alert">
          <h2>The statement could not be explained.</h2>
          <p class="failure">${state.message}</p>
        </div>`;
      case 'ready':
        return html`${this.choiceTemplate(state.plans)} ${this.planTemplate(this.plan())}`;
    }
  }

  /** By a rewrite rule one statement becomes several. */
  private choiceTemplate(plans: readonly (PlanTree | UtilityView)[]): TemplateResult | string {
    if (plans.length < 2) {
      return '';
    }
    const choose = (event: Event) => {
      if (event.target instanceof HTMLSelectElement) {
        this.choosePlan(Number(event.target.value));
        this.arranged();
      }
    };
    return html`<label class="choice">
      Rewrite rules made ${plans.length} plans of the statement:
      <select @change=${choose}>
        ${plans.map(
          (_, index) =>
            html`<option value=${index} ?selected=${index === this.planIndex}>Plan ${index + 1}</option>`,
        )}
      </select>
    </label>`;
  }

  private planTemplate(plan: PlanTree | UtilityView | undefined): TemplateResult {
    if (plan === undefined) {
      return blank('The server answered without a plan: nothing is left to execute.');
    }
    if (plan.kind === 'utility') {
      return blank(`The server has no plan for this part: ${plan.text}`);
    }
    const node = this.model?.node(this.model.selected);
    return html`${planHeaderTemplate(plan, (id) => this.reveal(id))}
      <div class="plan-body">
        <div class="plan-table-holder">${this.table.element}</div>
        ${node ? detailsTemplate(node, this.linesOf(node.id), () => void this.copyNode()) : ''}
      </div>`;
  }

  private linesOf(node: number): readonly DetailLine[] | Error | undefined {
    return this.view && this.details.lines({ runId: this.view.runId, plan: this.planIndex, node });
  }

  private reveal(node: number): void {
    this.table.select(node);
    this.table.element.focus();
  }

  private async copyNode(): Promise<void> {
    if (this.view && this.model) {
      const { runId } = this.view;
      const request = { runId, plan: this.planIndex, node: this.model.selected };
      await this.attempt(this.host.copyNode(request), 'Copied the node.');
    }
  }

  private async attempt(work: Promise<unknown>, done: string): Promise<void> {
    try {
      await work;
      this.note = done;
    } catch (error) {
      this.note = error instanceof Error ? error.message : '';
    }
    this.draw();
  }
}

function button(title: string, act: () => Promise<unknown>): TemplateResult {
  return html`<vscode-button appearance="secondary" @click=${() => void act()}>${title}</vscode-button>`;
}

function blank(words: string): TemplateResult {
  return html`<p class="blank">${words}</p>`;
}
