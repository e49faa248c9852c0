import { html, render, type TemplateResult } from 'lit/html.js';
import { guard } from 'lit/directives/guard.js';
import { type GraphDetail, graphDetails } from '../../src/core/graph/graph';
import { type GraphLayout, layoutGraph, type NodeBox } from '../../src/core/graph/graphLayout';
import { nodeTexts } from '../../src/core/graph/nodeTexts';
import type { GraphFormat, GraphHost, GraphView } from '../../src/protocol/graph';
import type { Remote } from '../../src/protocol/rpc';
import { placeTemplate } from '../shared/place';
import { countOf } from '../shared/words';
import { drawingTemplate, markCurrent } from './drawing';
import { followKeys } from '../shared/graphKeys';
import { followPointer } from '../shared/followPointer';
import { type Direction, nearestNode } from '../shared/nearest';
import { type Size, Viewport } from '../shared/viewport';

/** A diagram of more tables shows only their keys at first. */
const manyTables = 30;

/** More lines than these are drawn faintly. */
const manyEdges = 120;

const detailWords: Readonly<Record<GraphDetail, string>> = {
  names: 'names only',
  keys: 'keys',
  all: 'all columns',
};

/** The page of a graph: draws what it was told, and lets the user move in it. */
export class GraphApp {
  private view: GraphView | undefined;
  private layout: GraphLayout | undefined;
  private detail: GraphDetail = 'names';
  private current: string | undefined;
  private failure: string | undefined;
  private note = '';
  private readonly viewport = new Viewport((viewport) => this.place(viewport));
  private following = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<GraphHost>,
  ) {}

  async load(): Promise<void> {
    render(html`<p class="blank" aria-busy="true">Reading…</p>`, this.root);
    await this.take(this.host.ready(null), true);
  }

  /** Shows the nearest node in a direction. */
  walk(direction: Direction): void {
    const from = this.box(this.current);
    const next = from && this.layout && nearestNode(from, this.layout.nodes, direction);
    if (next) {
      this.select(next.node.id);
    }
  }

  expand(direction: 'up' | 'down', id = this.current): void {
    const node = this.box(id)?.node;
    if (node && !node.expanded[direction] && this.view?.kind === 'dependencies') {
      this.current = node.id;
      void this.take(this.host.expand({ id: node.id, direction }), false);
    }
  }

  open(id = this.current): void {
    if (id !== undefined) {
      void this.attempt(this.host.open({ id }), () => '');
    }
  }

  zoom(factor: number): void {
    const { width, height } = this.window();
    this.viewport.zoomBy(factor, { x: width / 2, y: height / 2 });
  }

  fit(): void {
    if (this.layout) {
      this.viewport.fit(this.layout, this.window());
    }
  }

  private async take(answer: Promise<GraphView>, afresh: boolean): Promise<void> {
    try {
      const before = this.box(this.current);
      this.view = await answer;
      this.failure = undefined;
      if (afresh) {
        const { kind, graph } = this.view;
        this.detail = kind === 'dependencies' ? 'names' : graph.nodes.length > manyTables ? 'keys' : 'all';
        this.current = graph.nodes[0]?.id;
      }
      this.relayout();
      this.keepInPlace(before, afresh);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.draw();
    }
  }

  /** After an expansion the node that was expanded stays where it was on the screen. */
  private keepInPlace(before: NodeBox | undefined, afresh: boolean): void {
    const now = this.box(this.current);
    if (afresh || !before || !now) {
      this.fit();
      return;
    }
    const { scale } = this.viewport;
    this.viewport.moveBy((before.x - now.x) * scale, (before.y - now.y) * scale);
    this.select(now.node.id);
  }

  private relayout(): void {
    this.layout = this.view && layoutGraph(this.view.graph, this.detail);
    this.draw();
  }

  private select(id: string): void {
    this.mark(id);
    const box = this.box(id);
    if (box) {
      this.viewport.reveal(box, this.window());
      document.getElementById(`node-${id}`)?.focus({ preventScroll: true });
    }
  }

  private focused(id: string): void {
    if (this.current !== id) {
      this.mark(id);
    }
  }

  private mark(id: string): void {
    this.current = id;
    markCurrent(this.root, id);
  }

  private box(id: string | undefined): NodeBox | undefined {
    return this.layout?.nodes.find((each) => each.node.id === id);
  }

  private window(): Size {
    const area = this.root.querySelector('.drawing')?.getBoundingClientRect();
    return { width: area?.width ?? 1, height: area?.height ?? 1 };
  }

  private place({ x, y, scale }: Viewport): void {
    document.getElementById('everything')?.setAttribute('transform', `translate(${x} ${y}) scale(${scale})`);
  }

  private draw(): void {
    const { view, failure } = this;
    if (failure !== undefined && view === undefined) {
      render(html`<p class="blank" role="alert">${failure}</p>`, this.root);
    } else if (view) {
      render(this.pageTemplate(view), this.root);
      this.place(this.viewport);
      markCurrent(this.root, this.current);
      this.follow();
    }
  }

  /** The area of the drawing stays the same element, so it is listened to once. */
  private follow(): void {
    const area = this.root.querySelector<HTMLElement>('.drawing');
    if (area && !this.following) {
      this.following = true;
      followPointer(area, this.viewport);
      followKeys(area, this, this.viewport);
    }
  }

  private pageTemplate(view: GraphView): TemplateResult {
    const { nodes, edges } = view.graph;
    const what = view.kind === 'diagram' ? 'ER diagram' : 'Dependencies';
    return html`<div class=${edges.length > manyEdges ? 'graph dense' : 'graph'}>
      <header class="bar">
        <h1 class="bar-title">
          <span class="bar-name">${what} of ${view.title}</span>
          <span class="muted">${countWords(view)}</span>
        </h1>
        ${placeTemplate(view)}
        <div class="bar-actions">${this.actionsTemplate(view)}</div>
      </header>
      ${view.notes.map((note) => html`<p class="note muted">${note}</p>`)}
      ${this.failure === undefined ? '' : html`<p class="note" role="alert">${this.failure}</p>`}
      <div class="drawing">
        ${nodes.length === 0 ? html`<p class="blank">There is no table here.</p>` : this.drawing(view)}
      </div>
      <p class="help muted">
        Arrow keys go from one to the next, Enter opens,
        ${view.kind === 'dependencies' ? 'U and D show what it depends on and what depends on it, ' : ''}plus
        and minus zoom, 0 shows everything. Drag to move, Ctrl and the wheel to zoom.
      </p>
      <div class="spoken" role="status">${this.note}</div>
    </div>`;
  }

  private drawing(view: GraphView): unknown {
    const { layout, detail } = this;
    const draw = (): TemplateResult | string =>
      layout
        ? drawingTemplate({
            layout,
            detail,
            edges: view.graph.edges,
            start: view.kind === 'dependencies' ? view.graph.nodes[0]?.id : undefined,
            focused: (id) => this.focused(id),
            select: (id) => this.select(id),
            open: (id) => this.open(id),
            expand: (id, direction) => this.expand(direction, id),
          })
        : '';
    // Nothing of the drawing changes but by a new layout.
    return guard([layout], draw);
  }

  private actionsTemplate(view: GraphView): TemplateResult {
    return html`<input
        class="find"
        type="search"
        placeholder="Find"
        aria-label="Find by name"
        @keydown=${(event: KeyboardEvent) => this.find(event)}
      />
      ${
        view.kind === 'diagram'
          ? html`<select
              aria-label="What is shown of a table"
              @change=${(event: Event) => this.choose(event)}
            >
              ${graphDetails.map(
                (each) =>
                  html`<option value=${each} ?selected=${each === this.detail}>${detailWords[each]}</option>`,
              )}
            </select>`
          : ''
      }
      ${button('+ Zoom In', '+', () => this.zoom(1.25))} ${button('− Zoom Out', '−', () => this.zoom(0.8))}
      ${button('Fit Everything', 'Fit', () => this.fit())}
      ${button('Save as SVG…', 'SVG…', () => this.save('svg'))}
      ${button('Save as Mermaid…', 'Mermaid…', () => this.save('mermaid'))}
      ${button('Refresh', 'Refresh', () => this.take(this.host.refresh(null), true))}`;
  }

  private choose(event: Event): void {
    const chosen = graphDetails.find(
      (each) => event.target instanceof HTMLSelectElement && each === event.target.value,
    );
    if (chosen) {
      this.detail = chosen;
      this.relayout();
      this.fit();
    }
  }

  /** Enter goes from one match to the next. */
  private find(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement) || !this.layout) {
      return;
    }
    const wanted = event.target.value.toLowerCase();
    const matches = this.layout.nodes.filter(({ node }) =>
      nodeTexts(node).full.toLowerCase().includes(wanted),
    );
    const at = matches.findIndex(({ node }) => node.id === this.current);
    const next = matches[(at + 1) % Math.max(1, matches.length)];
    this.note = next ? `${matches.length} found.` : 'Nothing found.';
    if (next && wanted !== '') {
      this.select(next.node.id);
      event.target.focus();
    }
    this.draw();
  }

  private async save(format: GraphFormat): Promise<void> {
    const { detail } = this;
    await this.attempt(this.host.save({ format, detail }), (file) => (file === null ? '' : `Saved ${file}.`));
  }

  private async attempt<T>(work: Promise<T>, done: (answer: T) => string): Promise<void> {
    try {
      this.note = done(await work);
      this.failure = undefined;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.draw();
  }
}

function button(title: string, label: string, act: () => unknown): TemplateResult {
  return html`<vscode-button
    appearance="secondary"
    aria-label=${title}
    title=${title}
    @click=${() => void act()}
    >${label}</vscode-button
  >`;
}

/** `4 tables, 3 foreign keys` */
function countWords({ kind, graph: { nodes, edges } }: GraphView): string {
  if (kind === 'diagram') {
    return `${countOf(nodes.length, 'table')}, ${countOf(edges.length, 'foreign key')}`;
  }
  return nodes.length === 1
    ? 'Nothing depends on it, and it depends on nothing else.'
    : `${countOf(nodes.length, 'object')}, ${edges.length === 1 ? '1 dependency' : `${edges.length} dependencies`}`;
}
