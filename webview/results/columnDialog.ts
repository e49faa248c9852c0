import { html, render, type TemplateResult } from 'lit/html.js';
import { visibleText } from '../shared/visibleText';
import { countOf, formatCount } from '../shared/words';
import { pinsOf } from './grid/columnOrder';
import type { GridModel } from './grid/gridModel';

/** What the dialog may do to the grid. Columns are those of the result. */
export interface ColumnActions {
  goTo(place: { readonly row?: number; readonly column?: number }): void;
  hideColumns(columns: readonly number[], hide: boolean): void;
  pinColumn(column: number, pin: boolean): void;
}

/** A list of thousands helps nobody; typing narrows it down. */
const listed = 200;

/** A dialog to find a column or a row and go there, and to choose which columns are shown and which stay at the left. */
export class ColumnDialog {
  readonly element = document.createElement('dialog');
  private model: GridModel | undefined;
  private filter = '';

  constructor(private readonly actions: ColumnActions) {
    this.element.className = 'viewer columns';
    this.element.setAttribute('aria-labelledby', 'columns-title');
    this.element.addEventListener('close', () => render('', this.element));
  }

  open(model: GridModel): void {
    this.model = model;
    this.filter = '';
    this.draw();
    this.element.showModal();
    this.element.querySelector('input')?.focus();
  }

  private draw(): void {
    const { model } = this;
    if (!model) {
      return;
    }
    const found = this.found(model);
    const hidden = model.order.hidden.size;
    render(
      html`<header class="viewer-head"><h2 id="columns-title">Go to and Columns</h2></header>
        <div class="columns-find">
          <input
            type="text"
            class="input"
            aria-label="Column name or row number"
            placeholder="Column name or row number"
            .value=${this.filter}
            @input=${(event: Event) => this.narrow(event)}
            @keydown=${(event: KeyboardEvent) => this.onKey(event, found)}
          />
        </div>
        <ul class="viewer-body columns-list">
          ${found.slice(0, listed).map((column) => this.columnTemplate(model, column))}
        </ul>
        <footer class="viewer-foot">
          <span class="muted" role="status">${this.words(model, found)}</span>
          ${
            hidden === 0
              ? ''
              : html`<vscode-button appearance="secondary" @click=${() => this.showAll(model)}
                  >Show All</vscode-button
                >`
          }
          <vscode-button @click=${() => this.element.close()}>Close</vscode-button>
        </footer>`,
      this.element,
    );
  }

  private columnTemplate(model: GridModel, column: number): TemplateResult {
    const { name, typeName } = model.columns[column] ?? { name: '', typeName: '' };
    const isHidden = model.order.hidden.has(column);
    const isPinned = pinsOf(model.order).includes(column);
    const shown = visibleText(name);
    return html`<li class="columns-item">
      <label
        ><input
          type="checkbox"
          .checked=${!isHidden}
          @change=${() => this.change(() => this.actions.hideColumns([column], !isHidden))}
        /><span class="viewer-name">${shown}</span> <span class="muted">${visibleText(typeName)}</span></label
      >
      <button
        class="link"
        type="button"
        aria-pressed=${String(isPinned)}
        aria-label=${`Pin ${shown} at the left`}
        ?hidden=${isHidden}
        @click=${() => this.change(() => this.actions.pinColumn(column, !isPinned))}
      >
        ${isPinned ? 'Unpin' : 'Pin'}
      </button>
      <button
        class="link"
        type="button"
        aria-label=${`Go to ${shown}`}
        @click=${() => this.goToColumn(model, column)}
      >
        Go to
      </button>
    </li>`;
  }

  private found(model: GridModel): readonly number[] {
    const wanted = this.filter.trim().toLowerCase();
    const all = model.columns.map((_, column) => column);
    const matches = (text: string) => text.toLowerCase().includes(wanted);
    return wanted === '' || rowOf(wanted) !== undefined
      ? all
      : all.filter((column) => matches(model.columns[column]?.name ?? ''));
  }

  private words({ columns, order, rowCount }: GridModel, found: readonly number[]): string {
    const row = rowOf(this.filter);
    if (row !== undefined) {
      return `Enter goes to row ${formatCount(Math.min(row, rowCount))} of ${formatCount(rowCount)}.`;
    }
    const hidden = order.hidden.size === 0 ? '' : ` · ${formatCount(order.hidden.size)} hidden`;
    const more = found.length > listed ? ` · the first ${listed} are listed` : '';
    const of = found.length === columns.length ? '' : ` of ${formatCount(columns.length)}`;
    return found.length === 0
      ? 'No column has this name.'
      : `${formatCount(found.length)}${of === '' ? ` column${found.length === 1 ? '' : 's'}` : `${of} columns`}${hidden}${more}`;
  }

  private narrow({ target }: Event): void {
    this.filter = target instanceof HTMLInputElement ? target.value : '';
    this.draw();
  }

  private onKey(event: KeyboardEvent, found: readonly number[]): void {
    const { model } = this;
    if (event.key !== 'Enter' || !model) {
      return;
    }
    event.preventDefault();
    const row = rowOf(this.filter);
    const [column] = found;
    if (row !== undefined) {
      this.element.close();
      this.actions.goTo({ row: Math.max(0, Math.min(row, model.rowCount) - 1) });
    } else if (column !== undefined) {
      this.goToColumn(model, column);
    }
  }

  /** A hidden column is shown first: whoever goes there wants to see it. */
  private goToColumn(model: GridModel, column: number): void {
    if (model.order.hidden.has(column)) {
      this.actions.hideColumns([column], false);
    }
    this.element.close();
    this.actions.goTo({ column });
  }

  private showAll(model: GridModel): void {
    this.change(() => this.actions.hideColumns([...model.order.hidden], false));
  }

  private change(work: () => void): void {
    work();
    this.draw();
  }
}

/** `1,234` as a row, counted from 1. */
function rowOf(text: string): number | undefined {
  const digits = text.trim().replace(/[,_\s]/g, '');
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}

/** What the foot says of hidden columns. */
export function hiddenWords({ order }: GridModel): string {
  return order.hidden.size === 0 ? '' : `${countOf(order.hidden.size, 'column')} hidden`;
}
