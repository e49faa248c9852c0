import type * as vscode from 'vscode';
import type { ConnectionService } from '../connections/connectionService';
import type { DbtMarks } from '../explorer/dbtMarks';
import type { GraphPages } from '../graph/graphPages';
import type { QueryOpener } from '../query/queryOpener';
import type { Runner } from '../run';
import type { MartNotes } from './martNotes';

/** What the pages of marts need. */
export interface MartPageParts {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri'>;
  readonly runner: Runner;
  readonly connections: Pick<ConnectionService, 'database' | 'profile'>;
  readonly queries: QueryOpener;
  readonly notes: MartNotes;
  readonly dbt: Pick<DbtMarks, 'mark' | 'open' | 'onDidChange'>;
  readonly graphs: GraphPages;
}
