import type * as vscode from 'vscode';
import type { ExplorerNode } from '../../core/explorer/nodes';
import type { ConnectionService } from '../connections/connectionService';
import type { QueryFeature } from '../query/registerQuery';
import type { Runner } from '../run';

/** What exports and imports need of the other features. */
export interface TransferParts {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalState'>;
  readonly runner: Runner;
  readonly connections: ConnectionService;
  readonly query: Pick<QueryFeature, 'runs' | 'work' | 'guards'>;
  /** The node that a menu passes, or else the one that is selected in the sidebar. */
  readonly chosen: (argument: unknown) => ExplorerNode | undefined;
  /** Reads the list again that the node stands in. */
  readonly refreshAround: (node: ExplorerNode) => void;
}
