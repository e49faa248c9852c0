import { html } from 'lit/html.js';
import { visibleText } from '../../shared/visibleText';
import type { PlanSubview, ShownPlan, SubviewContext, SubviewKind } from './planSubview';
import { VirtualLines } from './virtualLines';

export const rawView: SubviewKind = {
  id: 'raw',
  title: 'Raw',
  hint: 'The plan as it was written',
  has: () => true,
  create: (context) => new RawView(context),
};

const chunk = 200;
/** Chunks that are kept; the host has them all. */
const keptChunks = 50;

/** The plan's text, of which the host hands out what is in sight. */
class RawView implements PlanSubview {
  readonly element = document.createElement('div');
  private readonly lines: VirtualLines;
  private readonly chunks = new Map<number, readonly string[]>();
  private plan: ShownPlan | undefined;
  private total = 0;
  private marked = -1;

  constructor(private readonly context: SubviewContext) {
    this.lines = new VirtualLines({
      label: 'The plan as it was written',
      className: 'raw mono',
      lineHeight: 18,
      line: (index) => this.line(index),
      entering: (from, count) => this.entering(from, count),
    });
    this.lines.element.setAttribute('role', 'document');
    this.element.className = 'fill';
    this.element.append(this.lines.element);
  }

  show(plan: ShownPlan, selected: number): void {
    if (plan !== this.plan) {
      this.plan = plan;
      this.chunks.clear();
      this.total = 0;
      this.load(0);
      this.select(selected);
    }
    this.lines.show(this.total);
  }

  select(node: number): void {
    void this.reveal(node);
  }

  private async reveal(node: number): Promise<void> {
    const { plan } = this;
    if (plan) {
      const line = await this.context.host.rawLine({ runId: plan.panel.runId, plan: plan.index, node });
      if (plan === this.plan) {
        this.marked = line;
        if (line >= 0) {
          this.lines.reveal(line);
        }
      }
    }
  }

  private line(index: number) {
    const text = this.chunks.get(Math.floor(index / chunk))?.[index % chunk];
    return html`<span class="line-number" aria-hidden="true">${index + 1}</span
      ><span class=${index === this.marked ? 'line-text line-marked' : 'line-text'}
        >${text === undefined ? '…' : visibleText(text)}</span
      >`;
  }

  private entering(from: number, count: number): void {
    for (let at = Math.floor(from / chunk); at * chunk < from + count; at++) {
      if (!this.chunks.has(at)) {
        this.load(at);
      }
    }
  }

  private load(at: number): void {
    const { plan } = this;
    if (!plan) {
      return;
    }
    this.chunks.set(at, []);
    const asked = this.context.host.rawLines({ runId: plan.panel.runId, from: at * chunk, count: chunk });
    asked.then(
      ({ total, lines }) => {
        if (plan === this.plan) {
          this.keep(at, lines);
          this.total = total;
          this.lines.show(total);
        }
      },
      () => this.chunks.delete(at),
    );
  }

  private keep(at: number, lines: readonly string[]): void {
    this.chunks.delete(at);
    this.chunks.set(at, lines);
    const [oldest] = this.chunks.keys();
    if (this.chunks.size > keptChunks && oldest !== undefined) {
      this.chunks.delete(oldest);
    }
  }
}
