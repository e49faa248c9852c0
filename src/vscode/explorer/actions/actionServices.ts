import type * as vscode from 'vscode';
import type { ExplorerNode } from '../../../core/explorer/nodes';
import type { ConnectionService } from '../../connections/connectionService';
import type { QueryOpener } from '../../query/queryOpener';
import type { Confirm } from '../../query/questions';

/** What the actions on objects need. */
export interface ActionServices {
  readonly connections: Pick<ConnectionService, 'profile' | 'database' | 'openSession'>;
  readonly queries: QueryOpener;
  readonly confirm: Confirm;
  /** Asks for a line of text; undefined when the user dismissed it. */
  readonly ask: (question: vscode.InputBoxOptions) => Thenable<string | undefined>;
  /** Tells that something was done. */
  readonly say: (message: string) => void;
  readonly copy: (text: string) => Thenable<void>;
  /** Reads the list again that the node stands in. */
  readonly refreshAround: (node: ExplorerNode) => void;
}
