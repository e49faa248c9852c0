import * as vscode from 'vscode';
import { CancelledError } from '../../src/base/cancelSignal';
import type { ConnectionProfile } from '../../src/core/connections/connectionProfile';
import type { DbtParts } from '../../src/vscode/dbt/dbtParts';
import { DbtVariables } from '../../src/vscode/dbt/dbtVariables';
import { DbtMarks } from '../../src/vscode/explorer/dbtMarks';
import type { Question } from '../../src/vscode/query/questions';
import { Runner } from '../../src/vscode/run';
import { memory } from './memory';
import { memorySecrets } from './memorySecrets';
import type { TestConnections } from './testConnections';

/** What the user of a test was asked, and how they answer. */
export interface TestUser {
  /** The connections to whose hosts a password may not go without a question. */
  readonly asked: ConnectionProfile[];
  readonly questions: Question[];
  allows: boolean;
  /** Every host was allowed before. */
  hasAllowed: boolean;
}

/** What the features around dbt stand on in a test: given connections, and no dialogs. The marks are to be disposed. */
export function dbtParts(
  connections: TestConnections,
  log: vscode.LogOutputChannel,
  saved?: Map<string, string>,
): { readonly parts: DbtParts & { readonly marks: DbtMarks }; readonly user: TestUser } {
  const extension = vscode.extensions.all.find(({ id }) => id.endsWith('.lakehouse-postgres'));
  if (!extension) {
    throw new Error('The extension is not installed.');
  }
  const user: TestUser = { asked: [], questions: [], allows: true, hasAllowed: false };
  const no = () => Promise.reject(new Error('no'));
  const parts = {
    context: {
      extension,
      extensionUri: extension.extensionUri,
      globalStorageUri: vscode.Uri.joinPath(extension.extensionUri, 'out', 'storage'),
      workspaceState: memory(),
    },
    runner: new Runner(log),
    connections,
    connected: { connectedDatabases: () => Promise.resolve([]) },
    vault: {
      isConfirmed: () => user.hasAllowed,
      confirmHost: (profile: ConnectionProfile) => {
        user.asked.push(profile);
        return user.allows ? Promise.resolve() : Promise.reject(new CancelledError());
      },
    },
    variables: new DbtVariables(memorySecrets(saved), memory()),
    queries: { open: no, openAndRun: no },
    openScaffold: no,
    confirm: (question: Question) => {
      user.questions.push(question);
      return Promise.resolve(user.allows);
    },
    marks: new DbtMarks(),
  };
  return { parts, user };
}
