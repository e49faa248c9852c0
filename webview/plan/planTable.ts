import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { type Disposable, DisposableStore, toDisposable } from '../../src/base/disposable';
import { listen } from '../shared/listen';
import {
  levelTemplate,
  markActive,
  rowHeight,
  rowsInSight,
  rowsOfPage,
  scrollToRow,
} from '../shared/treeRows';
import { pressHead } from './headKeys';
import type { PlanColumn } from './planColumns';
import type { PlanTreeModel, SiblingOrder } from './planTreeModel';
import { treeAction, TypeAhead } from './treeKeys';

export interface PlanTableListener {
  selected(node: number): void;
  /** A branch was opened or closed, or the siblings were sorted. */
  arranged(): void;
  copy(): void;
}

/** The tree of a plan with its columns. Only the rows in sight have elements. */
export class PlanTable implements Disposable {
  readonly element = document.createElement('div');
  private readonly owned = new DisposableStore();
  private readonly typeAhead = new TypeAhead();
  private model: PlanTreeModel | undefined;
  private columns: readonly PlanColumn[] = [];
  private found: ReadonlySet<number> = new Set();
  private frame: number | undefined;

  constructor(private readonly listener: PlanTableListener) {
    const { element } = this;
    element.className = 'plan-table';
    element.tabIndex = 0;
    element.setAttribute('role', 'treegrid');
    element.setAttribute('aria-label', 'Plan');
    const observer = new ResizeObserver(() => this.schedule());
    observer.observe(element);
    this.owned.add(toDisposable(() => observer.disconnect()));
    this.owned.add(listen(element, 'scroll', () => this.schedule()));
    this.owned.add(listen(element, 'keydown', (event) => this.onKey(event)));
    this.owned.add(listen(element, 'click', (event) => this.onClick(event)));
    this.owned.add(listen(element, 'dblclick', (event) => this.onDoubleClick(event)));
    this.owned.add(listen(element, 'copy', (event) => event.preventDefault()));
  }

  dispose(): void {
    this.owned.dispose();
    if (this.frame !== undefined) {
      cancelAnimationFrame(this.frame);
    }
  }

  show(model: PlanTreeModel, columns: readonly PlanColumn[]): void {
    const changed = model !== this.model;
    this.model = model;
    this.columns = columns;
    if (changed) {
      this.element.scrollTop = 0;
    }
    this.draw();
  }

  /** Marks the nodes that a search found. */
  mark(found: ReadonlySet<number>): void {
    this.found = found;
    this.draw();
  }

  /** Scrolls to the selected node. */
  reveal(): void {
    if (this.model) {
      this.scrollTo(this.model);
      this.draw();
    }
  }

  private select(id: number): void {
    this.listener.selected(id);
    this.reveal();
  }

  private toggle(id: number, expanded: boolean): void {
    const { model } = this;
    if (model) {
      const before = model.selected;
      model.toggle(id, expanded);
      if (model.selected !== before) {
        this.listener.selected(model.selected);
      } else {
        this.listener.arranged();
      }
      this.draw();
    }
  }

  private scrollTo(model: PlanTreeModel): void {
    scrollToRow(this.element, model.rowOf(model.selected));
  }

  private onKey(event: KeyboardEvent): void {
    const { model } = this;
    if (!model || pressHead(event)) {
      return;
    }
    const { key, altKey } = event;
    const action = treeAction(
      { key, altKey, modKey: event.ctrlKey || event.metaKey },
      model,
      rowsOfPage(this.element),
    );
    switch (action?.kind) {
      case 'select':
        this.select(action.node);
        break;
      case 'toggle':
        this.toggle(action.node, action.expanded);
        this.reveal();
        break;
      case 'copy':
        this.listener.copy();
        break;
      case undefined:
        if (!this.findTyped(event, model)) {
          return;
        }
    }
    event.preventDefault();
  }

  private findTyped(event: KeyboardEvent, model: PlanTreeModel): boolean {
    if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    const found = this.typeAhead.find(event.key, event.timeStamp, model);
    if (found !== undefined) {
      this.select(found);
    }
    return true;
  }

  private onClick(event: MouseEvent): void {
    const head = event.target instanceof Element ? event.target.closest('[data-column]') : null;
    const column = this.columns.find(({ key }) => head?.getAttribute('data-column') === key);
    if (column) {
      this.sortBy(column);
      return;
    }
    const id = nodeOf(event);
    if (id === undefined || !this.model) {
      return;
    }
    const onTwistie = event.target instanceof Element && event.target.closest('.twistie') !== null;
    if (onTwistie) {
      this.toggle(id, !this.model.isExpanded(id));
    } else {
      this.select(id);
    }
  }

  /** The largest first, then the smallest first, then as the plan has them. */
  private sortBy({ key, order }: PlanColumn): void {
    const { model } = this;
    const now = model?.order?.column === key ? model.order : undefined;
    model?.sort(
      now && !now.descending ? undefined : { column: key, descending: now === undefined, key: order },
    );
    this.reveal();
    this.listener.arranged();
  }

  private onDoubleClick(event: MouseEvent): void {
    const id = nodeOf(event);
    if (id !== undefined && this.model) {
      this.toggle(id, !this.model.isExpanded(id));
    }
  }

  private schedule(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  private draw(): void {
    const { model, element } = this;
    if (!model) {
      return;
    }
    const { first, rows } = rowsInSight(element, model.visible);
    element.setAttribute('aria-rowcount', String(model.visible.length + 1));
    render(
      html`<div class="plan-head" role="row" aria-rowindex="1">
          <span class="plan-cell plan-cell-title" role="columnheader">Node</span>
          ${this.columns.map((column, at) => headTemplate(column, model.order, at === 0))}
        </div>
        <div class="plan-rows" role="rowgroup" .style=${`height: ${model.visible.length * rowHeight}px`}>
          ${rows.map((id, index) => this.row(model, id, first + index))}
        </div>`,
      element,
    );
    markActive(element, rows.includes(model.selected) ? rowId(model.selected) : undefined);
  }

  private row(model: PlanTreeModel, id: number, index: number): TemplateResult | typeof nothing {
    const node = model.node(id);
    if (!node) {
      return nothing;
    }
    const { position, of } = model.place(id);
    const level = model.levelOf(id);
    const expandable = model.hasChildren(id);
    const expanded = model.isExpanded(id);
    return html`<div
      class="plan-row ${node.neverExecuted ? 'plan-row-never' : ''} ${this.found.has(id) ? 'plan-row-found' : ''}"
      id=${rowId(id)}
      role="row"
      data-node=${id}
      aria-rowindex=${index + 2}
      aria-level=${level + 1}
      aria-posinset=${position}
      aria-setsize=${of}
      aria-selected=${String(id === model.selected)}
      aria-expanded=${expandable ? String(expanded) : nothing}
      .style=${`transform: translateY(${index * rowHeight}px)`}
    >
      <span class="plan-cell plan-cell-title" role="gridcell" title=${node.title}>
        ${levelTemplate(level, expandable ? expanded : undefined)}
        ${node.role === undefined ? '' : html`<span class="role">${node.role}</span>`}
        <span class="title">${node.title}</span>
        ${node.slowest ? html`<span class="badge badge-slowest">slowest</span>` : ''}
        ${node.disabled ? html`<span class="badge">disabled</span>` : ''}
      </span>
      ${this.columns.map(
        (column) =>
          html`<span class="plan-cell plan-cell-${column.key}" role="gridcell">${column.cell(node)}</span>`,
      )}
    </div>`;
  }
}

/** Tab stops at the first one, from which the arrow keys lead to the others. */
function headTemplate(
  { key, title, hint }: PlanColumn,
  order: SiblingOrder | undefined,
  first: boolean,
): TemplateResult {
  const sorted = order?.column !== key ? undefined : order.descending ? 'descending' : 'ascending';
  return html`<span
    class="plan-cell plan-cell-${key} plan-sortable"
    role="columnheader"
    tabindex=${first ? 0 : -1}
    data-column=${key}
    title=${`${hint}. Click to sort siblings by it.`}
    aria-sort=${sorted ?? nothing}
    >${sorted === undefined ? '' : html`<span class="sorted" aria-hidden="true">${sorted === 'ascending' ? '↑' : '↓'}</span>`}${title}</span
  >`;
}

function rowId(id: number): string {
  return `node-${id}`;
}

function nodeOf(event: MouseEvent): number | undefined {
  const row = event.target instanceof Element ? event.target.closest('[data-node]') : null;
  return row instanceof HTMLElement ? Number(row.dataset['node']) : undefined;
}
