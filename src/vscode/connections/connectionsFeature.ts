import type * as vscode from 'vscode';
import type { Runner } from '../run';
import type { ConnectionService } from './connectionService';
import type { LoginPasswords } from './loginPasswords';
import type { PasswordVault } from './passwordVault';

/** What the commands and the form of connections work with. */
export interface ConnectionsFeature {
  readonly connections: ConnectionService;
  readonly vault: PasswordVault;
  readonly passwords: LoginPasswords;
  readonly runner: Runner;
  readonly extensionUri: vscode.Uri;
}
