import { html, render, type TemplateResult } from 'lit/html.js';
import { isCancellation } from '../../src/base/cancelSignal';
import { sizeWords } from '../../src/core/explorer/measures';
import type { ResultColumn } from '../../src/core/query/session';
import type { CellText } from '../../src/protocol/results';
import { visibleText } from '../shared/visibleText';
import { countOf, formatCount } from '../shared/words';

/** The cell that a viewer shows, and how to get at its value. */
export interface ViewedCell {
  readonly column: ResultColumn;
  readonly row: number;
  load(signal: AbortSignal): Promise<CellText>;
  copy(): void;
}

/** A dialog with the whole value of one cell as plain text. Closing it gives the focus back to where it was. */
export class CellViewer {
  readonly element = document.createElement('dialog');
  private loading = new AbortController();
  private wrapped = true;
  private content: TemplateResult | string = '';

  constructor() {
    this.element.className = 'viewer';
    this.element.setAttribute('aria-labelledby', 'viewer-title');
    this.element.addEventListener('close', () => {
      this.loading.abort();
      render('', this.element);
    });
  }

  async open(cell: ViewedCell): Promise<void> {
    this.loading.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    this.content = html`<p class="blank" role="status">Loading…</p>`;
    this.draw(cell, undefined);
    this.element.showModal();
    try {
      const text = await cell.load(signal);
      this.content = contentTemplate(text);
      this.draw(cell, text);
      this.element.querySelector('textarea')?.focus();
    } catch (error) {
      if (!isCancellation(error)) {
        this.content = html`<p class="blank" role="alert">${error instanceof Error ? error.message : ''}</p>`;
        this.draw(cell, undefined);
      }
    }
  }

  private draw(cell: ViewedCell, value: CellText | undefined): void {
    const redraw = (event: Event) => {
      this.wrapped = event.target instanceof HTMLInputElement && event.target.checked;
      this.draw(cell, value);
    };
    this.element.classList.toggle('viewer-wrapped', this.wrapped);
    render(
      html`<header class="viewer-head">
          <h2 id="viewer-title">
            <span class="viewer-name">${visibleText(cell.column.name)}</span>
            <span class="muted">${visibleText(cell.column.typeName)} · row ${formatCount(cell.row + 1)}</span>
          </h2>
        </header>
        <div class="viewer-body">${this.content}</div>
        <footer class="viewer-foot">
          <span class="muted">${value ? lengthWords(value) : ''}</span>
          <label class="viewer-wrap"
            ><input type="checkbox" .checked=${this.wrapped} @change=${redraw} />Wrap lines</label
          >
          <vscode-button appearance="secondary" @click=${() => cell.copy()}>Copy</vscode-button>
          <vscode-button @click=${() => this.element.close()}>Close</vscode-button>
        </footer>`,
      this.element,
    );
  }
}

function contentTemplate({ text }: CellText): TemplateResult {
  if (text === null) {
    return html`<p class="blank"><em>NULL</em></p>`;
  }
  if (text === '') {
    return html`<p class="blank">The value is an empty text.</p>`;
  }
  return html`<textarea
    readonly
    spellcheck="false"
    dir=${directionOf(text)}
    aria-label="Value"
    .value=${text}
  ></textarea>`;
}

/** By the first letter, as `dir=auto` would, which takes seconds for a long line. */
function directionOf(text: string): 'ltr' | 'rtl' {
  const [letter] = /\p{L}/u.exec(text.slice(0, 1000)) ?? [];
  const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
  return letter !== undefined && rightToLeft.test(letter) ? 'rtl' : 'ltr';
}

function lengthWords({ text, isWhole, bytes }: CellText): string {
  if (text === null) {
    return '';
  }
  return isWhole
    ? countOf(text.length, 'character')
    : `The first ${countOf(text.length, 'character')} of ${sizeWords(bytes)}. Copy takes the whole value.`;
}
