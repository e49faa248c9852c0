import { html, render } from 'lit/html.js';
import { listen } from '../../shared/listen';
import { CanvasArea, fitted, type ThemeColors } from './canvasArea';
import { type FlameLayout, flameLayout, type FlameMetric, flameMetrics, metricsOf } from './flameLayout';
import { nodeName, nodeWords } from './nodeWords';
import type { PlanSubview, ShownPlan, SubviewContext, SubviewKind } from './planSubview';
import { walkNodes } from './treeWalk';

export const flameView: SubviewKind = {
  id: 'flame',
  title: 'Flame',
  hint: 'Boxes as wide as what they took, each above what it consists of',
  has: ({ tree }) => metricsOf(tree.nodes).length > 0,
  create: (context) => new FlameView(context),
};

const rowHeight = 24;
const gap = 1;
const margin = 12;
/** Narrower boxes, and what is in them, are not drawn. */
const narrowest = 0.4;
const characterWidth = 6.6;

/** The flame graph: the root on top, as wide as the whole; what is zoomed in on is as wide as the page. */
class FlameView implements PlanSubview {
  readonly element = document.createElement('div');
  readonly tools = document.createElement('div');
  private readonly area: CanvasArea;
  private plan: ShownPlan | undefined;
  private metric: FlameMetric | undefined;
  private layout: FlameLayout | undefined;
  private selected = 0;
  private zoomed = 0;
  private top = 0;
  /** The selected node is looked for when the area has its size. */
  private unseen = false;
  private found: ReadonlySet<number> = new Set();

  constructor(private readonly context: SubviewContext) {
    this.area = new CanvasArea({
      className: 'flame',
      kind: 'flame graph',
      label: 'Flame graph. Arrow keys go from node to node, Enter zooms in, Escape zooms out.',
      paint: (canvas, colors) => this.paint(canvas, colors),
    });
    this.element.className = 'fill';
    this.element.append(this.area.element);
    this.tools.className = 'tools';
    const { element } = this.area;
    listen(element, 'keydown', (event) => this.onKey(event));
    listen(element, 'click', (event) => this.onClick(event));
    listen(element, 'dblclick', (event) => this.zoomTo(this.nodeAt(event) ?? this.zoomed));
    listen(element, 'pointermove', (event) => this.onMove(event));
    listen(element, 'wheel', (event) => this.onWheel(event), { passive: false });
  }

  show(plan: ShownPlan, selected: number): void {
    this.selected = selected;
    if (plan !== this.plan) {
      this.plan = plan;
      this.zoomed = 0;
      this.top = 0;
      this.unseen = true;
      this.choose(this.metric?.id);
    }
    this.area.schedule();
  }

  select(node: number): void {
    this.selected = node;
    this.bringIntoSight();
    this.area.schedule();
  }

  mark(found: ReadonlySet<number>): void {
    this.found = found;
    this.area.schedule();
  }

  private get nodes() {
    return this.plan?.tree.nodes ?? [];
  }

  private choose(id: string | undefined): void {
    const offered = metricsOf(this.nodes);
    this.metric = offered.find((metric) => metric.id === id) ?? offered[0];
    this.layout = flameLayout(this.nodes, this.metric ?? { id: '', title: '', of: () => 0 });
    this.area.schedule();
    const changed = (event: Event) => {
      if (event.target instanceof HTMLSelectElement) {
        this.choose(event.target.value);
      }
    };
    render(
      html`<select aria-label="How wide the boxes are" @change=${changed}>
          ${flameMetrics
            .filter((metric) => offered.includes(metric))
            .map(
              (metric) =>
                html`<option value=${metric.id} ?selected=${metric === this.metric}>${metric.title}</option>`,
            )}
        </select>
        <vscode-button
          appearance="secondary"
          ?disabled=${this.zoomed === 0}
          title="Show the whole plan (Escape)"
          @click=${() => this.zoomTo(0)}
          >Reset Zoom</vscode-button
        >`,
      this.tools,
    );
  }

  private zoomTo(node: number): void {
    this.zoomed = node;
    this.choose(this.metric?.id);
    this.bringIntoSight();
  }

  /** The left edge and the width of a node in pixels; those above what is zoomed in on are as wide as the page. */
  private place(id: number): readonly [x: number, width: number] {
    const { layout, zoomed, area } = this;
    const room = area.width - 2 * margin;
    if (!layout) {
      return [0, 0];
    }
    const end = this.nodes[id]?.end ?? 0;
    if (id <= zoomed && zoomed < end) {
      return [margin, room];
    }
    const whole = layout.width[zoomed] || 1;
    const x = ((layout.start[id] ?? 0) - (layout.start[zoomed] ?? 0)) / whole;
    return [margin + x * room, ((layout.width[id] ?? 0) / whole) * room];
  }

  private y(id: number): number {
    return 8 + (this.nodes[id]?.depth ?? 0) * rowHeight - this.top;
  }

  private paint(canvas: CanvasRenderingContext2D, colors: ThemeColors): void {
    if (this.unseen) {
      this.unseen = false;
      this.bringIntoSight();
    }
    const { nodes, zoomed } = this;
    canvas.font = colors.font;
    canvas.textBaseline = 'middle';
    for (let id: number | undefined = nodes[zoomed]?.parent; id !== undefined; id = nodes[id]?.parent) {
      this.paintNode(canvas, colors, id);
    }
    const end = nodes[zoomed]?.end ?? 0;
    for (let id = zoomed; id < end;) {
      const [, width] = this.place(id);
      const low = this.y(id) > this.area.height;
      if (width >= narrowest) {
        this.paintNode(canvas, colors, id);
      }
      id = width < narrowest || low ? (nodes[id]?.end ?? end) : id + 1;
    }
    if (this.selected < nodes.length) {
      this.outline(canvas, this.selected, colors.focus);
    }
  }

  private paintNode(canvas: CanvasRenderingContext2D, colors: ThemeColors, id: number): void {
    const node = this.nodes[id];
    const y = this.y(id);
    if (!node || y < -rowHeight || y > this.area.height) {
      return;
    }
    const [x, width] = this.place(id);
    const inner = Math.max(0.5, width - gap);
    const own = this.metric?.of(node) ?? 0;
    const share = this.layout && this.layout.total > 0 ? own / this.layout.total : 0;
    canvas.fillStyle = colors.background;
    canvas.fillRect(x, y, inner, rowHeight - gap);
    canvas.globalAlpha = colors.highContrast ? 0 : 0.16 + 0.3 * Math.sqrt(share);
    canvas.fillStyle = node.slowest && this.metric?.id === 'time' ? colors.warning : colors.bar;
    canvas.fillRect(x, y, inner, rowHeight - gap);
    canvas.globalAlpha = 1;
    if (colors.highContrast) {
      canvas.strokeStyle = colors.line;
      canvas.lineWidth = 1;
      canvas.strokeRect(x + 0.5, y + 0.5, Math.max(0, inner - 1), rowHeight - gap - 1);
    }
    // What the node itself took, as a part of its box.
    canvas.fillStyle = node.slowest ? colors.warning : colors.bar;
    canvas.fillRect(x, y + rowHeight - gap - 2, inner * ownPart(share, this.layout?.width[id]), 2);
    if (this.found.has(id)) {
      this.outline(canvas, id, colors.found);
    }
    const text = fitted(nodeName(node), inner - 8, characterWidth);
    if (text !== '') {
      canvas.fillStyle = colors.foreground;
      canvas.fillText(text, x + 4, y + (rowHeight - gap) / 2, inner - 6);
    }
  }

  private outline(canvas: CanvasRenderingContext2D, id: number, color: string): void {
    const [x, width] = this.place(id);
    const y = this.y(id);
    if (x + width < 0 || x > this.area.width) {
      return;
    }
    canvas.strokeStyle = color;
    canvas.lineWidth = 2;
    canvas.strokeRect(x + 1, y + 1, Math.max(1, width - gap - 2), rowHeight - gap - 2);
  }

  private nodeAt(event: MouseEvent): number | undefined {
    const { left, top } = this.area.element.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    const depth = Math.floor((y + this.top - 8) / rowHeight);
    const { nodes } = this;
    for (let id = 0; id < nodes.length;) {
      const [start, width] = this.place(id);
      if (x < start || x >= start + width) {
        id = nodes[id]?.end ?? nodes.length;
      } else if (nodes[id]?.depth === depth) {
        return id;
      } else {
        id++;
      }
    }
    return undefined;
  }

  private onClick(event: MouseEvent): void {
    const node = this.nodeAt(event);
    if (node !== undefined) {
      this.context.select(node);
    }
  }

  private onMove(event: PointerEvent): void {
    const id = this.nodeAt(event);
    const node = id === undefined ? undefined : this.nodes[id];
    const { left, top } = this.area.element.getBoundingClientRect();
    this.area.showTip(node ? nodeWords(node) : [], event.clientX - left, event.clientY - top);
  }

  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      const over = this.nodeAt(event);
      const up = this.nodes[this.zoomed]?.parent ?? 0;
      this.zoomTo(event.deltaY < 0 ? this.towards(over ?? this.selected) : up);
    } else {
      this.scrollTo(this.top + event.deltaY);
    }
  }

  /** The node one step from what is zoomed in on towards another. */
  private towards(target: number): number {
    for (let id: number | undefined = target; id !== undefined; id = this.nodes[id]?.parent) {
      if (this.nodes[id]?.parent === this.zoomed) {
        return id;
      }
    }
    return this.zoomed;
  }

  private scrollTo(top: number): void {
    const most = (this.layout?.levels ?? 0) * rowHeight + 16 - this.area.height;
    this.top = Math.max(0, Math.min(top, most));
    this.area.schedule();
  }

  private bringIntoSight(): void {
    const { zoomed, nodes } = this;
    if (this.selected < zoomed || this.selected >= (nodes[zoomed]?.end ?? 0)) {
      this.zoomed = 0;
    }
    const y = this.y(this.selected);
    if (y < 0 || y + rowHeight > this.area.height) {
      this.scrollTo(this.top + y - this.area.height / 3);
    }
  }

  private onKey(event: KeyboardEvent): void {
    const { key } = event;
    const isCopy = key.toLowerCase() === 'c' && (event.ctrlKey || event.metaKey);
    const next =
      event.ctrlKey || event.metaKey || event.altKey ? undefined : walkNodes(this.nodes, this.selected, key);
    if (isCopy) {
      this.context.copyNode();
    } else if (next !== undefined) {
      this.context.select(next);
      this.select(next);
    } else if (key === 'Enter' || key === '+') {
      this.zoomTo(this.selected);
    } else if ((key === 'Escape' && this.zoomed !== 0) || key === '-') {
      this.zoomTo(key === '-' ? (this.nodes[this.zoomed]?.parent ?? 0) : 0);
    } else {
      return;
    }
    event.preventDefault();
    const node = this.nodes[this.selected];
    this.area.speak(node ? nodeWords(node).join(', ') : '');
  }
}

function ownPart(share: number, width: number | undefined): number {
  return width === undefined || width === 0 ? 0 : Math.min(1, share / width);
}
