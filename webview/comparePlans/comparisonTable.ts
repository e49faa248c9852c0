import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { type Disposable, DisposableStore, toDisposable } from '../../src/base/disposable';
import type { ComparedFigure, ComparedRow } from '../../src/core/plan/compare/planComparison';
import { listen } from '../shared/listen';
import {
  levelTemplate,
  markActive,
  rowHeight,
  rowsInSight,
  rowsOfPage,
  scrollToRow,
} from '../shared/treeRows';
import { type ComparisonTree, keyTarget } from './comparisonTree';
import { type ComparedColumn, kindWords, pairWords } from './comparisonWords';

/** Both plans as one tree with the figures of both. Only the rows in sight have elements. */
export class ComparisonTable implements Disposable {
  readonly element = document.createElement('div');
  private readonly owned = new DisposableStore();
  private tree: ComparisonTree | undefined;
  private columns: readonly ComparedColumn[] = [];
  private frame: number | undefined;

  constructor(private readonly selected: () => void) {
    const { element } = this;
    element.className = 'table';
    element.tabIndex = 0;
    element.setAttribute('role', 'treegrid');
    element.setAttribute('aria-label', 'Both plans');
    const observer = new ResizeObserver(() => this.schedule());
    observer.observe(element);
    this.owned.add(toDisposable(() => observer.disconnect()));
    this.owned.add(listen(element, 'scroll', () => this.schedule()));
    this.owned.add(listen(element, 'keydown', (event) => this.onKey(event)));
    this.owned.add(listen(element, 'click', (event) => this.onClick(event)));
  }

  dispose(): void {
    this.owned.dispose();
    if (this.frame !== undefined) {
      cancelAnimationFrame(this.frame);
    }
  }

  show(tree: ComparisonTree, columns: readonly ComparedColumn[]): void {
    const changed = tree !== this.tree;
    this.tree = tree;
    this.columns = columns;
    if (changed) {
      this.element.scrollTop = 0;
      this.reveal(tree);
    }
    this.draw();
  }

  /** Selects a row, scrolls to it and takes the focus. */
  select(id: number): void {
    const { tree } = this;
    if (tree) {
      tree.select(id);
      this.draw();
      this.reveal(tree);
      this.selected();
      this.draw();
    }
  }

  private reveal(tree: ComparisonTree): void {
    scrollToRow(this.element, tree.placeOf(tree.selected));
  }

  private onKey(event: KeyboardEvent): void {
    const { tree } = this;
    if (!tree || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const target = keyTarget(event.key, tree, rowsOfPage(this.element));
    if (!target) {
      return;
    }
    event.preventDefault();
    if (target.select !== undefined) {
      this.select(target.select);
    } else if (target.toggle !== undefined) {
      this.toggle(tree.selected, target.toggle);
    }
  }

  private toggle(id: number, expanded: boolean): void {
    this.tree?.toggle(id, expanded);
    this.selected();
    this.draw();
  }

  private onClick(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest('[data-row]') : null;
    if (!(row instanceof HTMLElement) || !(event.target instanceof Element) || !this.tree) {
      return;
    }
    const id = Number(row.dataset['row']);
    if (event.target.closest('.twistie') !== null) {
      this.toggle(id, !this.tree.isExpanded(id));
    } else {
      this.select(id);
    }
  }

  private schedule(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  private draw(): void {
    const { tree, element } = this;
    if (!tree) {
      return;
    }
    const { first, rows } = rowsInSight(element, tree.visible);
    element.setAttribute('aria-rowcount', String(tree.visible.length + 1));
    render(
      html`<div class="head" role="row" aria-rowindex="1">
          <span class="cell cell-title" role="columnheader">Node</span>
          ${this.columns.map(
            ({ key, title, hint }) =>
              html`<span class="cell cell-${key}" role="columnheader" title=${hint}>${title}</span>`,
          )}
        </div>
        <div class="rows" role="rowgroup" .style=${`height: ${tree.visible.length * rowHeight}px`}>
          ${rows.map((id, place) => this.row(tree, id, first + place))}
        </div>`,
      element,
    );
    markActive(element, rows.includes(tree.selected) ? rowId(tree.selected) : undefined);
  }

  private row(tree: ComparisonTree, id: number, place: number): TemplateResult | typeof nothing {
    const row = tree.row(id);
    if (!row) {
      return nothing;
    }
    const expandable = tree.hasChildren(id);
    const expanded = tree.isExpanded(id);
    return html`<div
      class="row row-${row.kind}"
      id=${rowId(id)}
      role="row"
      data-row=${id}
      aria-rowindex=${place + 2}
      aria-level=${row.depth + 1}
      aria-selected=${String(id === tree.selected)}
      aria-expanded=${expandable ? String(expanded) : nothing}
      .style=${`transform: translateY(${place * rowHeight}px)`}
    >
      <span class="cell cell-title" role="gridcell" title=${titleText(row)}>
        ${levelTemplate(row.depth, expandable ? expanded : undefined)}
        ${row.kind === 'same' ? '' : html`<span class="badge badge-${row.kind}">${kindWords[row.kind]}</span>`}
        ${row.role === undefined ? '' : html`<span class="role">${row.role}</span>`}
        <span class="title"
          ><span class="name">${row.title}</span
          >${row.titleBefore === undefined ? '' : html` <s class="was">${row.titleBefore}</s>`}</span
        >
      </span>
      ${this.columns.map(
        ({ key, figure, words }) =>
          html`<span class="cell cell-${key}" role="gridcell">${figureCell(figure(row), words)}</span>`,
      )}
    </div>`;
  }
}

/** The arrow says what the colour says. */
function figureCell(figure: ComparedFigure, words: (value: number) => string): TemplateResult {
  const real = figure.change === 'less' || figure.change === 'more';
  const sign = figure.change === 'less' ? '▼' : figure.change === 'more' ? '▲' : '';
  return html`<span class=${real ? 'pair' : 'pair muted'}>${pairWords(figure, words)}</span
    ><span class="sign sign-${figure.change}" aria-hidden="true">${sign}</span>`;
}

function titleText({ title, titleBefore }: ComparedRow): string {
  return titleBefore === undefined ? title : `${titleBefore} → ${title}`;
}

function rowId(id: number): string {
  return `row-${id}`;
}
