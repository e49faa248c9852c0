import type { CancelSignal } from '../../../base/cancelSignal';
import type { ConnectionProfile } from '../../../core/connections/connectionProfile';
import type { TargetConnection } from '../../../core/dbt/profiles/connectionOfTarget';
import type { DbtGraph } from '../../../core/dbt/graph/dbtGraph';
import type { RunState } from '../../../core/dbt/graph/runState';
import type { TargetReport } from '../../../core/dbt/live/targetReport';
import type { DbtTarget } from '../../../core/dbt/profiles/target';
import type { ConnectorOptions } from '../../pg/connector';
import type { RefusedTargets } from './refusedTargets';

/** What the live checks need of their caller. */
export interface LiveOptions extends Pick<ConnectorOptions, 'gateway' | 'libpqFolder'> {
  /** Where a target shall be connected to otherwise than its profile says, as through a tunnel. */
  readonly connectionOf?: (target: DbtTarget) => TargetConnection;
  /** Called when its server asks, at most once for each target and call. Undefined when there is none. */
  readonly passwordOf: (
    target: DbtTarget,
    profile: ConnectionProfile,
    signal: CancelSignal,
  ) => Promise<string | undefined>;
  /** Asked before anything is sent to the host of a target; no target waits for the answer about another. */
  readonly mayConnect: (target: DbtTarget, profile: ConnectionProfile) => Promise<boolean>;
  /** Called as soon as the report of a target is there. */
  readonly report?: (report: TargetReport) => void;
  /** Names of the targets to check; all of them without it. */
  readonly targets?: readonly string[];
  readonly runs?: RunState;
  /** Remembers between calls which servers refused, so that none is asked again and again. */
  readonly refused?: RefusedTargets;
  /** The user asked: also servers that refused are asked again. */
  readonly askAgain?: boolean;
  /** For everything that is asked of one target, in milliseconds; the user's typing of a password is not counted. */
  readonly timeout?: number;
  /** The graph of a target, where the caller knows one for it; else that of the call is put into the target's schemas. */
  readonly graphOf?: (target: DbtTarget) => DbtGraph | undefined;
  /** The text that an editor shows of a file: places and edits are made for it. */
  readonly openText?: (file: string) => string | undefined;
}
