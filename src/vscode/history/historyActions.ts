import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import { environmentColors, themeColorOf } from '../../core/connections/connectionColor';
import { environments } from '../../core/connections/connectionProfile';
import { isOneOf } from '../../base/validate';
import type { HistoryEntry } from '../../core/history/historyEntry';
import { restoreRun } from '../../core/history/keptRun';
import type { CommandId } from '../commands';
import type { ConnectionService } from '../connections/connectionService';
import { showInformation } from '../notices';
import { activeSqlEditor } from '../query/commandTarget';
import type { QueryFeature } from '../query/registerQuery';
import type { RunPlace } from '../query/queryRun';
import { showRun } from '../query/showRun';
import type { History } from './history';

export interface HistoryActionParts {
  readonly history: History;
  readonly connections: Pick<ConnectionService, 'profile'>;
  readonly query: Pick<QueryFeature, 'opener' | 'bindings' | 'runs' | 'makeRows' | 'showResults'>;
}

/** Opens the text in a new editor, bound to the connection on which it ran. Nothing is sent. */
export async function openEntry(
  { connections, query }: HistoryActionParts,
  entry: HistoryEntry,
): Promise<void> {
  const { profileId, database, text } = entry;
  if (connections.profile(profileId)) {
    await query.opener.open(profileId, database, text);
    return;
  }
  const document = await vscode.workspace.openTextDocument({ language: 'sql', content: text });
  await vscode.window.showTextDocument(document, { preview: false });
  void showInformation(
    `The connection ${entry.connection} is no longer in the settings. Choose another one.`,
  );
}

/** Puts the text at the cursor of the active SQL editor, or in the place of what is selected there. */
export async function insertEntry({ text }: HistoryEntry): Promise<void> {
  const editor = activeSqlEditor();
  await editor.edit((edit) => editor.selections.forEach((selection) => edit.replace(selection, text)));
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

/** Runs the text once more in a new editor. On production it is asked about as any run. */
export async function runEntryAgain(parts: HistoryActionParts, entry: HistoryEntry): Promise<void> {
  const { profileId, database, text, plan } = entry;
  if (plan && !entry.isAltered && parts.connections.profile(profileId)) {
    // What was explained is not run: an EXPLAIN ANALYZE takes back what it did, a run does not.
    await parts.query.opener.open(profileId, database, text);
    const command: CommandId = plan.analyzed ? 'lakehouse.plan.explainAnalyze' : 'lakehouse.plan.explain';
    await vscode.commands.executeCommand(command);
    return;
  }
  if (entry.isAltered || !parts.connections.profile(profileId)) {
    await openEntry(parts, entry);
    if (entry.isAltered) {
      void showInformation(
        'The history keeps no secrets and no very long texts, so this is not all of what was run. Complete it and run it.',
      );
    }
    return;
  }
  await parts.query.opener.openAndRun(profileId, database, text);
}

/** Shows the result that was kept, in a new editor with the text. */
export async function openEntryResult(parts: HistoryActionParts, entry: HistoryEntry): Promise<void> {
  const { kept } = await parts.history.open();
  const run = await kept.read(entry.id);
  if (!run) {
    throw new UserError(
      'The result of this run is not kept any more. Run it again. ' +
        'How many results are kept is set by lakehouse.history.keepResults and keepResultsSize.',
    );
  }
  await showRun(parts.query, {
    place: placeOf(parts, entry, run.readOnly),
    texts: run.statements.map(({ text }) => text),
    limits: run.limits,
    fill: (store) => restoreRun(run, store, (statement, into) => kept.rows(entry.id, statement, into)),
  });
}

function placeOf({ connections }: HistoryActionParts, entry: HistoryEntry, readOnly: boolean): RunPlace {
  const { profileId, connection, database, environment } = entry;
  const profile = connections.profile(profileId);
  const known = isOneOf(environments, environment) ? environment : 'development';
  return {
    connectionName: connection,
    color: profile ? themeColorOf(profile) : environmentColors[known],
    ...{ profileId, database, environment, readOnly },
  };
}
