import type * as vscode from 'vscode';
import type { ExplorerNode } from '../../core/explorer/nodes';
import type { ConnectionService } from '../connections/connectionService';
import type { Confirm } from '../query/questions';
import type { Runner } from '../run';
import type { ScaffoldRequest } from '../scaffold/scaffoldParts';

/** What the pages of conversions and of partitions need. */
export interface PartitioningParts {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri'>;
  readonly runner: Runner;
  readonly connections: Pick<ConnectionService, 'database' | 'profile' | 'openSession'>;
  readonly confirm: Confirm;
  /** The node that a menu passes, or else the one that is selected. */
  readonly chosen: (argument: unknown) => ExplorerNode | undefined;
  readonly openScaffold: (request: ScaffoldRequest) => Promise<void>;
}
