import type { DbtFinding } from '../finding';
import type { DbtGraph } from '../graph/dbtGraph';
import type { RunState } from '../graph/runState';
import type { DbtTarget } from '../profiles/target';
import type { DbtProject } from '../project/dbtProject';
import type { ConnectionResult } from '../report/debugText';

/** Everything that is known of one project at a moment. Times are milliseconds since 1970. */
export interface DbtProjectState {
  readonly project: DbtProject;
  /** What the files alone say. */
  readonly findings: readonly DbtFinding[];
  readonly checkedAt: number;
  /** Undefined until it was read, and where it cannot be. */
  readonly graph: DbtGraph | undefined;
  readonly runs: RunState;
  /** What is to be known of the graph, such as that the manifest is older than the files. */
  readonly remarks: readonly string[];
  /** The target on which everything runs: the one that the user chose, else dbt's default. */
  readonly shown: DbtTarget | undefined;
  /** By the name of the target; one that was never asked is missing. */
  readonly live: ReadonlyMap<string, LiveCheck>;
}

/** A live check of one target. */
export type LiveCheck =
  | { readonly kind: 'running' }
  | {
      readonly kind: 'done';
      readonly at: number;
      readonly connection: ConnectionResult;
      /** In the words of `dbt debug`. */
      readonly steps?: readonly string[];
      readonly findings: readonly DbtFinding[];
    };

/** The findings of live checks that are done, in the order of the targets. */
export function liveFindings({ project, live }: DbtProjectState): readonly DbtFinding[] {
  return project.targets.flatMap(({ name }) => {
    const check = live.get(name);
    return check?.kind === 'done' ? check.findings : [];
  });
}

/** What is found of the project at this moment, by the files and by live checks. */
export function allFindings(state: DbtProjectState): readonly DbtFinding[] {
  return [...state.findings, ...liveFindings(state)];
}

/** The target that was chosen, if it is still there, else dbt's default. */
export function shownTarget(project: DbtProject, chosen: string | undefined): DbtTarget | undefined {
  return (
    project.targets.find(({ name }) => name === chosen) ?? project.targets.find(({ isDefault }) => isDefault)
  );
}
