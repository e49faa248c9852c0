import { html, render, type TemplateResult } from 'lit/html.js';
import type { JobProgress } from '../../src/protocol/rowTools';
import type { Remote } from '../../src/protocol/rpc';
import type { SelectionRequest } from '../../src/protocol/selection';
import type {
  ResultsHost,
  RunUpdate,
  RunView,
  StatementHead,
  StatementView,
} from '../../src/protocol/results';
import { placeTemplate } from '../shared/place';
import { countOf } from '../shared/words';
import { ResultActions } from './actions';
import { savedTab, saveTab } from './arrangement';
import { CellViewer } from './cellViewer';
import { cellActions, columnActions } from './columnActions';
import { ColumnDialog } from './columnDialog';
import { EditController, type EditSubject } from './editing/editController';
import { selectionWords } from './footWords';
import { Grid } from './grid/grid';
import { type SelectedCells, selectedCells } from './grid/gridModel';
import type { CellPlace } from './grid/selection';
import { firstListed, messagesTemplate, moreListed, noteWords } from './messages';
import { type MenuSubject, ResultMenus } from './resultMenus';
import { footTemplate, loadProblemTemplate } from './resultFoot';
import { ResultModels } from './resultModels';
import { type RowSubject, RowTools } from './rows/rowTools';
import { SelectionSum } from './selectionSum';
import {
  applyUpdate,
  automaticTab,
  heldStatement,
  runningStatement,
  statementOf,
  type Tab,
  withArranged,
} from './runState';
import { nothingRunTemplate, runningTemplate } from './runTemplates';
import { type TabActions, tabMenu, tabMenuButton } from './tabMenu';
import { tabId, tabsTemplate } from './tabs';

/** The results page: keeps what it was told, and draws it. */
export class ResultsApp {
  private run: RunView | undefined;
  private chosen: Tab | undefined;
  private tabInSight: Tab | undefined;
  private listedMessages = firstListed;
  /** When the run was last told, so that a running statement's clock can go on from there. */
  private toldAt = 0;
  private timer: number | undefined;
  /** What the last action did, until the next one. */
  private note = '';
  private readonly models: ResultModels;
  private readonly rows: RowTools;
  private readonly viewer = new CellViewer();
  private readonly actions = new ResultActions();
  private readonly menus = new ResultMenus(this.actions);
  private readonly columns: ColumnDialog = new ColumnDialog({
    goTo: (place) => this.grid.goTo(place),
    hideColumns: (columns, hide) => this.grid.hideColumns(columns, hide),
    pinColumn: (column, pin) => this.grid.pinColumn(column, pin),
  });
  private readonly grid = new Grid({
    copy: (cells, withHeader) => void this.copy(cells, withHeader),
    open: (place) => (this.editing.isEditing ? void this.editing.open(place) : void this.open(place)),
    keyDown: (event) => this.editing.onKey(event),
    goTo: () => this.openColumns(),
    selectionChanged: () => this.say(''),
    columnsChanged: () => this.models.saveColumns(this.front()),
    headClicked: (column, add) => void this.rows.sortBy(column, add),
    columnMenu: (column, at) => this.withSubject((subject) => this.menus.openForColumn(subject, column, at)),
    cellMenu: (place, at) => this.withSubject((subject) => this.menus.openForCell(subject, place, at)),
  });

  private readonly editing: EditController;
  private readonly sum: SelectionSum;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<ResultsHost>,
  ) {
    const changed = () => this.redrawGrid();
    this.models = new ResultModels(host, { arrived: () => this.grid.arrived(), changed });
    this.rows = new RowTools(
      {
        ...{
          ...{ host, changed },
          subject: () => this.subject(),
          say: (words) => this.say(words),
        },
        goTo: (hit) => this.grid.goTo(hit),
        focusGrid: () => this.grid.element.focus(),
        arranged: (statement, view) => this.take(this.run && withArranged(this.run, statement, view)),
      },
      this.actions,
    );
    root.addEventListener('keydown', (event) => this.rows.onKey(event), { capture: true });
    this.sum = new SelectionSum(host, () => this.draw());
    this.editing = new EditController({
      ...{ host, grid: this.grid },
      ...{ say: (note: string) => this.say(note), redraw: () => this.draw() },
      subject: () => this.editSubject(),
    });
    this.addActions();
  }

  show(run: RunView | undefined): void {
    if (run && run.runId !== this.run?.runId) {
      this.chosen = savedTab(run.runId);
      this.listedMessages = firstListed;
      this.note = '';
    }
    this.take(run);
  }

  update(update: RunUpdate): void {
    if (this.run?.runId === update.runId) {
      this.take(applyUpdate(this.run, update), update.heads);
    }
  }

  progress(progress: JobProgress): void {
    this.rows.progress(progress);
  }

  /** The host could not be asked what to show. */
  fail(message: string): void {
    render(html`<p class="blank" role="alert">${message}</p>`, this.root);
  }

  private take(run: RunView | undefined, heads: readonly StatementHead[] = []): void {
    this.run = run;
    this.toldAt = performance.now();
    this.models.show(run);
    heads.forEach((head) => this.models.prime(head));
    this.tick(run?.running === true);
    this.draw();
    this.grid.refresh();
  }

  private addActions(): void {
    this.actions.addToColumns(...columnActions(this.grid, () => this.openColumns()));
    this.actions.addToCells(
      ...cellActions({
        open: (cell) => void this.open(cell),
        copyAs: (statement) => void this.copyAs(statement),
      }),
      ...this.editing.cellActions(),
    );
  }

  private readonly tabActions: TabActions = {
    choose: (tab) => this.choose(tab),
    pin: (at, pinned) => void this.attempt(this.host.pinResult({ ...this.place(at), pinned })),
    close: (at) => void this.attempt(this.host.closeResult(this.place(at))),
  };

  private readonly place = (statement: number) => ({ runId: this.run?.runId ?? 0, statement });

  private redrawGrid(): void {
    this.draw();
    this.grid.refresh();
  }

  private subject(): RowSubject | undefined {
    const statement = this.run && statementOf(this.run, Number(this.front()));
    const model = this.models.model(this.front());
    return this.run && statement && model ? { runId: this.run.runId, statement, model } : undefined;
  }

  /** Which rows the host is asked for: those that are shown. */
  private shown(statement: number): { readonly statement: number; readonly view?: number } {
    const view = this.run && statementOf(this.run, statement)?.arranged?.view;
    return { statement, ...(view !== undefined && { view }) };
  }

  /** What the menus are about: the result in front. */
  private withSubject(act: (subject: MenuSubject) => void): void {
    const statement = this.front();
    const model = this.models.model(statement);
    if (model && statement !== 'messages') {
      act({ statement, model });
    }
  }

  private tick(running: boolean): void {
    if (running) {
      this.timer ??= window.setInterval(() => this.draw(), 250);
    } else {
      window.clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  private front(): Tab {
    const { run, chosen } = this;
    const isThere = run && chosen !== undefined && chosen !== 'messages' && statementOf(run, chosen)?.columns;
    if (chosen !== undefined && (chosen === 'messages' || isThere)) {
      return chosen;
    }
    return run ? automaticTab(run) : 'messages';
  }

  private choose(tab: Tab): void {
    if (this.run) {
      this.chosen = tab;
      this.note = '';
      this.rows.forget();
      saveTab(this.run.runId, tab);
      this.draw();
    }
  }

  private say(note: string): void {
    this.note = note;
    this.draw();
  }

  private elapsed(statement: StatementView): number | undefined {
    const { elapsedMs, state } = statement;
    return state === 'running' ? (elapsedMs ?? 0) + performance.now() - this.toldAt : elapsedMs;
  }

  /** What is selected, when it is more than one cell. */
  private selection(): SelectionRequest | undefined {
    const subject = this.editSubject();
    if (!subject || subject.model.rowCount === 0) {
      return undefined;
    }
    const { runId, statement, model } = subject;
    const cells = selectedCells(model);
    const isSingle = cells.firstRow === cells.lastRow && cells.columns.length === 1;
    return isSingle ? undefined : { runId, ...this.shown(statement), ...cells };
  }

  private editSubject(): EditSubject | undefined {
    const statement = this.front();
    const model = this.models.model(statement);
    return this.run && model && statement !== 'messages'
      ? { runId: this.run.runId, statement, model }
      : undefined;
  }

  private openColumns(): void {
    const model = this.models.model(this.front());
    if (model) {
      this.columns.open(model);
    }
  }

  private async copy(cells: SelectedCells, withHeader: boolean): Promise<void> {
    const front = this.front();
    if (!this.run || front === 'messages') {
      return;
    }
    const format = withHeader ? 'tsvWithHeader' : 'tsv';
    await this.sayCopied(this.host.copy({ ...this.place(front), ...this.shown(front), ...cells, format }));
  }

  private async copyAs(statement: number): Promise<void> {
    const model = this.models.model(statement);
    if (model) {
      const shown = { ...this.place(statement), ...this.shown(statement) };
      await this.sayCopied(this.host.copyAs({ ...shown, ...selectedCells(model) }));
    }
  }

  private async sayCopied(copying: Promise<number>): Promise<void> {
    await this.attempt(
      copying.then((rows) => {
        if (rows > 0) {
          this.say(`Copied ${countOf(rows, 'row')}.`);
        }
      }),
    );
  }

  private async open({ row, column }: CellPlace): Promise<void> {
    const front = this.front();
    const description = this.models.columns(front)?.[column];
    if (!this.run || front === 'messages' || !description) {
      return;
    }
    const place = { ...this.place(front), ...this.shown(front), row, column };
    await this.viewer.open({
      column: description,
      row,
      part: (offset, length, signal) => this.host.valuePart({ ...place, offset, length }, signal),
      copy: () => void this.copy({ firstRow: row, lastRow: row, columns: [column] }, false),
      save: () => void this.attempt(this.host.saveValue(place)),
    });
  }

  private async attempt(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.say(error instanceof Error ? error.message : '');
    }
  }

  private draw(): void {
    const { run } = this;
    render(run ? this.runTemplate(run) : nothingRunTemplate(), this.root);
    this.showTab(this.front());
    const model = this.models.model(this.front());
    const front = run && statementOf(run, Number(this.front()));
    if (run && model && front && this.grid.element.isConnected) {
      this.rows.mark(model, front);
      this.editing.refresh();
      this.sum.follow(this.selection());
      this.grid.show(model, `Rows of ${front.title}`);
    }
  }

  /** Many tabs do not fit side by side. */
  private showTab(tab: Tab): void {
    if (tab !== this.tabInSight) {
      this.tabInSight = tab;
      document.getElementById(tabId(tab))?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }

  private runTemplate(run: RunView): TemplateResult {
    const front = this.front();
    const statement = front === 'messages' ? undefined : statementOf(run, front);
    return html`<div class="results">
      <header class="bar">
        ${tabsTemplate(run, front, this.tabActions)}
        ${tabMenuButton((at) => this.menus.open('Results', tabMenu(run, front, this.tabActions), at))}
        <div class="bar-end">${placeTemplate(run)} ${this.runningTemplate(run)}</div>
      </header>
      <section class="panel" id="panel" role="tabpanel" aria-labelledby=${tabId(front)}>
        ${statement ? this.rowsTemplate(statement) : this.messages(run)}
      </section>
      ${statement ? this.editing.barTemplate() : ''} ${statement ? this.footTemplate(statement) : ''}
      ${this.viewer.element} ${this.columns.element} ${this.rows.dialogs} ${this.menus.element}
      <div class="spoken" role="status">${run.running && !heldStatement(run) ? 'Running' : this.note}</div>
    </div>`;
  }

  private runningTemplate(run: RunView): TemplateResult | string {
    const statement = runningStatement(run);
    if (!run.running || heldStatement(run)) {
      return '';
    }
    const elapsed = statement && this.elapsed(statement);
    return runningTemplate(elapsed, () => void this.attempt(this.host.cancel(null)));
  }

  private messages(run: RunView): TemplateResult {
    return messagesTemplate(run, (statement) => this.elapsed(statement), this.listedMessages, {
      showRows: (statement) => this.choose(statement),
      goToError: (statement) => void this.attempt(this.host.revealError({ runId: run.runId, statement })),
      showMore: () => {
        this.listedMessages += moreListed;
        this.draw();
      },
    });
  }

  private rowsTemplate(statement: StatementView): TemplateResult {
    const problem = this.models.problem(statement.index);
    return html`${this.rows.template(statement)}
      <div class="rows">
        ${this.rows.content(statement, this.grid.element)} ${this.editing.editor.element}
        ${
          (statement.arranged ?? statement).rowCount === 0 &&
          !this.editing.isEditing &&
          statement.state !== 'running'
            ? html`<p class="rows-none muted">No rows</p>`
            : ''
        }
      </div>
      ${loadProblemTemplate(problem, () => this.models.retry(statement.index))}`;
  }

  private footTemplate(statement: StatementView): TemplateResult {
    const { index, state } = statement;
    const place = this.place(index);
    const selected = [selectionWords(this.models.model(index)), this.sum.words];
    return footTemplate(
      {
        ...{ statement, elapsed: this.elapsed(statement), buttons: this.rows.buttons() },
        note: noteWords(statement, performance.now() - this.toldAt),
        said: this.note === '' ? selected.filter((words) => words !== '').join(' · ') : this.note,
        isEditable: this.run?.readOnly !== true && !this.editing.isEditing && state !== 'running',
      },
      {
        fetchAll: () => void this.attempt(this.host.fetchAll(place)),
        close: () => void this.attempt(this.host.cancel(null)),
        edit: () => this.editing.begin(),
        chooseColumns: () => this.openColumns(),
        copyAs: () => void this.copyAs(index),
        export: () => void this.attempt(this.host.export({ ...place, ...this.shown(index) })),
      },
    );
  }
}
