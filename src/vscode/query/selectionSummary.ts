import * as vscode from 'vscode';
import type { CancelSignal } from '../../base/cancelSignal';
import type { Disposable } from '../../base/disposable';
import { countWords } from '../../core/explorer/measures';
import type { ResultColumn } from '../../core/query/session';
import type { StoredRows } from '../../core/query/storedRows';
import { type CellSummary, summarizeCells } from '../../core/values/summarizeCells';
import type { Handlers } from '../../protocol/rpc';
import type { SelectionHost, SelectionRequest } from '../../protocol/selection';
import type { QueryRuns } from './queryRuns';

/** The rows that a request is about. */
export interface SummedRows {
  readonly rows: Pick<StoredRows, 'window' | 'count'>;
  readonly columns: readonly ResultColumn[];
}

/** The rows of a result that is still there. */
export function summedRows(runs: QueryRuns, request: SelectionRequest): SummedRows | undefined {
  const run = runs.byId(request.runId);
  const { rows, columns } = run?.store.statement(request.statement) ?? {};
  const { statement, view } = request;
  const shown = view === undefined ? rows : run?.arranged.rows(statement, view);
  return shown && columns && { rows: shown, columns };
}

/** Milliseconds until the status bar says that a selection is still being read. */
const patience = 300;

/** Sums up what is selected in the results, and says it in the status bar. */
export class SelectionSummary implements Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'lakehouse.selection',
    vscode.StatusBarAlignment.Right,
    200,
  );
  private latest = 0;

  constructor(private readonly rowsOf: (request: SelectionRequest) => SummedRows | undefined) {
    this.item.name = 'Lakehouse Selection';
  }

  readonly handlers: Handlers<SelectionHost> = {
    summarize: (request, signal) => this.summarize(request, signal),
    clearSummary: () => this.clear(),
  };

  dispose(): void {
    this.item.dispose();
  }

  private async summarize(request: SelectionRequest, signal: CancelSignal): Promise<CellSummary> {
    const turn = ++this.latest;
    const found = this.rowsOf(request);
    const slow = setTimeout(() => this.show(turn, '$(sync~spin) Reading the selection…'), patience);
    try {
      const none = { rows: { count: 0, window: () => Promise.resolve([]) }, columns: [] };
      const { rows, columns } = found ?? none;
      const summary = await summarizeCells(rows, columns, request, signal);
      this.show(turn, summaryText(summary), summaryTooltip(summary));
      return summary;
    } catch (error) {
      this.show(turn, undefined);
      throw error;
    } finally {
      clearTimeout(slow);
    }
  }

  private clear(): void {
    this.latest++;
    this.item.hide();
  }

  /** A later selection has the bar. */
  private show(turn: number, text: string | undefined, tooltip?: string): void {
    if (turn !== this.latest) {
      return;
    }
    if (text === undefined) {
      this.item.hide();
      return;
    }
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.show();
  }
}

function summaryText({ cells, numbers, sum, average }: CellSummary): string {
  const words = [`${countWords(cells)} cells`];
  if (numbers > 0) {
    words.push(`Sum ${brief(sum)}`, `Avg ${brief(average)}`);
  }
  return words.join('  ·  ');
}

function summaryTooltip({ cells, nulls, numbers, sum, average, min, max }: CellSummary): string {
  return [
    `Selected cells: ${countWords(cells)}`,
    `NULL: ${countWords(nulls)}`,
    ...(numbers > 0
      ? [
          `Numbers: ${countWords(numbers)}`,
          `Sum: ${sum ?? ''}`,
          `Average: ${average ?? ''}`,
          `Min: ${min ?? ''}`,
          `Max: ${max ?? ''}`,
        ]
      : []),
  ].join('\n');
}

function brief(text = ''): string {
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}
