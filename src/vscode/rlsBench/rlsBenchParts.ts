import type * as vscode from 'vscode';
import type { ExplorerNode } from '../../core/explorer/nodes';
import type { Lens } from '../../core/rowSecurity/lens';
import type { ConnectionService } from '../connections/connectionService';
import type { Binding } from '../query/connectionBindings';
import type { Confirm } from '../query/questions';
import type { Runner } from '../run';

export interface RlsBenchParts {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri'>;
  readonly runner: Runner;
  readonly connections: ConnectionService;
  readonly confirm: Confirm;
  /** Lists the sandbox among the connections, so that a session of it can be opened. */
  readonly sandbox: { show(shown: boolean): Promise<void> };
  /** The node that a menu passes, or else the one that is selected in the sidebar. */
  readonly chosen: (argument: unknown) => ExplorerNode | undefined;
  /** Opens a statement in an editor that looks through a lens, and runs it. */
  readonly openAs: (lens: Lens, place: Binding, sql: string) => Promise<void>;
}
