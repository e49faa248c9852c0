import type * as vscode from 'vscode';
import type { Confirm } from '../query/questions';
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
  /** Asks before something is lost by disconnecting; of all connections unless one is named. */
  readonly mayDisconnect: (profileId?: string) => Promise<boolean>;
  /** How questions are asked; a dialog unless named. */
  readonly confirm?: Confirm;
}
