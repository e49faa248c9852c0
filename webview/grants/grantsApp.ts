import { html, render, type TemplateResult } from 'lit/html.js';
import { type GrantLens, grantTable } from '../../src/core/scaffold/grants/grantMatrix';
import type { GrantsHost, GrantsView, RightsRead } from '../../src/protocol/grants';
import type { Remote } from '../../src/protocol/rpc';
import { placeTemplate } from '../shared/place';
import { visibleText } from '../shared/visibleText';
import { countOf } from '../shared/words';
import { cellLines, cellTitle, editWords, marks } from './cellWords';
import { GrantEdits } from './grantEdits';
import { lensBar, startLens } from './lensBar';
import { movedBy } from './matrixKeys';
import { type CellPlace, type MatrixModel, matrixModel, matrixTemplate } from './matrixTable';

/** The matrix of rights: reads them, shows two of their three sides, and collects changes. */
export class GrantsApp {
  private view: GrantsView | undefined;
  private rights: RightsRead | undefined;
  private model: MatrixModel | undefined;
  private edits = new GrantEdits();
  private schema: string | undefined;
  private search = '';
  private lens: GrantLens | undefined;
  private current: CellPlace = { row: 0, column: 0 };
  private failure = '';
  private reading = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<GrantsHost>,
  ) {}

  load(): void {
    this.host.ready(null).then(
      (view) => {
        this.show(view);
        this.schema = view.schema;
        void this.read();
      },
      (error: unknown) => this.fail(error),
    );
  }

  show(view: GrantsView): void {
    this.view = view;
    this.edits = new GrantEdits(view.edits);
    this.draw();
  }

  private async read(): Promise<void> {
    const turn = ++this.reading;
    this.draw();
    try {
      const { schema, search } = this;
      const rights = await this.host.read({ search, ...(schema !== undefined && { schema }) });
      if (turn !== this.reading) {
        return;
      }
      this.failure = '';
      this.rights = rights;
      this.lens ??= startLens('privilege', { facts: rights.facts, schema });
      this.current = { row: 0, column: 0 };
      this.remodel();
    } catch (error) {
      this.fail(error);
    }
  }

  private remodel(): void {
    const { rights, lens, schema } = this;
    if (rights && lens) {
      this.model = matrixModel(rights.facts, lens, grantTable(rights.facts, lens, schema));
    }
    this.draw();
  }

  private fail(error: unknown): void {
    this.failure = error instanceof Error ? error.message : String(error);
    this.draw();
  }

  private draw(): void {
    if (this.view) {
      render(this.pageTemplate(this.view), this.root);
    } else if (this.failure !== '') {
      render(html`<p class="blank" role="alert">${this.failure}</p>`, this.root);
    }
  }

  private pageTemplate(view: GrantsView): TemplateResult {
    const { rights, lens, model, schema, search } = this;
    return html`<div class="page">
      <header class="bar">
        <h1 class="bar-title">Rights</h1>
        ${placeTemplate(view)}
        <div class="bar-actions">
          <vscode-button appearance="secondary" @click=${() => void this.read()}>Refresh</vscode-button>
        </div>
      </header>
      ${this.failure === '' ? '' : html`<p class="grants-failure" role="alert">${this.failure}</p>`}
      ${
        rights && lens
          ? lensBar(
              { facts: rights.facts, schema, lens, search },
              {
                schema: (chosen) => this.chooseSchema(chosen),
                lens: (chosen) => this.chooseLens(chosen),
                search: (text) => this.searchFor(text),
              },
            )
          : html`<p class="blank" aria-busy="true">Reading the rights…</p>`
      }
      ${model && lens ? this.matrix(model) : ''} ${model ? this.foot(model) : ''}
    </div>`;
  }

  private matrix(model: MatrixModel): TemplateResult {
    if (model.table.rows.length === 0) {
      return html`<p class="blank">
        Nothing here has this privilege. Choose another one, or another schema.
      </p>`;
    }
    return html`<div
      class="matrix"
      @keydown=${(event: KeyboardEvent) => this.pressed(event)}
      @click=${(event: MouseEvent) => this.clicked(event)}
      @focusin=${(event: FocusEvent) => this.focused(event)}
    >
      ${matrixTemplate(model, this.edits, this.current, 'Rights')}
      ${
        this.rights?.more === true
          ? html`<p class="muted more">
              There are more tables than these. Type a part of a name to find others.
            </p>`
          : ''
      }
    </div>`;
  }

  private foot({ cells }: MatrixModel): TemplateResult {
    const cell = cells[this.current.row]?.[this.current.column];
    const count = this.edits.all.length;
    const edit = cell && this.edits.of(cell);
    return html`<footer class="footer">
      <p class="legend muted" aria-hidden="true">
        <span>${marks.granted} granted</span><span>${marks.had} through a role, PUBLIC or ownership</span
        ><span>${marks.partly} some columns</span><span>+ − changes</span>
      </p>
      <div class="about" role="status">
        ${
          cell === undefined
            ? html`<p class="muted">There is no such privilege.</p>`
            : html`<p><strong>${visibleText(cellTitle(cell))}</strong> ${editWords(edit)}</p>
                ${cellLines(cell).map((line) => html`<p class="muted">${visibleText(line)}</p>`)}`
        }
      </div>
      <div class="foot-actions">
        <vscode-button ?disabled=${count === 0} @click=${() => this.review()}
          >Review ${countOf(count, 'Change')}…</vscode-button
        >
        <vscode-button appearance="secondary" ?disabled=${count === 0} @click=${() => this.discard()}
          >Discard</vscode-button
        >
        <span class="muted"
          >Space or a click changes a right. Nothing runs before you have seen the SQL.</span
        >
      </div>
    </footer>`;
  }

  private chooseSchema(schema: string | undefined): void {
    this.schema = schema;
    this.search = '';
    this.lens = this.lens?.kind === 'role' ? this.lens : undefined;
    void this.read();
  }

  private chooseLens(lens: GrantLens): void {
    this.lens = lens;
    this.current = { row: 0, column: 0 };
    this.remodel();
  }

  private searchFor(text: string): void {
    this.search = text;
    void this.read();
  }

  private pressed(event: KeyboardEvent): void {
    const { model } = this;
    if (!model || placeOf(event.target) === undefined) {
      return;
    }
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      this.toggle(this.current);
      return;
    }
    const { rows, columns } = model.table;
    const to = movedBy(event, this.current, { rows: rows.length, columns: columns.length });
    if (to) {
      event.preventDefault();
      this.moveTo(to);
    }
  }

  private clicked(event: MouseEvent): void {
    const place = placeOf(event.target);
    if (place) {
      this.moveTo(place);
      this.toggle(place);
    }
  }

  /** The focus may come by other ways than ours, such as a screen reader's. */
  private focused(event: FocusEvent): void {
    const place = placeOf(event.target);
    if (place && (place.row !== this.current.row || place.column !== this.current.column)) {
      this.current = place;
      this.draw();
    }
  }

  private moveTo(place: CellPlace): void {
    this.current = place;
    this.draw();
    const cell = this.root.querySelector(`[data-row="${place.row}"][data-column="${place.column}"]`);
    if (cell instanceof HTMLElement) {
      cell.focus();
    }
  }

  private toggle({ row, column }: CellPlace): void {
    const cell = this.model?.cells[row]?.[column];
    if (cell) {
      this.edits.toggle(cell);
      this.keep();
    }
  }

  private discard(): void {
    this.edits = new GrantEdits();
    this.keep();
  }

  private keep(): void {
    this.host.keep({ edits: this.edits.all }).catch((error: unknown) => this.fail(error));
    this.draw();
  }

  private review(): void {
    this.host.review({ edits: this.edits.all }).catch((error: unknown) => this.fail(error));
  }
}

function placeOf(target: EventTarget | null): CellPlace | undefined {
  const cell = target instanceof Element ? target.closest('td[data-row]') : null;
  return cell instanceof HTMLElement
    ? { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) }
    : undefined;
}
