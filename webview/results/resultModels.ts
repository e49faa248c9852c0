import type { ResultColumn } from '../../src/core/query/session';
import type { Remote } from '../../src/protocol/rpc';
import type { ResultsHost, RunView, StatementHead, StatementView } from '../../src/protocol/results';
import { savedColumns, saveColumns } from './arrangement';
import { usualWidth } from './grid/columnKind';
import { orderColumns, pinsOf } from './grid/columnOrder';
import { createGridModel, type GridModel, setOrder, setWidths } from './grid/gridModel';
import { selectCell } from './grid/selection';
import { WindowCache, type WindowSource } from './grid/windowCache';
import type { Tab } from './runState';

/** Runs whose scroll positions and selections are remembered: each editor has its own last run. */
const runsKept = 10;

/**
 * The grid models of the runs that were shown last, one for each statement with rows, made when it is first needed.
 * Only the run in front keeps its rows.
 */
export class ResultModels {
  private readonly runs = new Map<number, Map<number, GridModel>>();
  private run: RunView | undefined;

  constructor(
    private readonly host: Remote<ResultsHost>,
    private readonly listener: Pick<WindowSource, 'arrived' | 'changed'>,
  ) {}

  /** Another run comes to the front, or the same one with results that have grown. */
  show(run: RunView | undefined): void {
    if (this.run && this.run.runId !== run?.runId) {
      for (const model of this.modelsOf(this.run.runId).values()) {
        model.cache.dispose();
      }
    }
    this.run = run;
    for (const statement of run?.statements ?? []) {
      const model = run && this.modelsOf(run.runId).get(statement.index);
      if (run && model) {
        this.follow(run.runId, model, statement);
      }
    }
  }

  model(tab: Tab): GridModel | undefined {
    if (tab === 'messages') {
      return undefined;
    }
    const statement = this.run?.statements.find(({ index }) => index === tab);
    if (!this.run || !statement?.columns) {
      return undefined;
    }
    const models = this.modelsOf(this.run.runId);
    const known = models.get(tab);
    if (known) {
      return known;
    }
    const model = this.create(this.run.runId, tab, statement.columns);
    this.follow(this.run.runId, model, statement);
    models.set(tab, model);
    return model;
  }

  columns(tab: Tab): readonly ResultColumn[] | undefined {
    return this.model(tab)?.columns;
  }

  prime({ statement, window }: StatementHead): void {
    const model = this.model(statement);
    if (model && model.view === undefined) {
      model.cache.rowCount = model.rowCount - (model.overlay?.added ?? 0);
      model.cache.prime(window);
    }
  }

  problem(tab: Tab): string | undefined {
    return this.model(tab)?.cache.problem;
  }

  retry(tab: Tab): void {
    this.model(tab)?.cache.retry();
  }

  saveColumns(tab: Tab): void {
    const model = this.model(tab);
    if (model) {
      saveColumns(model.columns, {
        widths: [...model.arranged].map((column) => [column, model.widths[column] ?? 0] as const),
        hidden: [...model.order.hidden],
        pins: pinsOf(model.order),
      });
    }
  }

  /** The models of a run, which counts as just seen. */
  private modelsOf(runId: number): Map<number, GridModel> {
    const models = this.runs.get(runId) ?? new Map<number, GridModel>();
    this.runs.delete(runId);
    this.runs.set(runId, models);
    const [oldest] = this.runs.keys();
    if (this.runs.size > runsKept && oldest !== undefined) {
      this.runs.delete(oldest);
    }
    return models;
  }

  /** Shows as many rows as there are, and others when they were arranged anew. */
  private follow(runId: number, model: GridModel, statement: StatementView): void {
    const { index, rowCount, arranged, revision = 0 } = statement;
    model.rowCount = (arranged?.rowCount ?? rowCount) + (model.overlay?.added ?? 0);
    if (model.revision !== revision) {
      model.revision = revision;
      model.cache.dispose();
    }
    if (model.view !== arranged?.view) {
      model.view = arranged?.view;
      model.cache.dispose();
      model.cache = this.newCache(runId, index, model);
      model.top = 0;
      // The column of row numbers may need another width, which moves every cell.
      setWidths(model, new Map());
      const { column } = model.selection.head;
      model.selection = selectCell({ row: 0, column });
    }
  }

  private newCache(
    runId: number,
    statement: number,
    { columns, view }: Pick<GridModel, 'columns' | 'view'>,
  ): WindowCache {
    return new WindowCache(
      {
        load: (place, signal) => this.host.rows({ runId, statement, view, ...place }, signal),
        ...this.listener,
      },
      columns.length,
      view !== undefined,
    );
  }

  private create(runId: number, statement: number, columns: readonly ResultColumn[]): GridModel {
    const cache = this.newCache(runId, statement, { columns, view: undefined });
    const saved = savedColumns(columns);
    const chosen = new Map(saved.widths);
    const widths = columns.map((column, index) => chosen.get(index) ?? usualWidth(column));
    const model = createGridModel(columns, cache, widths);
    for (const column of chosen.keys()) {
      model.arranged.add(column);
    }
    setOrder(model, orderColumns(columns.length, saved.hidden, saved.pins));
    return model;
  }
}
