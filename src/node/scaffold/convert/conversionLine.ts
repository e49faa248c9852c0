import type { CancelSignal } from '../../../base/cancelSignal';
import type { Cell } from '../../../core/ports';
import { ignoreRows } from '../../../core/query/ignoreRows';
import type { Session } from '../../../core/query/session';
import { atomicBlock } from '../../../core/scaffold/convert/atomicBlock';
import type { ConversionPart } from '../../../core/scaffold/convert/conversionPlan';
import { indexProgress, type IndexProgress } from '../../../core/scaffold/convert/indexProgress';
import { ServerError } from '../../../core/sql/serverError';
import { delay } from './delay';

/**
 * Whoever comes later waits behind our request for a lock, so it is short. All requests together take less than
 * `deadlock_timeout`, so that it is always us who give way. Milliseconds.
 */
const lockTimeouts = { one: 300, all: 800, least: 20 };

/** The server ends what takes longer and undoes it. Milliseconds. */
const atomicTimeout = { catalog: 15_000, movingRows: 600_000 };

/** Between two requests for a lock: at first, and at most. Milliseconds. */
const pauses = { first: 250, most: 4_000 };

const progressInterval = 500;

/** What a part tells while it runs. */
export interface PartReport {
  attempt(count: number, message: string): void;
  progress(progress: IndexProgress | undefined): void;
  /** A transaction that stops others has ended, well or not. Milliseconds. */
  blocked(elapsed: number): void;
}

/** Runs one part. @throws ServerError, ConnectionLostError, CancelledError */
export async function runPart(
  session: Session,
  part: ConversionPart,
  report: PartReport,
  signal: AbortSignal,
): Promise<void> {
  if (part.how === 'atomic') {
    await runAtomic(session, part, report, signal);
    return;
  }
  await setTimeouts(session, { lock: 0, statement: 0 }, signal);
  for (const text of part.statements) {
    await withProgress(session, report, signal, () => send(session, text, signal));
  }
}

/** Takes the advisory lock of the conversion of a table, until the session ends. False when another session has it. */
export async function takeConversion(session: Session, oid: number, signal: CancelSignal): Promise<boolean> {
  const rows: (readonly Cell[])[] = [];
  const sink = {
    ...ignoreRows,
    rows: (some: readonly (readonly Cell[])[]) => void rows.push(...some),
  };
  const text = 'SELECT pg_catalog.pg_try_advisory_lock($1::int, $2::oid::bigint::bit(32)::int)';
  const values = [String(lockClass), String(oid)];
  await session.execute({ text, values, maxRows: Infinity }, sink, signal);
  return rows[0]?.[0] === 't';
}

/** The letters LHPC as a number. */
const lockClass = 0x4c485043;

async function runAtomic(
  session: Session,
  part: ConversionPart,
  report: PartReport,
  signal: AbortSignal,
): Promise<void> {
  const statement = part.movesRows === true ? atomicTimeout.movingRows : atomicTimeout.catalog;
  const { one, all, least } = lockTimeouts;
  const lock = Math.max(least, Math.min(one, Math.floor(all / (part.locks ?? 1))));
  await setTimeouts(session, { lock, statement }, signal);
  const text = atomicBlock(part.statements);
  for (let attempt = 1, pause = pauses.first; ; attempt++) {
    report.attempt(
      attempt,
      attempt === 1 ? '' : 'Other sessions use the table. Waiting for a moment between them.',
    );
    const start = performance.now();
    try {
      await send(session, text, signal);
      return;
    } catch (error) {
      if (!isBusy(error)) {
        throw error;
      }
    } finally {
      report.blocked(performance.now() - start);
    }
    await delay(pause, signal);
    pause = Math.min(pause * 1.5, pauses.most);
  }
}

async function setTimeouts(
  session: Session,
  timeouts: { readonly lock: number; readonly statement: number },
  signal: AbortSignal,
): Promise<void> {
  await send(session, `SET lock_timeout = ${timeouts.lock}`, signal);
  await send(session, `SET statement_timeout = ${timeouts.statement}`, signal);
}

async function send(session: Session, text: string, signal: AbortSignal): Promise<void> {
  await session.execute({ text, maxRows: Infinity }, ignoreRows, signal);
}

async function withProgress(
  session: Session,
  report: PartReport,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const ended = new AbortController();
  const watching = watch(session, report, AbortSignal.any([ended.signal, signal]));
  try {
    await work();
  } finally {
    ended.abort();
    await watching;
    report.progress(undefined);
  }
}

/** Progress is a comfort: what cannot be read of it is left out. */
async function watch(session: Session, report: PartReport, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await delay(progressInterval, signal);
      report.progress((await session.readAboutBackend(indexProgress, signal))?.[0]);
    }
  } catch {
    return;
  }
}

/** lock_not_available, deadlock_detected */
function isBusy(error: unknown): boolean {
  return error instanceof ServerError && ['55P03', '40P01'].includes(error.code);
}
