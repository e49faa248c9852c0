import type * as vscode from 'vscode';
import type { ConnectedDatabases, ConnectionService } from '../connections/connectionService';
import type { PasswordVault } from '../connections/passwordVault';
import type { DbtMarks } from '../explorer/dbtMarks';
import type { Confirm } from '../query/questions';
import type { QueryOpener } from '../query/queryOpener';
import type { Runner } from '../run';
import type { ScaffoldRequest } from '../scaffold/scaffoldParts';
import type { DbtVariables } from './dbtVariables';

/** What the features around dbt stand on. */
export interface DbtParts {
  readonly context: Pick<
    vscode.ExtensionContext,
    'extensionUri' | 'extension' | 'workspaceState' | 'globalStorageUri'
  >;
  readonly runner: Runner;
  readonly connections: Pick<
    ConnectionService,
    'profiles' | 'profile' | 'state' | 'onDidChange' | 'database' | 'openSession'
  >;
  /** What is connected anyway, for hovers and completions. */
  readonly connected: ConnectedDatabases;
  readonly vault: Pick<PasswordVault, 'confirmHost' | 'isConfirmed'>;
  readonly variables: DbtVariables;
  readonly queries: QueryOpener;
  /** Opens the form of a scaffold. */
  readonly openScaffold: (request: ScaffoldRequest) => Promise<void>;
  readonly confirm: Confirm;
  /** Where the trees and pages of the database hear of models. */
  readonly marks: DbtMarks;
}
