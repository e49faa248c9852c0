import { html, type TemplateResult } from 'lit/html.js';
import { listen } from '../../shared/listen';
import { visibleText } from '../../shared/visibleText';
import type { PlanSubview, ShownPlan, SubviewContext, SubviewKind } from './planSubview';
import { type SqlPiece, sqlLines } from './sqlNames';
import { VirtualLines } from './virtualLines';

export const sqlView: SubviewKind = {
  id: 'sql',
  title: 'SQL',
  hint: 'The statement; the names of tables lead to their nodes',
  has: ({ panel }) => panel.statement !== '',
  create: (context) => new SqlView(context),
};

/** A name of the statement that the plan reads. */
interface NamePlace {
  readonly line: number;
  readonly piece: SqlPiece;
}

/** The statement. A name leads to its node, and the selected node marks the names of what it and those below it read. */
class SqlView implements PlanSubview {
  readonly element = document.createElement('div');
  private readonly lines: VirtualLines;
  private plan: ShownPlan | undefined;
  private text: readonly (readonly SqlPiece[])[] = [];
  private places: readonly NamePlace[] = [];
  private at = -1;
  private selected = 0;

  constructor(private readonly context: SubviewContext) {
    this.lines = new VirtualLines({
      label: 'The statement. The left and right arrow keys go from name to name.',
      className: 'sql mono',
      lineHeight: 20,
      line: (index) => this.line(index),
    });
    this.lines.element.setAttribute('role', 'document');
    this.element.className = 'fill';
    this.element.append(this.lines.element);
    listen(this.lines.element, 'keydown', (event) => this.onKey(event));
  }

  show(plan: ShownPlan, selected: number): void {
    this.selected = selected;
    if (plan !== this.plan) {
      this.plan = plan;
      this.text = [];
      this.places = [];
      void this.load(plan);
    }
    this.lines.show(this.text.length);
  }

  select(node: number): void {
    this.selected = node;
    const place = this.places.find(({ piece }) => piece.nodes.includes(node));
    if (place) {
      this.lines.reveal(place.line);
    } else {
      this.lines.draw();
    }
  }

  private async load(plan: ShownPlan): Promise<void> {
    const statement = await this.context.host.statement({ runId: plan.panel.runId });
    if (plan === this.plan) {
      this.text = sqlLines(statement, plan.tree.nodes);
      this.places = this.text.flatMap((pieces, line) =>
        pieces.filter(({ nodes }) => nodes.length > 0).map((piece) => ({ line, piece })),
      );
      this.lines.show(this.text.length);
    }
  }

  private line(index: number): TemplateResult {
    return html`<span class="line-number" aria-hidden="true">${index + 1}</span
      ><span class="line-text">${(this.text[index] ?? []).map((piece) => this.piece(piece))}</span>`;
  }

  private piece(piece: SqlPiece): TemplateResult | string {
    const text = visibleText(piece.text);
    if (piece.nodes.length > 0) {
      const marked = this.isMarked(piece) ? 'sql-name sql-marked' : 'sql-name';
      const title = this.plan?.tree.nodes[piece.nodes[0] ?? 0]?.title ?? '';
      return html`<button
        class=${marked}
        type="button"
        tabindex="-1"
        title=${title}
        .textContent=${text}
        @click=${() => this.follow(piece)}
      ></button>`;
    }
    return piece.kind === 'plain' ? text : html`<span class=${`sql-${piece.kind}`}>${text}</span>`;
  }

  /** Whether the selected node or one below it reads what the piece names. */
  private isMarked({ nodes }: SqlPiece): boolean {
    const end = this.plan?.tree.nodes[this.selected]?.end ?? 0;
    return this.selected > 0 && nodes.some((node) => node >= this.selected && node < end);
  }

  /** A name that several nodes read leads to one after the other. */
  private follow({ nodes }: SqlPiece): void {
    const next = nodes[(nodes.indexOf(this.selected) + 1) % nodes.length];
    if (next !== undefined) {
      this.context.select(next);
      this.context.say(this.plan?.tree.nodes[next]?.title ?? '');
    }
  }

  private onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const { length } = this.places;
    if (step === 0 || length === 0) {
      return;
    }
    this.at = (this.at + step + length) % length;
    const place = this.places[this.at];
    if (place) {
      event.preventDefault();
      this.follow(place.piece);
      this.lines.reveal(place.line);
    }
  }
}
