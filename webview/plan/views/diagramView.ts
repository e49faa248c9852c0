import { html, render } from 'lit/html.js';
import { formatShare } from '../../../src/core/plan/format';
import type { PlanRow } from '../../../src/protocol/plan';
import { followPointer } from '../../shared/followPointer';
import { listen } from '../../shared/listen';
import { Viewport } from '../../shared/viewport';
import { rowsWords, timeWords } from '../figureWords';
import { CanvasArea, fitted, type ThemeColors } from './canvasArea';
import { boxHeight, boxWidth, type DiagramLayout, diagramLayout, levelTop } from './diagramLayout';
import { nodeName, nodeWords } from './nodeWords';
import type { PlanSubview, ShownPlan, SubviewContext, SubviewKind } from './planSubview';
import { walkRows } from './treeWalk';

export const diagramView: SubviewKind = {
  id: 'diagram',
  title: 'Diagram',
  hint: 'The nodes as boxes, with the rows that flow between them',
  has: () => true,
  create: (context) => new DiagramView(context),
};

const characterWidth = 6.5;
/** Smaller letters cannot be read. */
const readableScale = 0.45;
/** A plan that would have to be smaller is shown around its selected node. */
const fittingScale = 0.6;

/** The visible rows of the tree as boxes. Only what is in sight is drawn. */
class DiagramView implements PlanSubview {
  readonly element = document.createElement('div');
  readonly tools = document.createElement('div');
  private readonly area: CanvasArea;
  private readonly viewport = new Viewport(() => this.area.schedule());
  private plan: ShownPlan | undefined;
  private layout: DiagramLayout | undefined;
  private found: ReadonlySet<number> = new Set();
  private placed = false;

  constructor(private readonly context: SubviewContext) {
    this.area = new CanvasArea({
      className: 'diagram',
      kind: 'diagram',
      label:
        'Diagram. Arrow keys go from node to node, Enter folds, plus and minus zoom, 0 shows everything.',
      paint: (canvas, colors) => this.paint(canvas, colors),
    });
    this.element.className = 'fill';
    this.element.append(this.area.element);
    const { element } = this.area;
    followPointer(element, this.viewport);
    listen(element, 'keydown', (event) => this.onKey(event));
    listen(element, 'click', (event) => this.onClick(event));
    listen(element, 'dblclick', (event) => this.fold(this.rowAt(event)));
    listen(element, 'pointermove', (event) => this.onMove(event));
    this.tools.className = 'tools';
    const button = (title: string, label: string, act: () => void) =>
      html`<vscode-button appearance="secondary" aria-label=${title} title=${title} @click=${act}
        >${label}</vscode-button
      >`;
    render(
      html`${button('+ Zoom In', '+', () => this.zoom(1.25))}
      ${button('− Zoom Out', '−', () => this.zoom(0.8))} ${button('Fit Everything', 'Fit', () => this.fit())}`,
      this.tools,
    );
  }

  show(plan: ShownPlan): void {
    if (plan !== this.plan) {
      this.plan = plan;
      this.placed = false;
    }
    if (this.layout?.rows !== plan.model.visible) {
      this.layout = diagramLayout(plan.model);
    }
    this.area.schedule();
  }

  select(): void {
    this.reveal();
  }

  mark(found: ReadonlySet<number>): void {
    this.found = found;
    this.area.schedule();
  }

  private place(): void {
    const { layout, area, viewport } = this;
    if (layout && area.width > 0) {
      this.placed = true;
      viewport.fit({ width: layout.width + 32, height: layout.height + 32 }, area);
      if (viewport.scale < fittingScale) {
        viewport.scale = Math.min(1, Math.max(fittingScale, viewport.scale));
        this.center();
      } else {
        viewport.moveBy(16 * viewport.scale, 16 * viewport.scale);
      }
    }
  }

  /** The selected row in the middle, or the whole when that fits. */
  private center(): void {
    const { viewport, area } = this;
    const box = this.box(this.plan?.model.rowOf(this.plan.model.selected) ?? 0);
    viewport.x = area.width / 2 - (box.x + boxWidth / 2) * viewport.scale;
    viewport.y = Math.min(16, area.height / 2 - (box.y + boxHeight / 2) * viewport.scale);
    this.area.schedule();
  }

  private fit(): void {
    if (this.layout) {
      this.viewport.fit({ width: this.layout.width + 32, height: this.layout.height + 32 }, this.area);
      this.viewport.moveBy(16 * this.viewport.scale, 16 * this.viewport.scale);
    }
  }

  private zoom(factor: number): void {
    this.viewport.zoomBy(factor, { x: this.area.width / 2, y: this.area.height / 2 });
  }

  private reveal(): void {
    const { plan, layout } = this;
    if (plan && layout) {
      if (layout.rows !== plan.model.visible) {
        this.layout = diagramLayout(plan.model);
      }
      const box = this.box(plan.model.rowOf(plan.model.selected));
      this.viewport.reveal({ ...box, width: boxWidth, height: boxHeight }, this.area);
    }
  }

  private box(at: number): { readonly x: number; readonly y: number } {
    return { x: this.layout?.x[at] ?? 0, y: levelTop(this.layout?.level[at] ?? 0) };
  }

  private paint(canvas: CanvasRenderingContext2D, colors: ThemeColors): void {
    const { layout, plan, viewport, area } = this;
    if (!layout || !plan) {
      return;
    }
    if (!this.placed) {
      this.place();
    }
    canvas.translate(viewport.x, viewport.y);
    canvas.scale(viewport.scale, viewport.scale);
    const left = -viewport.x / viewport.scale - boxWidth;
    const right = (area.width - viewport.x) / viewport.scale;
    const top = -viewport.y / viewport.scale - 2 * boxHeight - 88;
    const bottom = (area.height - viewport.y) / viewport.scale + boxHeight + 44;
    const inSight: number[] = [];
    for (let at = 0; at < layout.rows.length; at++) {
      const y = levelTop(layout.level[at] ?? 0);
      if (y >= top && y <= bottom) {
        this.paintEdge(canvas, colors, at);
        const x = layout.x[at] ?? 0;
        if (x >= left && x <= right) {
          inSight.push(at);
        }
      }
    }
    canvas.textBaseline = 'alphabetic';
    for (const at of inSight) {
      this.paintBox(canvas, colors, at);
    }
  }

  /** The more rows flow, the thicker the line. */
  private paintEdge(canvas: CanvasRenderingContext2D, colors: ThemeColors, at: number): void {
    const { layout, plan, viewport, area } = this;
    const parent = layout?.parent[at] ?? -1;
    if (parent < 0 || !layout || !plan) {
      return;
    }
    const from = this.box(at);
    const to = this.box(parent);
    const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x) + boxWidth];
    if (right * viewport.scale + viewport.x < 0 || left * viewport.scale + viewport.x > area.width) {
      return;
    }
    const node = plan.model.node(layout.rows[at] ?? -1);
    const rows = node?.rowsActual ?? node?.rowsPlanned ?? 0;
    const middle = to.y + boxHeight + 22;
    canvas.strokeStyle = colors.muted;
    canvas.lineWidth = 1 + Math.log10(1 + rows) / 2;
    canvas.setLineDash(node?.neverExecuted === true ? [4, 4] : []);
    canvas.beginPath();
    canvas.moveTo(from.x + boxWidth / 2, from.y);
    canvas.lineTo(from.x + boxWidth / 2, middle);
    canvas.lineTo(to.x + boxWidth / 2, middle);
    canvas.lineTo(to.x + boxWidth / 2, to.y + boxHeight);
    canvas.stroke();
    canvas.setLineDash([]);
  }

  private paintBox(canvas: CanvasRenderingContext2D, colors: ThemeColors, at: number): void {
    const { layout, plan, viewport } = this;
    const id = layout?.rows[at] ?? -1;
    const node = plan?.model.node(id);
    if (!plan || !node) {
      return;
    }
    const { x, y } = this.box(at);
    const selected = id === plan.model.selected;
    canvas.fillStyle = colors.background;
    canvas.fillRect(x, y, boxWidth, boxHeight);
    if (!colors.highContrast) {
      canvas.globalAlpha = 0.06 + 0.2 * (node.share ?? 0);
      canvas.fillStyle = node.slowest ? colors.warning : colors.bar;
      canvas.fillRect(x, y, boxWidth, boxHeight);
      canvas.globalAlpha = 1;
    }
    canvas.strokeStyle = selected ? colors.focus : this.found.has(id) ? colors.found : colors.muted;
    canvas.lineWidth = selected || this.found.has(id) ? 2 : 1;
    canvas.strokeRect(x + 0.5, y + 0.5, boxWidth - 1, boxHeight - 1);
    canvas.fillStyle = node.slowest ? colors.warning : colors.bar;
    canvas.fillRect(x + 1, y + boxHeight - 4, (boxWidth - 2) * Math.min(1, node.share ?? 0), 3);
    if (viewport.scale >= readableScale) {
      this.paintWords(canvas, colors, { id, node, x, y });
    }
  }

  private paintWords(canvas: CanvasRenderingContext2D, colors: ThemeColors, box: WordsBox): void {
    const { id, node, x, y } = box;
    const model = this.plan?.model;
    const folded = model?.hasChildren(id) === true && !model.isExpanded(id);
    canvas.font = colors.font;
    canvas.fillStyle = node.neverExecuted ? colors.muted : colors.foreground;
    const room = boxWidth - 20;
    canvas.fillText(
      fitted(`${folded ? '▸ ' : ''}${nodeName(node)}`, room, characterWidth),
      x + 10,
      y + 20,
      room,
    );
    canvas.fillStyle = colors.muted;
    canvas.fillText(fitted(secondLine(node), room, characterWidth), x + 10, y + 39, room);
  }

  private rowAt(event: MouseEvent): number | undefined {
    const { layout, viewport } = this;
    const { left, top } = this.area.element.getBoundingClientRect();
    const x = (event.clientX - left - viewport.x) / viewport.scale;
    const y = (event.clientY - top - viewport.y) / viewport.scale;
    return layout?.rows.find((_, at) => {
      const box = this.box(at);
      return x >= box.x && x <= box.x + boxWidth && y >= box.y && y <= box.y + boxHeight;
    });
  }

  private onClick(event: MouseEvent): void {
    const row = this.rowAt(event);
    if (row !== undefined) {
      this.context.select(row);
    }
  }

  private onMove(event: PointerEvent): void {
    const row = event.buttons === 0 ? this.rowAt(event) : undefined;
    const node = row === undefined ? undefined : this.plan?.model.node(row);
    const { left, top } = this.area.element.getBoundingClientRect();
    this.area.showTip(node ? nodeWords(node) : [], event.clientX - left, event.clientY - top);
  }

  private fold(row: number | undefined): void {
    const { plan } = this;
    if (plan && row !== undefined) {
      plan.model.toggle(row, !plan.model.isExpanded(row));
      this.context.select(plan.model.selected);
      this.reveal();
    }
  }

  private onKey(event: KeyboardEvent): void {
    const { plan } = this;
    if (!plan || event.altKey) {
      return;
    }
    const { model } = plan;
    const isMod = event.ctrlKey || event.metaKey;
    const next = isMod ? undefined : walkRows(model, model.selected, event.key);
    const acts: Readonly<Record<string, () => void>> = {
      Enter: () => this.fold(model.selected),
      '+': () => this.zoom(1.25),
      '=': () => this.zoom(1.25),
      '-': () => this.zoom(0.8),
      '0': () => this.fit(),
    };
    const act = acts[event.key];
    if (isMod && event.key.toLowerCase() === 'c') {
      this.context.copyNode();
    } else if (next !== undefined) {
      this.context.select(next);
      this.reveal();
    } else if (act && !isMod) {
      act();
    } else {
      return;
    }
    event.preventDefault();
    const node = model.node(model.selected);
    this.area.speak(node ? nodeWords(node).join(', ') : '');
  }
}

interface WordsBox {
  readonly id: number;
  readonly node: PlanRow;
  readonly x: number;
  readonly y: number;
}

/** `68 % · 61.2 ms · 100 → 20,000 rows` */
function secondLine(node: PlanRow): string {
  if (node.neverExecuted) {
    return 'never executed';
  }
  const rows = rowsWords(node);
  return [
    node.share === undefined ? '' : formatShare(node.share),
    timeWords(node.selfMs, node.selfToleranceMs),
    rows === '' ? '' : `${rows} rows`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
