import { neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { SqlParser } from '../sql/parser';
import { ignoreRows } from './ignoreRows';
import type { Execute } from './runStatements';
import type { RowSink, Session } from './session';
import { statementKind, type StatementKind } from './statementKind';

/** Limits for the statements of one run, in milliseconds; 0 is no limit, undefined leaves what the session has. */
export interface RunTimeouts {
  readonly statement: number | undefined;
  readonly lock: number | undefined;
}

/**
 * Gives each statement its limits and takes them back after it. Behind a pooler in transaction mode they are SET LOCAL
 * inside a transaction of our own around the statement, so that no other client ever meets them.
 */
export function timedRun(
  { session, parser }: { readonly session: Session; readonly parser: SqlParser },
  timeouts: RunTimeouts,
  execute: Execute,
): Execute {
  const wanted = settings(timeouts);
  return async (request, sink) => {
    const kind = await statementKind(parser, request.text);
    if (kind?.transaction !== undefined || session.transaction === 'failed' || wanted.length === 0) {
      return execute(request, sink);
    }
    const run = () => execute(request, sink);
    if (session.transaction === 'inTransaction') {
      return withSettings(session, 'SET LOCAL', wanted, run);
    }
    return session.server.transactionPooled
      ? inOwnTransaction(session, wanted, { kind, run })
      : withSettings(session, 'SET', wanted, run);
  };
}

type Setting = readonly [name: string, value: string];

function settings({ statement, lock }: RunTimeouts): readonly Setting[] {
  const chosen: readonly (readonly [string, number | undefined])[] = [
    ['statement_timeout', statement],
    ['lock_timeout', lock],
  ];
  return chosen.flatMap(([name, value]) => (value === undefined ? [] : [[name, `${value}ms`] as const]));
}

async function withSettings<T>(
  session: Session,
  command: 'SET' | 'SET LOCAL',
  wanted: readonly Setting[],
  run: () => Promise<T>,
): Promise<T> {
  const before: Setting[] = [];
  for (const [name] of wanted) {
    before.push([name, await currentSetting(session, name)]);
  }
  await set(session, command, wanted);
  const state = session.transaction;
  try {
    return await run();
  } finally {
    // A transaction that failed or ended took its SET LOCAL with it; a lost session has nothing to restore.
    if (session.transaction === state) {
      await set(session, command, before).catch(() => undefined);
    }
  }
}

async function inOwnTransaction<T>(
  session: Session,
  wanted: readonly Setting[],
  { kind, run }: { readonly kind: StatementKind | undefined; readonly run: () => Promise<T> },
): Promise<T> {
  if (kind === undefined || kind.needsOwnTransaction || kind.tag === 'CallStmt' || kind.tag === 'DoStmt') {
    throw new UserError(
      'Behind a pooler in transaction mode a time limit holds inside a transaction only, and this statement may need to ' +
        'run outside one. Nothing was sent. Run it without a time limit.',
    );
  }
  await control(session, 'BEGIN');
  try {
    await set(session, 'SET LOCAL', wanted);
    const answer = await run();
    await control(session, 'COMMIT');
    return answer;
  } catch (error) {
    if (session.transaction !== 'idle') {
      await control(session, 'ROLLBACK').catch(() => undefined);
    }
    throw error;
  }
}

async function set(
  session: Session,
  command: 'SET' | 'SET LOCAL',
  values: readonly Setting[],
): Promise<void> {
  for (const [name, value] of values) {
    await control(session, `${command} ${name} = '${value}'`);
  }
}

async function currentSetting(session: Session, name: string): Promise<string> {
  let value = '0';
  const sink: RowSink = {
    ...ignoreRows,
    rows: ([row]) => {
      value = row?.[0] ?? value;
    },
  };
  const text = 'SELECT pg_catalog.current_setting($1)';
  await session.execute({ text, values: [name], maxRows: 1 }, sink, neverCancelled);
  return value;
}

async function control(session: Session, text: string): Promise<void> {
  await session.execute({ text, maxRows: 1 }, ignoreRows, neverCancelled);
}
