import { type CancelSignal, neverCancelled } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import type { Cell } from '../../ports';
import { ignoreRows } from '../../query/ignoreRows';
import { statementTitle } from '../../query/runPlan';
import type { RowSink, Session } from '../../query/session';
import { ConnectionLostError, ServerError } from '../../sql/serverError';
import { splitStatements } from '../../sql/splitStatements';
import { controlsTransaction, lensRefusal } from '../lensRefusal';
import { underLens } from '../throughLens';
import { judgeTest, type TestAnswer, type TestDifference } from './judgeTest';
import type { PolicyTest } from './policyTest';

export type TestOutcome =
  | { readonly kind: 'passed' }
  | ({ readonly kind: 'failed' } & TestDifference)
  /** It could not be run. */
  | { readonly kind: 'errored'; readonly message: string };

export interface PolicyTestRun {
  /** The texts of SQL files that make what the tests need, with their names. */
  readonly setup: readonly { readonly name: string; readonly sql: string }[];
  readonly tests: readonly PolicyTest[];
}

/** Most rows that are compared with `values`. */
const mostRows = 10_000;

/**
 * Runs the tests of a file in one transaction that is rolled back: first the setup as the login of the session, then each
 * test through its lens, under a savepoint. So nothing of the setup stays either, and no test sees another.
 * @param tell hears of each test as soon as it is judged
 * @throws UserError when the setup fails; CancelledError, ConnectionLostError
 */
export async function runPolicyTests(
  session: Session,
  { setup, tests }: PolicyTestRun,
  tell: (test: PolicyTest, outcome: TestOutcome) => void,
  signal: CancelSignal,
): Promise<void> {
  await control(session, 'BEGIN');
  try {
    await control(session, `SELECT pg_catalog.set_config('standard_conforming_strings', 'on', true)`);
    for (const { name, sql } of setup) {
      await runSetup(session, name, sql, signal);
    }
    for (const test of tests) {
      signal.throwIfAborted();
      tell(test, await runTest(session, test, signal));
    }
  } finally {
    await control(session, 'ROLLBACK').catch((error: unknown) => {
      if (!(error instanceof ConnectionLostError)) {
        throw error;
      }
    });
  }
}

async function runSetup(session: Session, name: string, sql: string, signal: CancelSignal): Promise<void> {
  for (const { text, isMetaCommand, hasJinja, copyData } of splitStatements(sql)) {
    const title = statementTitle(text);
    if (isMetaCommand || hasJinja || copyData) {
      throw new UserError(`${name}: “${title}” is not SQL that can be sent. Leave it out of the setup.`);
    }
    if (controlsTransaction(text)) {
      throw new UserError(
        `${name}: “${title}” would end the transaction in which the tests run. Leave it out of the setup.`,
      );
    }
    try {
      await session.execute({ text, maxRows: 1 }, ignoreRows, signal);
    } catch (error) {
      throw error instanceof ServerError
        ? new UserError(`${name}: “${title}” failed: ${error.message} (${error.code}).`, { cause: error })
        : error;
    }
  }
}

async function runTest(session: Session, test: PolicyTest, signal: CancelSignal): Promise<TestOutcome> {
  const reason = lensRefusal(test.sql);
  if (reason !== undefined) {
    return { kind: 'errored', message: reason };
  }
  try {
    const answer = await underLens(session, test.lens, () => answerOf(session, test.sql, signal));
    const difference = judgeTest(test.expect, answer);
    return difference ? { kind: 'failed', ...difference } : { kind: 'passed' };
  } catch (error) {
    if (error instanceof UserError || error instanceof ServerError) {
      return { kind: 'errored', message: error.message };
    }
    throw error;
  }
}

async function answerOf(session: Session, text: string, signal: CancelSignal): Promise<TestAnswer> {
  const values: (readonly Cell[])[] = [];
  const sink: RowSink = {
    columns: () => undefined,
    rows: (rows) => void values.push(...rows),
    notice: () => undefined,
  };
  try {
    const outcome = await session.execute({ text, maxRows: mostRows }, sink, signal);
    const counted = /\d+$/.exec(outcome.commandTag ?? '')?.[0];
    return { kind: 'done', rows: counted === undefined ? outcome.rowCount : Number(counted), values };
  } catch (error) {
    if (error instanceof ServerError) {
      return { kind: 'error', error };
    }
    throw error;
  }
}

async function control(session: Session, text: string): Promise<void> {
  await session.execute({ text, maxRows: 1 }, ignoreRows, neverCancelled);
}
