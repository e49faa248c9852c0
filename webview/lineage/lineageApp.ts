import { html, render, type TemplateResult } from 'lit/html.js';
import type { LineageAction } from '../../src/core/dbt/lineage/lineageActions';
import { lineageName } from '../../src/core/dbt/lineage/lineageGraph';
import type { LineageBox } from '../../src/core/dbt/lineage/lineageLayout';
import { lineageOfNode } from '../../src/core/dbt/lineage/selectLineage';
import type { GraphFormat } from '../../src/protocol/graph';
import type { LineageHost, LineageMeasures, LineageView } from '../../src/protocol/lineage';
import type { Remote } from '../../src/protocol/rpc';
import { followPointer } from '../shared/followPointer';
import { followKeys } from '../shared/graphKeys';
import { type Direction, nearestNode } from '../shared/nearest';
import { PopupMenu } from '../shared/popupMenu';
import { lineageMenu } from './lineageMenu';
import { type LineageFilter, type LineagePlan, noFilter, planLineage } from './lineagePlan';
import { LineageStage } from './lineageStage';
import { pageTemplate } from './lineagePageTemplate';
import { savedFilter, saveFilter } from './savedFilter';

/** The page of a lineage: chooses what is shown of what it was told, and lets the user move in it. */
export class LineageApp {
  private view: LineageView | undefined;
  private plan: LineagePlan | undefined;
  private measured: LineageMeasures | undefined;
  /** How often the host was asked for rows and sizes: an older answer may come later, and be about another target. */
  private measuring = 0;
  private filter: LineageFilter = noFilter;
  /** How many steps the lineage of one node goes; empty for all the way. */
  private steps = '';
  private current: string | undefined;
  /** Whether somebody chose the current node; otherwise it is only where the keyboard begins. */
  private picked = false;
  private above: ReadonlySet<string> = new Set();
  private below: ReadonlySet<string> = new Set();
  private failure: string | undefined;
  private note = '';
  private answered = 0;
  private area: HTMLElement | undefined;
  private readonly menu = new PopupMenu();
  private readonly stage = new LineageStage();

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<LineageHost>,
  ) {
    document.body.append(this.menu.element);
    window.addEventListener('keydown', (event) => {
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (event.key === '/' && !isTyping) {
        event.preventDefault();
        this.root.querySelector<HTMLInputElement>('.find')?.focus();
      }
    });
  }

  async load(): Promise<void> {
    render(html`<p class="blank" aria-busy="true">Reading…</p>`, this.root);
    await this.take(this.host.ready(null));
  }

  /** What the host tells by itself, or answered. */
  show(view: LineageView): void {
    if (view.target !== this.view?.target) {
      this.measured = undefined;
    }
    this.view = view;
    this.failure = undefined;
    if (view.asked.number === this.answered) {
      this.replan(false);
    } else {
      this.answered = view.asked.number;
      this.filter = savedFilter(this.answered) ?? {
        ...{ ...noFilter, select: view.asked.select },
        tests: this.filter.tests,
      };
      this.current = view.asked.node;
      this.picked = view.asked.node !== undefined;
      this.replan(true);
    }
    void this.measure();
  }

  walk(direction: Direction): void {
    const from = this.box();
    const next = from && this.plan && nearestNode(from, this.plan.layout.boxes, direction);
    if (next) {
      this.select(next.node.id);
    }
  }

  /** U and D go to a neighbour: the first that the node reads, or that reads it. */
  expand(direction: 'up' | 'down'): void {
    const { plan, current } = this;
    const near = direction === 'up' ? plan?.reach.ancestors : plan?.reach.descendants;
    const [next] = current === undefined ? [] : (near?.(current, 1) ?? []);
    if (next !== undefined) {
      this.select(next);
    }
  }

  open(id = this.current): void {
    if (id !== undefined) {
      void this.attempt(this.host.open({ id }), () => '');
    }
  }

  zoom(factor: number): void {
    this.stage.zoom(factor);
  }

  fit(): void {
    this.stage.fit();
  }

  refresh(): void {
    void this.take(this.host.refresh(null));
  }

  change(filter: Partial<LineageFilter>): void {
    this.filter = { ...this.filter, ...filter };
    saveFilter(this.answered, this.filter);
    this.replan(true);
  }

  /** Only the node that is chosen, with what is above and below it. */
  narrow(): void {
    const node = this.box()?.node;
    if (node) {
      this.change({ ...noFilter, select: lineageOfNode(node, this.steps), tests: this.filter.tests });
    }
  }

  reach(steps: string): void {
    this.steps = steps;
    this.narrow();
  }

  act(action: LineageAction): void {
    const { current } = this;
    if (current !== undefined) {
      void this.attempt(this.host.act({ id: current, action }), () =>
        action === 'copyName' ? 'The name is copied.' : '',
      );
    }
  }

  save(format: GraphFormat): void {
    const ids = this.plan?.graph.nodes.map(({ id }) => id) ?? [];
    void this.attempt(this.host.save({ format, ids }), (file) => (file === null ? '' : `Saved ${file}.`));
  }

  private async take(answer: Promise<LineageView>): Promise<void> {
    try {
      this.show(await answer);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Rows and sizes come after the drawing: the server may be slow, and need not be connected. */
  private async measure(): Promise<void> {
    const asked = ++this.measuring;
    const isNewest = () => asked === this.measuring;
    try {
      const measured = await this.host.measures(null);
      if (!isNewest()) {
        return;
      }
      this.measured = measured;
      const { state } = this.filter;
      if (state === 'changed' || state === 'notBuilt') {
        this.replan(false);
      } else {
        this.draw();
      }
    } catch (error) {
      if (isNewest()) {
        this.fail(error);
      }
    }
  }

  private replan(afresh: boolean): void {
    if (!this.view) {
      return;
    }
    this.plan = planLineage(this.view.graph, this.filter, this.measured);
    if (this.current === undefined || !this.plan.boxes.has(this.current)) {
      this.current = this.plan.graph.nodes[0]?.id;
      this.picked = false;
    }
    this.follow();
    this.draw(afresh);
  }

  private select(id: string): void {
    this.pick(id);
    this.stage.reveal();
  }

  /** Without moving the drawing: the second click of a double click is to find the node where it was. */
  private pick(id: string): void {
    this.current = id;
    this.picked = true;
    this.follow();
    this.draw();
  }

  private follow(): void {
    const id = this.picked ? this.current : undefined;
    this.above = new Set(id === undefined ? [] : this.plan?.reach.ancestors(id));
    this.below = new Set(id === undefined ? [] : this.plan?.reach.descendants(id));
  }

  private focused(id: string): void {
    if (this.current !== id) {
      this.pick(id);
    }
  }

  private box(): LineageBox | undefined {
    return this.current === undefined ? undefined : this.plan?.boxes.get(this.current);
  }

  private fail(error: unknown): void {
    this.failure = error instanceof Error ? error.message : String(error);
    this.draw();
  }

  /** @param afresh shows all of it, before hundreds of nodes are made of a part that nobody is to see */
  private draw(afresh = false): void {
    const { view, plan, failure } = this;
    if (!view || !plan) {
      if (failure !== undefined) {
        render(
          failedTemplate(failure, () => this.refresh()),
          this.root,
        );
      }
      return;
    }
    const { filter, measured, note, current, above, below, steps } = this;
    const chosen = this.box()?.node;
    render(
      pageTemplate({
        view,
        plan,
        filter,
        measured,
        failure,
        note,
        chosen,
        above,
        below,
        steps,
        actions: this,
      }),
      this.root,
    );
    const area = this.root.querySelector<HTMLElement>('.drawing');
    if (area && area !== this.area) {
      this.area = area;
      this.listen(area);
    }
    if (area) {
      const focused = (each: string) => this.focused(each);
      const scene = { plan, current, above, below, measures: measured?.measures ?? {}, focused };
      this.stage.show(area, scene, afresh);
    }
  }

  private listen(area: HTMLElement): void {
    followPointer(area, this.stage.viewport);
    followKeys(area, this, this.stage.viewport);
    const on = (type: 'click' | 'dblclick', act: (id: string) => void): void =>
      area.addEventListener(type, (event) => {
        const box = this.stage.boxAt(event);
        if (box) {
          act(box.node.id);
        }
      });
    on('click', (id) => {
      this.pick(id);
      this.stage.focus();
    });
    on('dblclick', (id) => this.open(id));
    area.addEventListener('contextmenu', (event) => this.openMenu(event));
    area.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.picked) {
        this.picked = false;
        this.follow();
        this.draw();
      }
    });
  }

  /** The key for menus comes as the same event, on the node that has the focus. */
  private openMenu(event: MouseEvent): void {
    event.preventDefault();
    const isOnNode = event.target instanceof Element && event.target.closest('.node') !== null;
    const box = this.stage.boxAt(event) ?? (isOnNode ? this.box() : undefined);
    if (box) {
      this.pick(box.node.id);
      this.stage.focus();
      const place = { x: event.clientX, y: event.clientY };
      this.menu.open(lineageName(box.node), lineageMenu(box.node, this), place);
    }
  }

  private async attempt<T>(work: Promise<T>, done: (answer: T) => string): Promise<void> {
    try {
      this.note = done(await work);
      this.failure = undefined;
      this.draw();
    } catch (error) {
      this.fail(error);
    }
  }
}

function failedTemplate(failure: string, again: () => void): TemplateResult {
  return html`<div class="blank" role="alert">
    <p>${failure}</p>
    <vscode-button @click=${again}>Try Again</vscode-button>
  </div>`;
}
