import { type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import type { TextRange } from '../../base/textRange';
import type { ServerMessage } from '../sql/serverError';
import type { PlannedStatement } from './runPlan';
import type { StatementProgress } from './statementProgress';
import type { BlockSink, ResultColumn, RowBlock, StatementOutcome } from './session';
import type { MakeRows, StoredRows } from './storedRows';

/** One statement of a run and what is known of it so far. */
export interface StatementRecord {
  readonly index: number;
  readonly planned: PlannedStatement;
  readonly state: StatementState;
  /** Undefined for a statement that returns no rows. */
  readonly columns: readonly ResultColumn[] | undefined;
  /** Undefined for a statement that returns no rows. */
  readonly rows: StoredRows | undefined;
  /** Stays when the next run takes the place of this one. */
  readonly pinned: boolean;
  /** Grows when other rows take the place of those that were there. */
  readonly revision: number;
  /** False when a cap ended it before its end, or has stopped it for now. */
  readonly complete: boolean;
  readonly commandTag: string | undefined;
  readonly elapsedMs: number | undefined;
  /** The first of them. */
  readonly notices: readonly ServerMessage[];
  /** How many came. */
  readonly noticeCount: number;
  readonly error: StatementError | undefined;
  /** A plain sentence about the result, such as that the memory limit ended it. */
  readonly note: string | undefined;
  /** How far it has come, while it runs and where PostgreSQL reports it. */
  readonly progress?: StatementProgress | undefined;
}

/** `held`: stopped at a cap, and the server waits to be asked for more. */
export type StatementState = 'waiting' | 'running' | 'held' | 'done' | 'failed' | 'cancelled' | 'skipped';

export interface StatementError {
  readonly message: string;
  /** The server's own fields; undefined for an error of ours. */
  readonly server: ServerMessage | undefined;
  /** Where in the document the server found the error, as the text was when the run began. */
  readonly place: TextRange | undefined;
}

export interface RunLimits {
  /** Rows of one statement. */
  readonly rowCap: number;
  /** Bytes of the rows of the whole run. */
  readonly byteCap: number;
}

/** Numbers of pinned results begin here: no run has so many statements. */
export const firstKept = 1_000_000_000;
let nextKept = firstKept;

/** How many notices of one statement are kept; a loop in PL/pgSQL can raise millions. */
export const noticesKept = 1000;

/** Knows what a run brought. It is filled by `runStatements` and read by the results view. */
export class RunStore implements Disposable {
  private readonly records: MutableRecord[];
  /** Results of earlier runs that the user pinned. Their numbers are above those of every statement. */
  private kept: readonly MutableRecord[] = [];
  private readonly changed = new Emitter<number | undefined>();
  private bytes = 0;
  private started: number | undefined;
  private isRunning = true;
  /** Fires with the index of a statement that changed, and with undefined at the end. Whoever draws must throttle. */
  readonly onDidChange = this.changed.event;

  constructor(
    statements: readonly PlannedStatement[],
    readonly limits: RunLimits,
    private readonly makeRows: MakeRows,
  ) {
    this.records = statements.map((planned, index) => newRecord(planned, index));
  }

  get statements(): readonly StatementRecord[] {
    return this.records;
  }

  /** What the rows of further statements may still take. */
  get bytesLeft(): number {
    return Math.max(0, this.limits.byteCap - this.bytes);
  }

  /** The statement that was started last; none at the beginning. */
  get current(): number | undefined {
    return this.started;
  }

  get running(): boolean {
    return this.isRunning;
  }

  /** Pinned results of earlier runs. */
  get earlier(): readonly StatementRecord[] {
    return this.kept;
  }

  /** A statement of this run, or a pinned result of an earlier one. */
  statement(index: number): StatementRecord | undefined {
    return this.find(index);
  }

  setPinned(index: number, pinned: boolean): void {
    this.record(index).pinned = pinned;
    this.changed.fire(index);
  }

  /** Lets the rows of a result go. */
  closeResult(index: number): void {
    const record = this.record(index);
    record.rows?.dispose();
    Object.assign(record, {
      rows: undefined,
      columns: undefined,
      pinned: false,
      note: 'This result was closed.',
    });
    this.changed.fire(index);
  }

  /** Takes over what is pinned of the run before this one. */
  takePinned(before: RunStore): void {
    const pinned = [...before.kept, ...before.records].filter((record) => record.pinned && record.rows);
    const copies = pinned.map((record) => ({
      ...record,
      index: record.index < firstKept ? nextKept++ : record.index,
    }));
    this.kept = [...this.kept, ...copies];
    for (const record of pinned) {
      // The rows have another owner now.
      record.rows = undefined;
    }
  }

  planned(index: number): PlannedStatement {
    return this.record(index).planned;
  }

  /** The sink that receives the answer of a statement, which is running from now on. */
  start(index: number): BlockSink {
    const record = this.record(index);
    record.state = 'running';
    this.started = index;
    this.changed.fire(index);
    return {
      columns: (columns) => {
        record.columns = columns;
        record.rows = this.makeRows();
        this.changed.fire(index);
      },
      blocks: (blocks) => this.addRows(record, blocks),
      notice: (notice) => this.addNotice(record, notice),
    };
  }

  succeed(index: number, outcome: StatementOutcome): void {
    const record = this.record(index);
    record.state = 'done';
    record.complete = outcome.complete;
    record.commandTag = outcome.commandTag;
    record.elapsedMs = outcome.elapsedMs;
    if (!outcome.complete) {
      record.note =
        outcome.rowCount < this.limits.rowCap ? sizeNote(record, this.limits) : rowNote(record, this.limits);
    }
    this.changed.fire(index);
  }

  /** The statement has stopped at a cap and can go on. */
  hold(index: number, elapsedMs: number): void {
    const record = this.record(index);
    record.state = 'held';
    record.complete = false;
    record.elapsedMs = elapsedMs;
    this.changed.fire(index);
  }

  /** The statement that was held goes on, or is ended by `succeed` and its like. */
  resume(index: number): void {
    const record = this.record(index);
    if (record.state !== 'held') {
      return;
    }
    record.state = 'running';
    record.complete = true;
    this.changed.fire(index);
  }

  /** The statement runs once more; what it had brought is let go. */
  restart(index: number): void {
    const record = this.record(index);
    this.bytes -= record.rows?.bytes ?? 0;
    record.rows?.dispose();
    Object.assign(record, newRecord(record.planned, index));
    this.isRunning = true;
    this.changed.fire(index);
  }

  fail(index: number, error: StatementError, elapsedMs: number): void {
    const record = this.record(index);
    record.state = 'failed';
    record.error = error;
    record.elapsedMs = elapsedMs;
    this.changed.fire(index);
  }

  /** What a statement brought is void: nobody may see it. */
  withdraw(index: number): void {
    const record = this.record(index);
    this.bytes -= record.rows?.bytes ?? 0;
    record.rows?.dispose();
    Object.assign(record, { rows: undefined, columns: undefined, revision: record.revision + 1 });
  }

  cancel(index: number, elapsedMs: number): void {
    const record = this.record(index);
    record.state = 'cancelled';
    record.elapsedMs = elapsedMs;
    this.changed.fire(index);
  }

  /** Has no effect when the statement does not run any more. */
  setProgress(index: number, progress: StatementProgress | undefined): void {
    const record = this.record(index);
    if (record.state === 'running') {
      record.progress = progress;
      this.changed.fire(index);
    }
  }

  /** Other rows take the place of those that a statement brought: the user edited some of them. */
  replaceRows(index: number, rows: StoredRows): void {
    const record = this.record(index);
    this.bytes += rows.bytes - (record.rows?.bytes ?? 0);
    record.rows?.dispose();
    record.rows = rows;
    record.revision++;
    this.changed.fire(index);
  }

  /** The run is over: what still waits will not be sent. */
  finish(): void {
    this.isRunning = false;
    for (const record of this.records) {
      if (record.state === 'waiting') {
        record.state = 'skipped';
        this.changed.fire(record.index);
      }
    }
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.changed.dispose();
    for (const record of [...this.records, ...this.kept]) {
      record.rows?.dispose();
      record.rows = undefined;
    }
  }

  private find(index: number): MutableRecord | undefined {
    return index < firstKept ? this.records[index] : this.kept.find((record) => record.index === index);
  }

  private record(index: number): MutableRecord {
    const record = this.find(index);
    if (!record) {
      throw new RangeError(`The run has no statement ${index}.`);
    }
    return record;
  }

  private addRows(record: MutableRecord, blocks: readonly RowBlock[]): void | Promise<void> {
    this.bytes += blocks.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const wait = record.rows?.append(blocks);
    this.changed.fire(record.index);
    return wait;
  }

  private addNotice(record: MutableRecord, notice: ServerMessage): void {
    record.noticeCount++;
    if (record.notices.length < noticesKept) {
      record.notices.push(notice);
    }
    this.changed.fire(record.index);
  }
}

type MutableRecord = {
  -readonly [K in keyof StatementRecord]: StatementRecord[K];
} & {
  notices: ServerMessage[];
};

function newRecord(planned: PlannedStatement, index: number): MutableRecord {
  return {
    index,
    planned,
    state: 'waiting',
    columns: undefined,
    rows: undefined,
    pinned: false,
    revision: 0,
    complete: true,
    commandTag: undefined,
    elapsedMs: undefined,
    notices: [],
    noticeCount: 0,
    error: undefined,
    note: undefined,
  };
}

function rowNote({ planned }: StatementRecord, { rowCap }: RunLimits): string {
  const rows = `${rowCap.toLocaleString('en')} rows (lakehouse.query.rowCap)`;
  return runsToItsEnd(planned)
    ? `Only the first ${rows} of those returned are shown. The statement itself ran to its end.`
    : `Stopped at ${rows}: the statement was not run to completion.`;
}

function sizeNote({ planned }: StatementRecord, { byteCap }: RunLimits): string {
  const size = `${Math.round(byteCap / 1024 / 1024)} MB (lakehouse.query.sizeCap)`;
  return runsToItsEnd(planned)
    ? `Only the first ${size} of the rows returned are shown. The statement itself ran to its end.`
    : `Stopped at ${size}: the statement was not run to completion.`;
}

/** PostgreSQL runs a data-modifying statement to its end before it returns the first row (src/backend/tcop/pquery.c). */
function runsToItsEnd(planned: PlannedStatement): boolean {
  return /^(insert|update|delete|merge)\b/i.test(planned.text);
}
