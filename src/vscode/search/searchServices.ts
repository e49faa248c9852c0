import type { ConnectedDatabases, ConnectionService } from '../connections/connectionService';
import type { ExplorerTree } from '../explorer/explorerTree';
import type { QueryOpener } from '../query/queryOpener';
import type { Runner } from '../run';

/** What the search stands on. */
export interface SearchServices {
  readonly connections: Pick<ConnectionService, 'profiles' | 'database'> & ConnectedDatabases;
  readonly queries: QueryOpener;
  readonly runner: Runner;
  /** Where a found object is shown. */
  readonly tree: ExplorerTree;
}
