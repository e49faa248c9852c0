import { html, render } from 'lit/html.js';
import type { NewValue } from '../../../src/core/editing/edits';
import { visibleText } from '../../shared/visibleText';

/** A cell that is being typed into. */
export interface EditedCell {
  /** Of the column. */
  readonly name: string;
  readonly typeName: string;
  readonly notNull: boolean;
  readonly box: DOMRect;
  /** What the editor starts with. */
  readonly value: NewValue;
  /** The user typed this instead of opening the value. */
  readonly typed: string | undefined;
  /** Keeps a value, and moves on by so many rows and columns. */
  keep(value: NewValue, move: { readonly rows: number; readonly columns: number }): void;
  /** The editor is closed, and the grid gets the focus back. */
  closed(): void;
}

/** A small editor over a cell: text of any length, NULL, the default, and an empty text, all told apart. */
export class CellEditor {
  readonly element = document.createElement('div');
  private cell: EditedCell | undefined;

  constructor() {
    this.element.className = 'cell-editor';
    this.element.hidden = true;
    this.element.addEventListener('focusout', (event) => {
      const isInside = event.relatedTarget instanceof Node && this.element.contains(event.relatedTarget);
      if (!isInside) {
        this.keepText({ rows: 0, columns: 0 });
      }
    });
  }

  get isOpen(): boolean {
    return this.cell !== undefined;
  }

  open(cell: EditedCell): void {
    this.cell = cell;
    this.element.hidden = false;
    render(
      html`<textarea
          class="cell-editor-text"
          spellcheck="false"
          aria-label=${`New value of ${visibleText(cell.name)}, ${visibleText(cell.typeName)}`}
          placeholder=${placeholderOf(cell)}
          @keydown=${(event: KeyboardEvent) => this.onKey(event)}
          @input=${() => this.fit()}
        ></textarea>
        <div class="cell-editor-foot">
          <button
            class="link"
            type="button"
            ?hidden=${cell.notNull}
            @click=${() => this.keep({ kind: 'null' })}
          >
            NULL
          </button>
          <button class="link" type="button" @click=${() => this.keep({ kind: 'default' })}>DEFAULT</button>
          <button class="link" type="button" @click=${() => this.keep({ kind: 'text', text: '' })}>
            Empty
          </button>
          <span class="muted">Enter keeps · Shift+Enter breaks the line · Esc drops</span>
        </div>`,
      this.element,
    );
    this.place(cell.box);
    const { area } = this;
    if (area) {
      area.value = cell.typed ?? (cell.value.kind === 'text' ? cell.value.text : '');
      this.fit();
      area.focus();
      area.setSelectionRange(cell.typed === undefined ? 0 : area.value.length, area.value.length);
    }
  }

  private get area(): HTMLTextAreaElement | null {
    return this.element.querySelector('textarea');
  }

  private onKey(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.isComposing) {
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.keepText({ rows: 1, columns: 0 });
    } else if (event.key === 'Enter' && event.altKey) {
      event.preventDefault();
      this.area?.setRangeText('\n', this.area.selectionStart, this.area.selectionEnd, 'end');
      this.fit();
    } else if (event.key === 'Tab') {
      event.preventDefault();
      this.keepText({ rows: 0, columns: event.shiftKey ? -1 : 1 });
    } else if (event.key === 'Escape') {
      event.preventDefault();
      this.close();
    }
  }

  /** Nothing typed over NULL or the default leaves it as it is. */
  private keepText(move: { readonly rows: number; readonly columns: number }): void {
    const { cell, area } = this;
    if (!cell || !area) {
      return;
    }
    const isUntouched = area.value === '' && cell.value.kind !== 'text';
    const value: NewValue = isUntouched ? cell.value : { kind: 'text', text: area.value };
    this.close();
    cell.keep(value, move);
  }

  private keep(value: NewValue): void {
    const { cell } = this;
    this.close();
    cell?.keep(value, { rows: 0, columns: 0 });
  }

  private close(): void {
    const { cell } = this;
    this.cell = undefined;
    this.element.hidden = true;
    cell?.closed();
  }

  /** As wide as the cell, but not narrower than is useful, and inside the page. */
  private place(box: DOMRect): void {
    const parent = this.element.parentElement?.getBoundingClientRect();
    if (!parent) {
      return;
    }
    const width = Math.min(parent.width, Math.max(box.width, 280));
    this.element.style.width = `${width}px`;
    this.element.style.left = `${Math.max(0, Math.min(box.left - parent.left, parent.width - width))}px`;
    const below = parent.bottom - box.top;
    const isLow = below < 120;
    this.element.style.top = isLow ? 'auto' : `${box.top - parent.top}px`;
    this.element.style.bottom = isLow ? `${Math.max(0, parent.bottom - box.bottom)}px` : 'auto';
  }

  private fit(): void {
    const { area } = this;
    if (area) {
      area.style.height = '24px';
      area.style.height = `${Math.min(200, Math.max(24, area.scrollHeight))}px`;
    }
  }
}

function placeholderOf({ value }: EditedCell): string {
  return value.kind === 'null' ? 'NULL' : value.kind === 'default' ? 'DEFAULT' : 'empty';
}
