import { html, type TemplateResult } from 'lit/html.js';
import type { SearchSpec } from '../../../src/core/results/search';
import type { FindSummary, Hit, ShownRows } from '../../../src/protocol/rowTools';
import type { ResultsHost } from '../../../src/protocol/results';
import type { Remote } from '../../../src/protocol/rpc';
import { countOf, formatCount } from '../../shared/words';
import type { CellMark, GridModel } from '../grid/gridModel';
import { columnAtPlace } from '../grid/gridModel';
import type { RowJob } from './rowJob';

export interface FindParts {
  readonly host: Remote<ResultsHost>;
  readonly job: RowJob;
  /** The rows in front. */
  subject(): { readonly rows: ShownRows; readonly model: GridModel } | undefined;
  goTo(hit: Hit): void;
  changed(): void;
  closed(): void;
}

/** Rows whose hits are asked for at a time. */
const blockRows = 500;
const typingPause = 400;

/** Looks for a text in all rows of the result in front, and walks from hit to hit. */
export class FindBar {
  private open = false;
  private spec: SearchSpec = { text: '', matchCase: false, wholeCell: false, isPattern: false };
  private summary: FindSummary | undefined;
  private runId = 0;
  private current: Hit | undefined;
  private marked = new Map<number, ReadonlySet<string> | 'asked'>();
  private timer: number | undefined;

  constructor(private readonly parts: FindParts) {}

  get isOpen(): boolean {
    return this.open;
  }

  show(): void {
    this.open = true;
    this.parts.changed();
    const input = document.querySelector<HTMLInputElement>('#find-text');
    input?.focus();
    input?.select();
  }

  close(): void {
    this.open = false;
    this.forget();
    this.parts.changed();
    this.parts.closed();
  }

  /** Other rows are in front, or in another order: what was found does not stand there any more. */
  forget(): void {
    window.clearTimeout(this.timer);
    this.summary = undefined;
    this.current = undefined;
    this.marked = new Map();
  }

  readonly mark = (row: number, column: number): CellMark => {
    if (!this.summary || this.summary.total === 0) {
      return undefined;
    }
    if (this.current?.row === row && this.current.column === column) {
      return 'current';
    }
    const block = Math.floor(row / blockRows);
    const known = this.marked.get(block);
    if (known === undefined) {
      void this.loadMarks(block, this.summary);
    }
    return known !== undefined && known !== 'asked' && known.has(`${row}/${column}`) ? 'hit' : undefined;
  };

  template(): TemplateResult | string {
    if (!this.open) {
      return '';
    }
    const toggle = (key: 'matchCase' | 'wholeCell' | 'isPattern', label: string, sign: string) =>
      html`<button
        class="tools-toggle"
        type="button"
        title=${label}
        aria-label=${label}
        aria-pressed=${String(this.spec[key])}
        data-sign=${sign}
        @click=${() => this.change({ [key]: !this.spec[key] })}
      ></button>`;
    return html`<div class="tools find" role="search" aria-label="Find in the rows">
      <input
        id="find-text"
        class="input"
        type="text"
        placeholder="Find in all rows"
        aria-label="Find in all rows"
        spellcheck="false"
        .value=${this.spec.text}
        @input=${(event: Event) => this.onInput(event)}
        @keydown=${(event: KeyboardEvent) => this.onKey(event)}
      />
      ${toggle('matchCase', 'Match upper and lower case', 'Aa')}
      ${toggle('wholeCell', 'Match the whole value', '|ab|')}
      ${toggle('isPattern', 'Regular expression', '.*')}
      <button
        class="tools-toggle"
        type="button"
        aria-label="Previous hit"
        data-sign="↑"
        @click=${() => void this.step(-1)}
      ></button>
      <button
        class="tools-toggle"
        type="button"
        aria-label="Next hit"
        data-sign="↓"
        @click=${() => void this.step(1)}
      ></button>
      <span class="muted" role="status">${this.words()}</span>
      <button
        class="tools-toggle tools-close"
        type="button"
        aria-label="Close"
        data-sign="×"
        @click=${() => this.close()}
      ></button>
    </div>`;
  }

  private words(): string {
    const { summary, current } = this;
    if (!summary) {
      return '';
    }
    if (summary.total === 0) {
      return 'Not found';
    }
    const place = current ? `${formatCount(current.index + 1)} of ` : '';
    const limit =
      summary.listed < summary.total ? ` (the first ${formatCount(summary.listed)} can be visited)` : '';
    return `${place}${countOf(summary.total, 'hit')}${limit}`;
  }

  private onInput(event: Event): void {
    if (event.target instanceof HTMLInputElement) {
      this.spec = { ...this.spec, text: event.target.value };
      this.forget();
      this.parts.job.forgetProblem();
      this.timer = window.setTimeout(() => void this.search(), typingPause);
      this.parts.changed();
    }
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') {
      event.preventDefault();
      void (this.summary ? this.step(event.shiftKey ? -1 : 1) : this.search());
    } else if (event.key === 'Escape') {
      event.preventDefault();
      this.close();
    }
  }

  private change(different: Partial<SearchSpec>): void {
    this.spec = { ...this.spec, ...different };
    void this.search();
  }

  private async search(): Promise<void> {
    const subject = this.parts.subject();
    this.forget();
    if (!subject || this.spec.text === '') {
      this.parts.changed();
      return;
    }
    const { rows } = subject;
    const search = this.spec;
    const found = await this.parts.job.run(`Looking for ${search.text}`, (signal) =>
      this.parts.host.find({ ...rows, search }, signal),
    );
    if (found) {
      this.summary = found.value;
      this.runId = rows.runId;
      await this.step(0);
    }
  }

  private async step(step: 1 | 0 | -1): Promise<void> {
    const subject = this.parts.subject();
    if (!this.summary || !subject) {
      return;
    }
    const { model } = subject;
    const { head } = model.selection;
    const from = this.current ?? { row: head.row, column: Math.max(0, columnAtPlace(model, head.column)) };
    const { find } = this.summary;
    const { row, column } = from;
    this.current = await this.parts.host.hit({ runId: this.runId, find, row, column, step });
    if (this.current) {
      this.parts.goTo(this.current);
    }
    this.parts.changed();
  }

  private async loadMarks(block: number, { find }: FindSummary): Promise<void> {
    const { marked } = this;
    marked.set(block, 'asked');
    const firstRow = block * blockRows;
    const request = { runId: this.runId, find, firstRow, lastRow: firstRow + blockRows - 1 };
    const hits = await this.parts.host.hits(request).catch(() => []);
    marked.set(block, new Set(hits.map(([row, column]) => `${row}/${column}`)));
    this.parts.changed();
  }
}
