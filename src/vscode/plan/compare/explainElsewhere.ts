import * as vscode from 'vscode';
import { neverCancelled } from '../../../base/cancelSignal';
import { assertNever } from '../../../base/assertNever';
import { UserError } from '../../../base/userError';
import { displayName } from '../../../core/explorer/displayName';
import { prepareExplain } from '../../../core/plan/explainRequest';
import { runExplain } from '../../../core/plan/runExplain';
import { takeableRoles } from '../../../core/plan/running/roleQuery';
import type { Database } from '../../../core/ports';
import { chooseConnection } from '../../query/chooseConnection';
import { sqlParser } from '../../query/sqlParser';
import type { ExplainSubject } from '../planSubject';
import { askRole } from '../running/askAround';
import { confirmExecution } from '../running/confirmExecution';
import { type ComparablePlan, comparableAnswer } from './comparablePlan';
import type { ComparisonParts } from './comparisonParts';

/** What is different from the run that is there already. */
export type ElsewhereKind = 'connection' | 'role' | 'estimate' | 'execute';

/** Where and how the same statement is explained. */
interface Target {
  readonly profileId: string;
  readonly database: string | undefined;
  readonly role: string | undefined;
  readonly analyze: boolean;
}

/**
 * Explains the statement of a plan once more, somewhere else or in another way, on a session of its own that is closed
 * afterwards. Undefined when the user chose nothing, or said no.
 * @throws UserError, ServerError, ConnectionLostError, CancelledError
 */
export async function explainElsewhere(
  kind: ElsewhereKind,
  subject: ExplainSubject,
  parts: ComparisonParts,
): Promise<ComparablePlan | undefined> {
  const target = await chooseTarget(kind, subject, parts);
  if (!target) {
    return undefined;
  }
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Explaining the statement', cancellable: true },
    async (_progress, token) => {
      const stopped = new AbortController();
      token.onCancellationRequested(() => stopped.abort());
      return explainOn(target, subject, { parts, stopped: stopped.signal });
    },
  );
}

async function chooseTarget(
  kind: ElsewhereKind,
  { editor, request }: ExplainSubject,
  { connections }: ComparisonParts,
): Promise<Target | undefined> {
  const here: Target = {
    profileId: editor.profile.id,
    database: editor.session.server.database,
    role: undefined,
    analyze: request.executes,
  };
  switch (kind) {
    case 'connection': {
      const chosen = await chooseConnection(connections, undefined, {
        title: 'Explain on Another Connection',
        placeholder: 'The same statement is explained there',
      });
      return chosen && { ...here, profileId: chosen.profileId, database: chosen.database };
    }
    case 'role': {
      const role = await chooseRole(await connections.database(here.profileId, here.database));
      return role === undefined ? undefined : { ...here, role };
    }
    case 'estimate':
      return { ...here, analyze: false };
    case 'execute':
      return { ...here, analyze: true };
    default:
      return assertNever(kind);
  }
}

async function chooseRole(database: Database): Promise<string | undefined> {
  return askRole(await database.read(takeableRoles(database.server.version), neverCancelled), undefined);
}

interface Running {
  readonly parts: ComparisonParts;
  readonly stopped: AbortSignal;
}

async function explainOn(
  target: Target,
  subject: ExplainSubject,
  { parts, stopped }: Running,
): Promise<ComparablePlan | undefined> {
  const { connections } = parts;
  const { statement, values } = subject.request;
  const profile = connections.profile(target.profileId);
  const catalog = await connections.database(target.profileId, target.database);
  const preparation = await prepareExplain(
    {
      text: statement,
      ...(values && { values }),
      analyze: target.analyze,
      role: target.role,
      readOnly: profile?.readOnly ?? true,
      serverVersion: catalog.server.version,
    },
    { parser: await sqlParser(), catalog },
    stopped,
  );
  if (preparation.kind === 'refused') {
    throw new UserError(preparation.reason);
  }
  const { request } = preparation;
  const place = `${profile?.name ?? target.profileId}${target.role === undefined ? '' : ` as ${target.role}`}`;
  if (request.question && !(await confirmExecution(parts.confirm, place, request.question))) {
    return undefined;
  }
  const session = await connections.openSession(target.profileId, target.database);
  try {
    const { text } = await runExplain(session, request, stopped);
    const origin = `${request.executes ? 'EXPLAIN ANALYZE' : 'EXPLAIN'} on ${displayName(place)}`;
    const name = new Date().toLocaleTimeString();
    return comparableAnswer(text, { name, origin, statement, panels: parts.panels });
  } finally {
    await session.close();
  }
}
