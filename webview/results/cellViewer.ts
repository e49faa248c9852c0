import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { isCancellation } from '../../src/base/cancelSignal';
import { sizeWords } from '../../src/core/explorer/measures';
import type { Cell } from '../../src/core/ports';
import type { ResultColumn } from '../../src/core/query/session';
import { jsonOutline } from '../../src/core/values/jsonOutline';
import { listOutline } from '../../src/core/values/listOutline';
import type { ValuePartText } from '../../src/protocol/cellValue';
import { visibleText } from '../shared/visibleText';
import { countOf, formatCount } from '../shared/words';
import { HexView } from './viewer/hexView';
import { OutlineTree } from './viewer/outlineTree';
import { selectHit, textTemplate } from './viewer/textView';
import { formsOf, formTitles, type ValueForm } from './viewer/valueForms';
import { ValueReader } from './viewer/valueReader';

/** The cell that a viewer shows, and how to get at its value. */
export interface ViewedCell {
  readonly column: ResultColumn;
  readonly row: number;
  /** A part of the value's text, in bytes. */
  part(offset: number, length: number, signal: AbortSignal): Promise<ValuePartText>;
  copy(): void;
  save(): void;
}

/** A dialog with the value of one cell, in the forms that suit it. Closing it gives the focus back to where it was. */
export class CellViewer {
  readonly element = document.createElement('dialog');
  private loading = new AbortController();
  private wrapped = true;
  private cell: ViewedCell | undefined;
  private reader: ValueReader | undefined;
  private first: Cell = null;
  private forms: readonly ValueForm[] = [];
  private form: ValueForm = 'text';
  private found = '';
  private content: TemplateResult | HTMLElement | string = '';

  constructor() {
    this.element.className = 'viewer';
    this.element.setAttribute('aria-labelledby', 'viewer-title');
    this.element.addEventListener('close', () => {
      this.loading.abort();
      this.content = '';
      render(nothing, this.element);
    });
  }

  async open(cell: ViewedCell): Promise<void> {
    this.loading.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    const reader = new ValueReader((offset, length) => cell.part(offset, length, signal));
    Object.assign(this, { cell, reader, found: '', forms: [] });
    this.wait('Loading…');
    this.element.showModal();
    await this.attempt(async () => {
      this.first = await reader.textOf(0);
      this.forms = this.first === null ? [] : formsOf(cell.column, this.first);
      await this.show(this.forms[0] ?? 'text');
    });
  }

  private async show(form: ValueForm): Promise<void> {
    const { reader, first } = this;
    if (!reader) {
      return;
    }
    this.form = form;
    if (first === null || first === '') {
      this.content = html`<p class="blank">
        ${first === null ? html`<em>NULL</em>` : 'The value is an empty text.'}
      </p>`;
    } else if (form === 'text') {
      await this.showPart(0);
      return;
    } else if (form === 'hex') {
      const load = (from: number, count: number) => reader.slice(2 + from * 2, count * 2);
      this.content = new HexView(Math.floor((reader.total - 2) / 2), load).element;
    } else {
      await this.showTree(form, reader);
      return;
    }
    this.draw();
    this.focusContent();
  }

  private async showTree(form: 'json' | 'list', reader: ValueReader): Promise<void> {
    if (reader.total > treeLimit) {
      this.content = html`<p class="blank">
        The value has ${sizeWords(reader.total)}. As a tree, up to ${sizeWords(treeLimit)} are shown. Save it
        to a file, or look at its text.
      </p>`;
      this.draw();
      return;
    }
    const whole = await reader.whole((bytes) =>
      this.wait(`Loading ${sizeWords(bytes)} of ${sizeWords(reader.total)}…`),
    );
    const outline = form === 'json' ? jsonOutline(whole) : listOutline(whole);
    this.content = new OutlineTree(outline, `Value as ${formTitles[form]}`).element;
    this.draw();
    this.focusContent();
  }

  private async showPart(part: number): Promise<void> {
    const { reader } = this;
    const text = await reader?.textOf(part);
    if (reader && text !== undefined) {
      const { parts } = reader;
      this.content = textTemplate({ text: text ?? '', part, parts }, this.found, {
        showPart: (other) => void this.attempt(() => this.showPart(other)),
        find: (wanted) => void this.attempt(() => this.find(wanted, part)),
      });
      this.draw();
      if (document.activeElement?.closest('.viewer-tools') === null) {
        this.focusContent();
      }
    }
  }

  /** From behind the last hit to the end of the value, and then from its beginning. */
  private async find(wanted: string, part: number): Promise<void> {
    const { reader, area } = this;
    if (wanted === '' || !reader || !area) {
      return;
    }
    const { parts } = reader;
    if (selectHit(area, wanted, area.selectionEnd > area.selectionStart ? area.selectionEnd : 0)) {
      return;
    }
    for (let step = 1; step <= parts; step++) {
      const other = (part + step) % parts;
      const text = (await reader.textOf(other)) ?? '';
      if (text.toLowerCase().includes(wanted.toLowerCase())) {
        this.found = other <= part ? 'From the beginning' : '';
        await this.showPart(other);
        if (this.area) {
          selectHit(this.area, wanted, 0);
        }
        return;
      }
    }
    this.found = 'Not found';
    await this.showPart(part);
  }

  private get area(): HTMLTextAreaElement | null {
    return this.element.querySelector('textarea');
  }

  private focusContent(): void {
    this.element.querySelector<HTMLElement>('textarea, .lines')?.focus();
  }

  private wait(words: string): void {
    this.content = html`<p class="blank" role="status">${words}</p>`;
    this.draw();
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isCancellation(error)) {
        this.content = html`<p class="blank" role="alert">${error instanceof Error ? error.message : ''}</p>`;
        this.draw();
      }
    }
  }

  private draw(): void {
    const { cell } = this;
    if (!cell) {
      return;
    }
    this.element.classList.toggle('viewer-wrapped', this.wrapped);
    render(
      html`<header class="viewer-head">
          <h2 id="viewer-title">
            <span class="viewer-name">${visibleText(cell.column.name)}</span>
            <span class="muted">${visibleText(cell.column.typeName)} · row ${formatCount(cell.row + 1)}</span>
          </h2>
          ${this.forms.length > 1 ? this.formsTemplate() : ''}
        </header>
        <div class="viewer-body">${this.content}</div>
        <footer class="viewer-foot">
          <span class="muted">${this.sizeWords()}</span>
          ${this.form === 'text' && this.forms.length > 0 ? this.wrapTemplate() : ''}
          <vscode-button appearance="secondary" ?hidden=${this.first === null} @click=${() => cell.save()}
            >Save…</vscode-button
          >
          <vscode-button appearance="secondary" @click=${() => cell.copy()}>Copy</vscode-button>
          <vscode-button @click=${() => this.element.close()}>Close</vscode-button>
        </footer>`,
      this.element,
    );
  }

  private formsTemplate(): TemplateResult {
    return html`<div class="viewer-forms" role="group" aria-label="Show as">
      ${this.forms.map(
        (form) =>
          html`<button
            class="link"
            type="button"
            aria-pressed=${String(form === this.form)}
            @click=${() => void this.attempt(() => this.show(form))}
          >
            ${formTitles[form]}
          </button>`,
      )}
    </div>`;
  }

  private wrapTemplate(): TemplateResult {
    const change = (event: Event) => {
      this.wrapped = event.target instanceof HTMLInputElement && event.target.checked;
      this.draw();
    };
    return html`<label class="viewer-wrap"
      ><input type="checkbox" .checked=${this.wrapped} @change=${change} />Wrap lines</label
    >`;
  }

  private sizeWords(): string {
    const { reader, first } = this;
    if (!reader || first === null || this.forms.length === 0) {
      return '';
    }
    return reader.parts === 1
      ? countOf(first.length, 'character')
      : `${sizeWords(reader.total)}. Copy and Save take the whole value.`;
  }
}

/** More bytes would take longer to read than anybody waits. */
const treeLimit = 64 * 1024 * 1024;
