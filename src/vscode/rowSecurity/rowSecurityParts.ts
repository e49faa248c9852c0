import type { ExplorerNode } from '../../core/explorer/nodes';
import type { ConnectionService } from '../connections/connectionService';
import type { DbtMarks } from '../explorer/dbtMarks';
import type { QueryOpener } from '../query/queryOpener';
import type { Runner } from '../run';
import type { ScaffoldRequest } from '../scaffold/scaffoldParts';

/** What the check of row level security stands on. */
export interface RowSecurityParts {
  readonly runner: Runner;
  readonly connections: Pick<ConnectionService, 'profiles' | 'profile' | 'database'>;
  readonly queries: QueryOpener;
  /** Opens the form of a scaffold. */
  readonly open: (request: ScaffoldRequest) => Promise<void>;
  /** The node that a menu passes, or else the one that is selected in the sidebar. */
  readonly chosen: (argument: unknown) => ExplorerNode | undefined;
  /** Knows which files of dbt projects build which tables. */
  readonly dbt?: Pick<DbtMarks, 'files'>;
}
