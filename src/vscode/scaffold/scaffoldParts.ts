import type * as vscode from 'vscode';
import type { Place } from '../../core/explorer/nodes';
import type { FormSubject } from '../../core/scaffold/formValues';
import type { FormValues } from '../../core/scaffold/scaffoldForm';
import type { ConnectionService } from '../connections/connectionService';
import type { Confirm } from '../query/questions';
import type { QueryFeature } from '../query/registerQuery';
import type { Runner } from '../run';

/** What the pages of scaffolds need. */
export interface ScaffoldParts {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri'>;
  readonly runner: Runner;
  readonly connections: Pick<ConnectionService, 'profiles' | 'profile' | 'database' | 'openSession'>;
  readonly query: Pick<QueryFeature, 'opener'>;
  /** Lists the sandbox among the connections, so that a session of it can be opened. */
  readonly sandbox: { show(shown: boolean): Promise<void> };
  /** Asks before something is done; in a dialog unless told otherwise. */
  readonly confirm?: Confirm;
}

/** A scaffold that somebody wants to see. */
export interface ScaffoldRequest {
  /** As in the registry. */
  readonly scaffold: string;
  readonly place: Place;
  /** The node that it is about. */
  readonly subject?: FormSubject;
  /** What stands in the form already; what is missing has its default. */
  readonly values?: FormValues;
}
