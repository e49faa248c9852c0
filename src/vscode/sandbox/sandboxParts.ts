import type { ExplorerNode } from '../../core/explorer/nodes';
import type { ConnectionService } from '../connections/connectionService';
import type { QueryOpener } from '../query/queryOpener';
import type { Runner } from '../run';
import type { SandboxContext, SandboxService } from './sandboxService';

/** What the commands of the sandbox need. */
export interface SandboxParts {
  readonly context: SandboxContext;
  readonly runner: Runner;
  readonly service: SandboxService;
  readonly connections: ConnectionService;
  readonly queries: QueryOpener;
  /** Shows an object in the sidebar; see `ExplorerTree.reveal`. */
  readonly reveal: (
    profileId: string,
    steps: readonly ((child: ExplorerNode) => boolean)[],
  ) => Promise<ExplorerNode | undefined>;
}
