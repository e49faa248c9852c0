import type { CancelSignal } from '../../../src/base/cancelSignal';
import type { Cell } from '../../../src/core/ports';
import type { RowRectangle } from '../../../src/core/query/storedRows';
import { summarizeCells } from '../../../src/core/values/summarizeCells';
import type { ValuePartRequest, ValueRequest } from '../../../src/protocol/cellValue';
import type { SelectionRequest } from '../../../src/protocol/selection';
import type { ResultColumn } from '../../../src/core/query/session';
import {
  type CopyRequest,
  cutCell,
  type PinRequest,
  type ResultsHost,
  resultsHostValidators,
  type ResultsView,
  type RunView,
  type StatementHead,
  type StatementView,
  windowCellLimit,
  type WindowRequest,
} from '../../../src/protocol/results';
import type { JobProgress, RowToolsHost } from '../../../src/protocol/rowTools';
import { wholeCharacters } from '../../../src/node/results/wholeCharacters';
import { type Channel, type Handlers, plainWireError, Rpc } from '../../../src/protocol/rpc';

import { GeneratedEdits } from './generatedEdits';

/** A value of a result that is made when it is asked for. */
export type ValueAt = (row: number, column: number) => Cell;

/** The host's end over generated data: what the extension does with a result, without PostgreSQL. */
export class GeneratedResults {
  readonly copied: CopyRequest[] = [];
  readonly asked: WindowRequest[] = [];
  readonly revealed: number[] = [];
  readonly exported: number[] = [];
  readonly fetched: number[] = [];
  cancelled = 0;
  /** What answers about sorting, finding and the like; a case may bring its own. */
  tools: Handlers<RowToolsHost> = noRowTools;
  /** When set, windows fail with this sentence. */
  failure: string | undefined;
  /** When set, windows wait for it. */
  gate: Promise<void> | undefined;
  readonly pins: PinRequest[] = [];
  readonly closed: number[] = [];
  readonly saved: ValueRequest[] = [];
  /** Parts of values that were asked for. */
  readonly parts: ValuePartRequest[] = [];
  /** Selections that were summed up since the last single cell. */
  summed: SelectionRequest[] = [];
  readonly edits = new GeneratedEdits(
    () => this.run?.statements[0]?.columns?.length ?? 0,
    (row, column) => this.valueAt(row, column),
  );
  private rpc: Rpc<ResultsHost, ResultsView> | undefined;

  constructor(
    public run: RunView | undefined,
    private readonly valueAt: ValueAt = (row, column) => `${row}:${column}`,
  ) {}

  readonly connect = (channel: Channel): void => {
    this.rpc = new Rpc<ResultsHost, ResultsView>({
      channel,
      handlers: {
        ...this.edits.handlers,
        pinResult: (request) => {
          this.pins.push(request);
        },
        closeResult: ({ statement }) => {
          this.closed.push(statement);
        },
        valuePart: (request) => this.valuePart(request),
        saveValue: (request) => {
          this.saved.push(request);
          return true;
        },
        summarize: (request, signal) => this.summarize(request, signal),
        clearSummary: () => {
          this.summed = [];
        },
        ready: () => this.run,
        rows: (request) => this.rows(request),
        copy: (request) => {
          this.copied.push(request);
          return request.lastRow - request.firstRow + 1;
        },
        copyAs: ({ firstRow, lastRow }) => lastRow - firstRow + 1,
        export: ({ statement }) => {
          this.exported.push(statement);
        },
        ...this.tools,
        fetchAll: ({ statement }) => {
          this.fetched.push(statement);
        },
        cancel: () => {
          this.cancelled++;
        },
        revealError: ({ statement }) => {
          this.revealed.push(statement);
        },
      },
      validators: resultsHostValidators,
      toWire: plainWireError,
    });
  };

  show(run: RunView | undefined): void {
    this.run = run;
    this.rpc?.notify.show(run);
  }

  tellProgress(progress: JobProgress): void {
    this.rpc?.notify.progress(progress);
  }

  update(running: boolean, ...statements: readonly StatementView[]): void {
    this.updateWith(running, statements, []);
  }

  /** An update that brings the first rows with it. */
  updateWith(running: boolean, statements: readonly StatementView[], heads: readonly StatementHead[]): void {
    if (this.run) {
      const { runId } = this.run;
      const others = this.run.statements.filter(
        (each) => !statements.some((new_) => new_.index === each.index),
      );
      const all = [...others, ...statements].sort((a, b) => a.index - b.index);
      this.run = { ...this.run, running, statements: all };
      this.rpc?.notify.update({ runId, running, statements, heads });
    }
  }

  private async rows(request: WindowRequest) {
    this.asked.push(request);
    await this.gate;
    if (this.failure !== undefined) {
      throw new Error(this.failure);
    }
    const { first, count, firstColumn, columnCount } = request;
    const cut: (readonly [number, number, number])[] = [];
    const rows = numbers(count).map((row) =>
      numbers(columnCount).map((column) => {
        const value = this.valueAt(first + row, firstColumn + column);
        if (value !== null && value.length > windowCellLimit) {
          cut.push([first + row, firstColumn + column, Buffer.byteLength(value)]);
        }
        return cutCell(value);
      }),
    );
    return { first, firstColumn, rows, cut };
  }

  private summarize(request: SelectionRequest, signal: CancelSignal) {
    this.summed.push(request);
    const rows = {
      count: this.run?.statements[0]?.rowCount ?? 0,
      window: ({ first, count, firstColumn, columnCount }: RowRectangle) =>
        Promise.resolve(
          numbers(count).map((row) =>
            numbers(columnCount).map((column) => this.valueAt(first + row, firstColumn + column)),
          ),
        ),
    };
    return summarizeCells(rows, this.run?.statements[0]?.columns ?? [], request, signal);
  }

  private valuePart(request: ValuePartRequest) {
    this.parts.push(request);
    const { row, column, offset, length } = request;
    const value = this.valueAt(row, column);
    const bytes = Buffer.from(value ?? '');
    const cut = bytes.subarray(offset, offset + length);
    const part = offset + cut.length < bytes.length ? wholeCharacters(cut) : cut;
    return {
      ...{ text: part.toString(), bytes: part.length },
      total: value === null ? undefined : bytes.length,
    };
  }
}

const noRowTools: Handlers<RowToolsHost> = {
  arrange: () => undefined,
  find: () => ({ find: 1, total: 0, listed: 0 }),
  hit: () => undefined,
  hits: () => [],
  statistics: () => {
    throw new Error('The statistics are not made up.');
  },
  chart: () => {
    throw new Error('The chart is not made up.');
  },
  saveChart: () => undefined,
  arrangeOnServer: () => undefined,
};

const typeOids: Readonly<Record<string, number>> = {
  boolean: 16,
  bytea: 17,
  bigint: 20,
  integer: 23,
  text: 25,
  'numeric(15,2)': 1700,
  date: 1082,
  'timestamp with time zone': 1184,
  uuid: 2950,
  json: 114,
  jsonb: 3802,
};

export function column(name: string, typeName = 'text'): ResultColumn {
  return {
    name,
    typeName,
    typeOid: typeOids[typeName] ?? 25,
    typeModifier: -1,
    tableOid: 0,
    attributeNumber: 0,
  };
}

export function columns(count: number): readonly ResultColumn[] {
  return numbers(count).map((index) => column(`column_${index}`));
}

/** A statement that is done, with what a case wants different. */
export function statement(different: Partial<StatementView> = {}): StatementView {
  return {
    index: 0,
    title: 'select * from marts.mart_bioreactor_overview',
    state: 'done',
    columns: columns(4),
    rowCount: 1000,
    complete: true,
    commandTag: 'SELECT 1000',
    elapsedMs: 12.4,
    notices: [],
    noticeCount: 0,
    error: undefined,
    note: undefined,
    ...different,
  };
}

export function runOf(statements: readonly StatementView[], different: Partial<RunView> = {}): RunView {
  return {
    runId: 1,
    documentName: 'loans.sql',
    connectionName: 'Warehouse',
    database: 'lakehouse',
    environment: 'development',
    readOnly: false,
    rowCap: 10_000,
    statements,
    running: false,
    ...different,
  };
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
