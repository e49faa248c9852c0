import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import type { DraftColumn, ImportDraft } from '../../src/core/import/importDraft';
import type { ImportHost, ImportView } from '../../src/protocol/importing';
import type { Remote } from '../../src/protocol/rpc';
import { icon } from '../shared/icons';
import { choice, type Choice, flag, textField } from './importFields';
import { previewTable } from './previewTable';

const delimiters: readonly Choice[] = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar' },
];

/** The form of an import: shows what the host keeps, and tells the host of each change. */
export class ImportApp {
  private view: ImportView | undefined;
  private failure = '';
  private line: number | undefined;
  private running = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<ImportHost>,
  ) {
    root.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !this.running) {
        void this.host.close(null);
      }
    });
  }

  show(view: ImportView): void {
    const isFirst = this.view === undefined;
    this.view = view;
    this.draw();
    if (isFirst) {
      this.root.querySelector<HTMLElement>('select, input')?.focus();
    }
  }

  fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (!this.view) {
      render(html`<p class="blank" role="alert">${message}</p>`, this.root);
      return;
    }
    this.failure = message;
    this.draw();
  }

  private change(changes: Partial<ImportDraft>): void {
    if (this.view) {
      this.failure = '';
      this.line = undefined;
      this.host.edit({ draft: { ...this.view.draft, ...changes } }).then(
        (view) => this.show(view),
        (error: unknown) => this.fail(error),
      );
    }
  }

  private changeColumn(index: number, changes: Partial<DraftColumn>): void {
    const columns = this.view?.draft.columns.map((column, place) =>
      place === index ? { ...column, ...changes } : column,
    );
    this.change(columns ? { columns } : {});
  }

  private async run(): Promise<void> {
    if (this.running) {
      return;
    }
    this.running = true;
    this.failure = '';
    this.line = undefined;
    this.draw();
    try {
      const { view, failure, line } = await this.host.run(null);
      this.view = view;
      this.failure = failure;
      this.line = line;
    } catch (error) {
      this.fail(error);
    } finally {
      this.running = false;
      this.draw();
    }
  }

  private draw(): void {
    if (this.view) {
      render(this.page(this.view), this.root);
    }
  }

  private page(view: ImportView): TemplateResult {
    return html`<div class="page">
      <div class="form">
        <h1>${view.title}</h1>
        <p class="muted">${view.where}</p>
        ${this.fileSection(view)} ${this.columnsSection(view)}
        <section aria-labelledby="sql">
          <h2 id="sql">What will run</h2>
          ${
            view.sql === ''
              ? html`<ul class="problems">
                  ${view.problems.map((problem) => html`<li>${icon('warning')}<span>${problem}</span></li>`)}
                </ul>`
              : html`<pre class="mono sql" tabindex="0" aria-label="Statements">${view.sql}</pre>`
          }
        </section>
      </div>
      ${this.footer(view)}
    </div>`;
  }

  private fileSection({ draft, encodings }: ImportView): TemplateResult {
    const isSeparated = draft.kind === 'separated';
    const kinds = [
      { value: 'separated', label: 'Separated values (CSV, TSV)' },
      { value: 'ndjson', label: 'JSON, an object in each line' },
    ];
    const codes = encodings.map((value) => ({ value, label: value.toUpperCase() }));
    const known = delimiters.some(({ value }) => value === draft.delimiter);
    const marks = known ? delimiters : [...delimiters, { value: draft.delimiter, label: draft.delimiter }];
    return html`<section aria-labelledby="file">
      <h2 id="file">File</h2>
      <div class="grid">
        ${choice('kind', 'Format', { value: draft.kind, options: kinds }, (kind) =>
          this.change({ kind: kind === 'ndjson' ? 'ndjson' : 'separated' }),
        )}
        ${choice('encoding', 'Encoding', { value: draft.encoding, options: codes }, (encoding) =>
          this.change({ encoding }),
        )}
        ${
          isSeparated
            ? html`${choice(
                'delimiter',
                'Delimiter',
                { value: draft.delimiter, options: marks },
                (delimiter) => this.change({ delimiter }),
              )}
              ${textField('quote', 'Quote', draft.quote, (quote) => this.change({ quote: quote || '"' }))}
              ${textField('null', 'Text that means NULL', draft.nullText, (nullText) => this.change({ nullText }))}
              ${flag('header', 'The first line has the names of the columns', draft.header, (header) =>
                this.change({ header }),
              )}`
            : nothing
        }
      </div>
    </section>`;
  }

  private columnsSection(view: ImportView): TemplateResult {
    return html`<section aria-labelledby="columns">
      <h2 id="columns">Columns</h2>
      ${
        view.isNew
          ? html`<div class="grid">
              ${textField('table', 'New table', view.draft.table, (table) => this.change({ table }))}
            </div>`
          : nothing
      }
      ${previewTable(view, (index, changes) => this.changeColumn(index, changes))}
    </section>`;
  }

  private footer({ problems }: ImportView): TemplateResult {
    const isBlocked = this.running || problems.length > 0;
    return html`<footer class="footer">
      <p class="failure" role="alert">${this.failure}</p>
      <div class="actions">
        <vscode-button appearance="primary" ?disabled=${isBlocked} @click=${() => void this.run()}>
          ${this.running ? 'Importing…' : 'Import'}
        </vscode-button>
        <vscode-button
          appearance="secondary"
          ?disabled=${this.running}
          @click=${() => void this.host.close(null)}
        >
          Cancel
        </vscode-button>
        ${
          this.line === undefined
            ? nothing
            : html`<vscode-button appearance="secondary" @click=${() => void this.host.showLine(null)}>
                Show Line ${this.line}
              </vscode-button>`
        }
      </div>
    </footer>`;
  }
}
