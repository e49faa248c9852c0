import type * as vscode from 'vscode';
import type { Place } from '../../core/explorer/nodes';
import type { ConnectionService } from '../connections/connectionService';
import type { Runner } from '../run';

/** What the pages of graphs need. */
export interface GraphPageParts {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri'>;
  readonly runner: Runner;
  readonly connections: Pick<ConnectionService, 'database' | 'profile'>;
  /** Opens the page of a relation by its oid. */
  readonly open: (place: Place, oid: number) => Promise<void>;
}
