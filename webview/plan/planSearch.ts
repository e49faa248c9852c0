import { html, type TemplateResult } from 'lit/html.js';
import { isCancellation } from '../../src/base/cancelSignal';
import type { PlanHost } from '../../src/protocol/plan';
import type { Remote } from '../../src/protocol/rpc';
import { formatCount } from '../shared/words';
import type { ShownPlan } from './views/planSubview';

export interface PlanSearchParts {
  readonly host: Remote<PlanHost>;
  /** Selects a node and brings it into sight; the focus stays in the search. */
  goTo(node: number): void;
  /** Other nodes are found. */
  changed(): void;
  /** Gives the focus back to the view. */
  left(): void;
}

/** Finds nodes by what stands in their titles and details. Enter goes from one to the next, Escape ends the search. */
export class PlanSearch {
  found: ReadonlySet<number> = new Set();
  private order: readonly number[] = [];
  private at = -1;
  private text = '';
  private asked: AbortController | undefined;

  constructor(private readonly parts: PlanSearchParts) {}

  template(plan: ShownPlan): TemplateResult {
    const count =
      this.text === ''
        ? ''
        : this.order.length === 0
          ? 'none'
          : `${formatCount(this.at + 1)} of ${formatCount(this.order.length)}`;
    return html`<div class="search" role="search">
      <span class="muted" role="status">${count}</span>
      <input
        id="plan-search"
        type="search"
        placeholder="Find"
        aria-label="Find in the plan"
        .value=${this.text}
        @input=${(event: Event) => this.typed(event, plan)}
        @keydown=${(event: KeyboardEvent) => this.onKey(event)}
      />
    </div>`;
  }

  focus(): void {
    const input = document.getElementById('plan-search');
    if (input instanceof HTMLInputElement) {
      input.focus();
      input.select();
    }
  }

  /** Another plan is shown: nothing is found in it yet. */
  clear(): void {
    this.asked?.abort();
    this.text = '';
    this.take([]);
  }

  private typed(event: Event, plan: ShownPlan): void {
    if (event.target instanceof HTMLInputElement) {
      this.text = event.target.value;
      this.asked?.abort();
      this.asked = new AbortController();
      void this.find(plan, this.asked.signal);
    }
  }

  private async find({ panel, index }: ShownPlan, signal: AbortSignal): Promise<void> {
    try {
      const { text } = this;
      this.take(await this.parts.host.find({ runId: panel.runId, plan: index, text }, signal));
      this.step(1);
    } catch (error) {
      if (!isCancellation(error)) {
        this.take([]);
      }
    }
    this.parts.changed();
  }

  private take(found: readonly number[]): void {
    this.order = found;
    this.found = new Set(found);
    this.at = -1;
  }

  private step(by: number): void {
    const { length } = this.order;
    if (length > 0) {
      this.at = (this.at + by + length) % length;
      this.parts.goTo(this.order[this.at] ?? 0);
    }
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      this.step(event.shiftKey ? -1 : 1);
      this.parts.changed();
    } else if (event.key === 'Escape') {
      this.clear();
      this.parts.changed();
      this.parts.left();
    } else {
      return;
    }
    event.preventDefault();
  }
}
