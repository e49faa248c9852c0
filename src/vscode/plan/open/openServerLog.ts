import * as vscode from 'vscode';
import { neverCancelled } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import type { ConnectionProfile } from '../../../core/connections/connectionProfile';
import { logAccess, logEnd, logFiles, logRefusal, noPlansReason } from '../../../core/plan/read/serverLog';
import type { ConnectionService } from '../../connections/connectionService';
import type { PlanOpener } from '../planSubject';
import { openPlanText } from './openPlanText';

/**
 * Reads the end of the server's log and shows a plan of auto_explain from it.
 * @throws UserError when the role may not, or the log has no plans; it says what to do.
 */
export async function openServerLog(panels: PlanOpener, connections: ConnectionService): Promise<void> {
  const profile = await chooseConnection(connections);
  if (profile) {
    await openLogOf(panels, connections, profile);
  }
}

async function openLogOf(
  panels: PlanOpener,
  connections: ConnectionService,
  profile: ConnectionProfile,
): Promise<void> {
  const database = await connections.database(profile.id);
  const [access] = await database.read(logAccess, neverCancelled);
  const refusal = access && logRefusal(access);
  if (!access || refusal !== undefined) {
    throw new UserError(refusal ?? 'The server did not say whether its log can be read.');
  }
  const [file] = await database.read(logFiles, neverCancelled);
  if (!file) {
    throw new UserError('The server does not name a log file that it writes to now.');
  }
  const [hex] = await database.read(logEnd(file), neverCancelled);
  await openPlanText(panels, {
    text: Buffer.from(hex ?? '', 'hex').toString('utf8'),
    key: `log ${profile.id}`,
    name: `Log of ${profile.name}`,
    again: () => openLogOf(panels, connections, profile),
    noPlans: noPlansReason(access),
  });
}

/** Of several, those that are connected come first. */
async function chooseConnection(connections: ConnectionService): Promise<ConnectionProfile | undefined> {
  const { profiles } = connections;
  if (profiles.length === 0) {
    const action = { title: 'Add Connection', command: 'lakehouse.connections.add' };
    throw new UserError('There is no connection whose log could be read.', { action });
  }
  if (profiles.length === 1) {
    return profiles[0];
  }
  const isConnected = (profile: ConnectionProfile) => connections.state(profile.id).kind === 'connected';
  const items = profiles
    .map((profile) => ({
      label: profile.name,
      description: isConnected(profile) ? 'connected' : '',
      profile,
    }))
    .sort((a, b) => b.description.length - a.description.length);
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Open Plan from Server Log',
    placeHolder: 'Choose the connection whose server has the log',
  });
  return chosen?.profile;
}
