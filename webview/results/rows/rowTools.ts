import { html, type TemplateResult } from 'lit/html.js';
import {
  type Arrangement,
  asStored,
  type ColumnCondition,
  conditionWords,
  isAsStored,
  isFiltered,
  sortedBy,
  type SortKey,
} from '../../../src/core/results/arrangement';
import type { ChartData, ChartSpec } from '../../../src/core/results/chart';
import type { ResultsHost, StatementView } from '../../../src/protocol/results';
import type { Remote } from '../../../src/protocol/rpc';
import type { ArrangedView, Hit, JobProgress } from '../../../src/protocol/rowTools';
import { visibleText } from '../../shared/visibleText';
import type { ResultActions } from '../actions';
import type { GridModel } from '../grid/gridModel';
import { ChartPanel } from '../chart/chartPanel';
import { chip, shownWords, sortDetail } from './arrangedChips';
import { FilterDialog } from './filterDialog';
import { FindBar } from './findBar';
import { StatisticsDialog } from './statisticsDialog';
import { arrangeActions, cellFilterActions } from './rowActions';
import { RowJob } from './rowJob';

/** The result in front. */
export interface RowSubject {
  readonly runId: number;
  readonly statement: StatementView;
  readonly model: GridModel;
}

export interface RowToolsParts {
  readonly host: Remote<ResultsHost>;
  subject(): RowSubject | undefined;
  /** Other rows are to be shown from now on. */
  arranged(statement: number, view: ArrangedView | undefined): void;
  goTo(hit: Hit): void;
  focusGrid(): void;
  changed(): void;
  say(words: string): void;
}

/** Sorts, filters and searches the result in front, and shows how. */
export class RowTools {
  readonly dialog = new FilterDialog((condition) => void this.addCondition(condition));
  readonly statistics = new StatisticsDialog();
  private readonly job = new RowJob(() => this.parts.changed());
  private readonly find: FindBar;
  private readonly chart: ChartPanel;
  /** The result that is shown as a chart. */
  private charted: string | undefined;
  private filtering = false;
  /** What is being typed, until it is applied. */
  private typed: string | undefined;
  private timer: number | undefined;
  /** The result and the order that were drawn last: what was found belongs to them. */
  private inFront = '';

  constructor(
    private readonly parts: RowToolsParts,
    actions: ResultActions,
  ) {
    const { host } = parts;
    this.find = new FindBar({
      host,
      job: this.job,
      subject: () => this.shownRows(),
      goTo: (hit) => parts.goTo(hit),
      changed: () => parts.changed(),
      closed: () => parts.focusGrid(),
    });
    this.chart = new ChartPanel({
      job: this.job,
      load: (spec, signal) => this.loadChart(spec, signal),
      save: (format, content) => this.saveChart(format, content),
      close: () => this.closeChart(),
    });
    actions.addToColumns(...arrangeActions(this));
    actions.addToCells(...cellFilterActions(this));
  }

  /** The rows, or the chart in their place. */
  content(statement: StatementView, grid: Element): Element {
    return this.charted !== undefined && this.charted === this.key(statement) ? this.chart.element : grid;
  }

  get dialogs(): readonly Element[] {
    return [this.dialog.element, this.statistics.element];
  }

  /** Before a result is drawn: its head and its hits are marked. */
  mark(model: GridModel, statement: StatementView): void {
    const inFront = `${this.key(statement)}/${statement.arranged?.view ?? ''}`;
    if (this.inFront !== inFront) {
      this.inFront = inFront;
      this.find.forget();
    }
    const { sort, filter } = statement.arranged?.arrangement ?? asStored;
    model.headMarks = new Map(
      model.columns.map((_, column) => {
        const place = sort.findIndex((key) => key.column === column);
        const key = sort[place];
        const filtered = filter.conditions.some((condition) => condition.column === column);
        const direction = key && (key.descending ? 'descending' : 'ascending');
        return [column, { sort: direction, rank: sort.length > 1 && key ? place + 1 : undefined, filtered }];
      }),
    );
    model.cellMark = this.find.mark;
  }

  /** Another result or another order came to the front. */
  forget(): void {
    this.typed = undefined;
    this.find.forget();
    this.job.cancel();
    this.job.forgetProblem();
  }

  progress(progress: JobProgress): void {
    this.job.progress(progress);
    this.statistics.progress(progress);
  }

  onKey(event: KeyboardEvent): void {
    const mod = event.ctrlKey || event.metaKey;
    const isDialog = document.querySelector('dialog[open]') !== null;
    if (mod && !event.altKey && !isDialog && event.key.toLowerCase() === 'f' && this.parts.subject()) {
      event.preventDefault();
      event.stopPropagation();
      if (event.shiftKey) {
        this.showFilter();
      } else {
        this.find.show();
      }
    }
  }

  showFind(): void {
    this.find.show();
  }

  showStatistics(column: number): void {
    const subject = this.parts.subject();
    const description = subject?.model.columns[column];
    const shown = this.shownRows();
    if (subject && description && shown) {
      const { arranged } = subject.statement;
      const which = arranged && isFiltered(arranged.arrangement) ? 'Rows that are shown' : 'All rows';
      void this.statistics.open({
        column: description,
        which: subject.statement.complete ? which : `${which} that were read`,
        load: (signal) => this.parts.host.statistics({ ...shown.rows, column }, signal),
      });
    }
  }

  showFilter(): void {
    this.filtering = true;
    this.parts.changed();
    document.querySelector<HTMLInputElement>('#filter-anywhere')?.focus();
  }

  sortBy(column: number, add: boolean): Promise<void> {
    const { sort, filter } = this.arrangement();
    return this.arrange({ sort: sortedBy(sort, column, add), filter });
  }

  /** A certain direction, as the menu offers it. */
  setSort(keys: readonly SortKey[]): Promise<void> {
    return this.arrange({ ...this.arrangement(), sort: keys });
  }

  arrangement(): Arrangement {
    return this.parts.subject()?.statement.arranged?.arrangement ?? asStored;
  }

  addCondition(condition: ColumnCondition): Promise<void> {
    const { sort, filter } = this.arrangement();
    const conditions = [...filter.conditions, condition];
    return this.arrange({ sort, filter: { ...filter, conditions } });
  }

  clear(): Promise<void> {
    this.filtering = false;
    this.typed = undefined;
    return this.arrange(asStored);
  }

  async onServer(arrangement: Arrangement): Promise<void> {
    const subject = this.parts.subject();
    if (subject) {
      const { runId, statement } = subject;
      const request = { runId, statement: statement.index, arrangement };
      await this.job.run('Opening the query', () => this.parts.host.arrangeOnServer(request));
    }
  }

  private async arrange(arrangement: Arrangement): Promise<void> {
    const subject = this.parts.subject();
    if (!subject) {
      return;
    }
    const { runId, statement } = subject;
    const title = isFiltered(arrangement) ? 'Filtering' : 'Sorting';
    const done = await this.job.run(title, (signal) =>
      this.parts.host.arrange({ runId, statement: statement.index, arrangement }, signal),
    );
    if (done) {
      this.find.forget();
      this.parts.arranged(statement.index, done.value);
      if (this.charted === this.key(statement)) {
        this.chart.reload();
      }
      this.parts.say(done.value ? shownWords(done.value) : 'All rows, as they came');
    }
  }

  private key({ index }: StatementView): string {
    return `${this.parts.subject()?.runId ?? 0}/${index}`;
  }

  private showChart(): void {
    const subject = this.parts.subject();
    if (subject) {
      this.charted = this.key(subject.statement);
      this.parts.changed();
      this.chart.show(subject.model.columns);
    }
  }

  private closeChart(): void {
    this.charted = undefined;
    this.parts.changed();
    this.parts.focusGrid();
  }

  private loadChart(spec: ChartSpec, signal: AbortSignal): Promise<ChartData> {
    const shown = this.shownRows();
    return shown
      ? this.parts.host.chart({ ...shown.rows, spec }, signal)
      : Promise.reject(new Error('This result is gone.'));
  }

  private async saveChart(format: 'svg' | 'png', content: string): Promise<void> {
    const subject = this.parts.subject();
    if (subject) {
      await this.parts.host.saveChart({ runId: subject.runId, format, content });
    }
  }

  private shownRows() {
    const subject = this.parts.subject();
    const { arranged, index } = subject?.statement ?? {};
    return subject && index !== undefined
      ? { rows: { runId: subject.runId, statement: index, view: arranged?.view }, model: subject.model }
      : undefined;
  }

  template(statement: StatementView): TemplateResult {
    return html`${this.arrangedTemplate(statement)} ${this.find.template()}`;
  }

  /** Buttons at the foot of a result. */
  buttons(): TemplateResult {
    return html`<button class="link" type="button" @click=${() => this.showFilter()}>Filter</button>
      <button class="link" type="button" @click=${() => this.showFind()}>Find</button>
      <button class="link" type="button" @click=${() => this.showChart()}>Chart</button>`;
  }

  private arrangedTemplate(statement: StatementView): TemplateResult | string {
    const { arranged } = statement;
    const filter = arranged?.arrangement.filter.anywhere ?? '';
    if (!arranged && this.job.isIdle && !this.filtering) {
      return '';
    }
    return html`<div class="tools" role="region" aria-label="Order and filter">
      ${
        this.filtering || filter !== ''
          ? html`<input
              id="filter-anywhere"
              class="input"
              type="text"
              placeholder="Filter by any column"
              aria-label="Filter by any column"
              spellcheck="false"
              .value=${this.typed ?? filter}
              @input=${(event: Event) => this.onFilterInput(event)}
              @keydown=${(event: KeyboardEvent) => this.onFilterKey(event)}
            />`
          : ''
      }
      ${arranged ? this.chips(statement, arranged) : ''} ${this.job.template()}
    </div>`;
  }

  private chips(statement: StatementView, arranged: ArrangedView): TemplateResult {
    const { arrangement } = arranged;
    const { sort, filter } = arrangement;
    const name = (column: number) => visibleText(statement.columns?.[column]?.name ?? '');
    const without = (index: number) =>
      this.arrange({
        sort,
        filter: { ...filter, conditions: filter.conditions.filter((_, each) => each !== index) },
      });
    return html`${
        sort.length === 0
          ? ''
          : chip(
              `Sorted by ${sort.map(({ column, descending }) => `${name(column)} ${descending ? '↓' : '↑'}`).join(', ')}`,
              sortDetail(statement, arranged),
              () => void this.setSort([]),
            )
      }
      ${filter.conditions.map((condition, index) => {
        const words = visibleText(conditionWords(name(condition.column), condition));
        return chip(words, words, () => void without(index));
      })}
      <span class="tools-count">${shownWords(arranged)}</span>
      ${this.limits(statement, arranged)}
      <button class="link" type="button" @click=${() => void this.clear()}>Clear</button>`;
  }

  /** What the shown rows are not. */
  private limits(statement: StatementView, arranged: ArrangedView): TemplateResult | string {
    if (arranged.of !== statement.rowCount) {
      return html`<span class="tools-note">Rows that came later are not among them.</span>
        <button class="link" type="button" @click=${() => void this.arrange(arranged.arrangement)}>
          Apply Again
        </button>`;
    }
    return statement.complete
      ? ''
      : html`<span class="tools-note">Only the rows that were read, not all of the query.</span>
          <button class="link" type="button" @click=${() => void this.onServer(arranged.arrangement)}>
            On the Server…
          </button>`;
  }

  private onFilterInput(event: Event): void {
    if (event.target instanceof HTMLInputElement) {
      const { value } = event.target;
      this.typed = value;
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.setAnywhere(value), 400);
    }
  }

  private onFilterKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && this.typed !== undefined) {
      event.preventDefault();
      window.clearTimeout(this.timer);
      void this.setAnywhere(this.typed);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      this.filtering = false;
      this.typed = undefined;
      window.clearTimeout(this.timer);
      this.parts.changed();
      void this.setAnywhere('');
      this.parts.focusGrid();
    }
  }

  private setAnywhere(anywhere: string): Promise<void> {
    const { sort, filter } = this.arrangement();
    const next = { sort, filter: { ...filter, anywhere } };
    return isAsStored(next) && isAsStored(this.arrangement()) ? Promise.resolve() : this.arrange(next);
  }
}
