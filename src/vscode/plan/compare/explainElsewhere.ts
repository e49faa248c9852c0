import { neverCancelled } from '../../../base/cancelSignal';
import { assertNever } from '../../../base/assertNever';
import { takeableRoles } from '../../../core/plan/running/roleQuery';
import type { Database } from '../../../core/ports';
import { chooseConnection } from '../../query/chooseConnection';
import { stoppable } from '../../stoppable';
import type { ExplainSubject } from '../planSubject';
import { askRole } from '../running/askAround';
import type { ComparablePlan } from './comparablePlan';
import type { ComparisonParts } from './comparisonParts';
import { explainStatement } from './explainStatement';

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
  const { statement: text, values } = subject.request;
  return stoppable('Explaining the statement', (stopped) =>
    explainStatement({ ...target, text, values }, parts, stopped),
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
