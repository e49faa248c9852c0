import type * as vscode from 'vscode';
import type { ExplorerNode } from '../../core/explorer/nodes';
import type { ConnectionService } from '../connections/connectionService';
import type { Runner } from '../run';
import type { ScaffoldRequest } from '../scaffold/scaffoldParts';

/** What the matrix of rights needs. */
export interface GrantsParts {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri'>;
  readonly runner: Runner;
  readonly connections: Pick<ConnectionService, 'profiles' | 'profile' | 'database'>;
  /** Opens the page of a scaffold. */
  readonly open: (request: ScaffoldRequest) => Promise<void>;
  /** The node that a menu passes, or else the one that is selected in the sidebar. */
  readonly chosen: (argument: unknown) => ExplorerNode | undefined;
}
