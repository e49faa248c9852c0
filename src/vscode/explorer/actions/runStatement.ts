import * as vscode from 'vscode';
import { UserError } from '../../../base/userError';
import type { Cell } from '../../../core/ports';
import type { Session } from '../../../core/query/session';
import { ServerError } from '../../../core/sql/serverError';
import { type ActionObject, shownName } from './actionObject';
import type { ActionServices } from './actionServices';

/** How long a change waits for whoever uses the object. A waiting change holds up everybody who comes after it. */
const lockTimeout = '5s';

/**
 * Runs one statement about an object on a session of its own, with a progress that can be cancelled, and answers the first
 * cell of its answer.
 * @throws UserError when somebody uses the object; otherwise as `Session.execute`.
 */
export async function runStatement(
  services: ActionServices,
  object: ActionObject,
  statement: { readonly title: string; readonly sql: string },
): Promise<Cell | undefined> {
  const { place } = object;
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: statement.title,
    cancellable: true,
  };
  return vscode.window.withProgress(progress, async (_, token) => {
    const controller = new AbortController();
    const cancelling = token.onCancellationRequested(() => controller.abort());
    const session = await services.connections.openSession(place.profileId, place.database);
    try {
      return await withLockTimeout(session, () => execute(session, statement.sql, controller.signal));
    } catch (error) {
      throw isLockTimeout(error) ? inUse(object) : error;
    } finally {
      cancelling.dispose();
      await session.close();
    }
  });
}

/** Behind a pooler in transaction mode nothing may be set on the session, and the server's own timeout holds. */
async function withLockTimeout<T>(session: Session, work: () => Promise<T>): Promise<T> {
  if (!session.server.transactionPooled) {
    await execute(session, `SET lock_timeout = '${lockTimeout}'`, new AbortController().signal);
  }
  return work();
}

async function execute(session: Session, text: string, signal: AbortSignal): Promise<Cell | undefined> {
  let first: Cell | undefined;
  await session.execute(
    { text, maxRows: Infinity },
    {
      columns: () => undefined,
      rows: (rows) => {
        first ??= rows[0]?.[0];
      },
      notice: () => undefined,
    },
    signal,
  );
  return first;
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof ServerError && error.code === '55P03';
}

function inUse({ target }: ActionObject): UserError {
  return new UserError(
    `Nothing was changed: another session uses ${shownName(target)}, and after 5 seconds it still did. Try again later.`,
  );
}
