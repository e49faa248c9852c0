import type { DbtFinding } from '../finding';
import type { DbtGraph } from '../graph/dbtGraph';
import type { RunState } from '../graph/runState';
import { type DbtTarget, sameValues } from '../profiles/target';
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
      /** The target was changed since: what was found may hold no longer. */
      readonly older?: true;
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

/**
 * The state as it is shown: without the findings of checks that the user leaves out. This is the only place that leaves them
 * out, for files and live checks alike.
 */
export function withoutChecks(state: DbtProjectState, ignored: readonly string[]): DbtProjectState {
  const wanted = ({ check }: DbtFinding) => !ignored.includes(check);
  return {
    ...state,
    findings: state.findings.filter(wanted),
    live: new Map(
      [...state.live].map(([name, check]) => [
        name,
        check.kind === 'done' && !check.findings.every(wanted)
          ? { ...check, findings: check.findings.filter(wanted) }
          : check,
      ]),
    ),
  };
}

/** The target that was chosen, if it is still there, else dbt's default. */
export function shownTarget(project: DbtProject, chosen: string | undefined): DbtTarget | undefined {
  return (
    project.targets.find(({ name }) => name === chosen) ?? project.targets.find(({ isDefault }) => isDefault)
  );
}

/** The live checks that still mean a target after a project was read again. What was found of a target that changed since is marked. */
export function keptLive(before: DbtProjectState, { targets }: DbtProject): DbtProjectState['live'] {
  return new Map(
    [...before.live].flatMap(([name, check]): [string, LiveCheck][] => {
      const now = targets.find((target) => target.name === name);
      const then = before.project.targets.find((target) => target.name === name);
      if (!now) {
        return [];
      }
      const isOlder = check.kind === 'done' && !(then && sameValues(now, then));
      return [[name, isOlder ? { ...check, older: true } : check]];
    }),
  );
}
