import type * as vscode from 'vscode';
import type { ExplorerNode } from '../../core/explorer/nodes';
import type { ConnectionService } from '../connections/connectionService';
import type { QueryFeature } from '../query/registerQuery';
import type { Runner } from '../run';
import type { AskLens } from './askLens';

export interface ViewAsParts {
  readonly context: Pick<vscode.ExtensionContext, 'workspaceState'>;
  readonly runner: Runner;
  readonly connections: ConnectionService;
  readonly query: Pick<
    QueryFeature,
    'opener' | 'queries' | 'guards' | 'bindings' | 'work' | 'onDidMove' | 'onDidEnd'
  >;
  /** The node that a menu passes, or else the one that is selected in the sidebar. */
  readonly chosen: (argument: unknown) => ExplorerNode | undefined;
  /** How role and settings are asked for; by lists unless named. */
  readonly askLens?: AskLens;
}
