import type { CancelSignal } from '../../base/cancelSignal';
import { checkDbtProject } from '../../core/dbt/checks/static/checkDbtProject';
import { withEditContext } from '../../core/dbt/editContext';
import type { DbtFinding } from '../../core/dbt/finding';
import type { DbtGraph } from '../../core/dbt/graph/dbtGraph';
import type { RunState } from '../../core/dbt/graph/runState';
import type { DbtProject, ProjectFile } from '../../core/dbt/project/dbtProject';
import { shownTarget } from '../../core/dbt/view/dbtState';
import { type GraphRead, readDbtGraph } from './graph/readDbtGraph';
import { type KeptSources, readProjectSources } from './graph/readProjectSources';
import type { DbtEnvironment } from './profiles/findProfiles';
import { readDbtProject, type ReadProjectOptions } from './project/readDbtProject';

/** A project with everything that files say of it. */
export interface ProjectReading {
  readonly project: DbtProject;
  readonly findings: readonly DbtFinding[];
  readonly graph: DbtGraph;
  readonly runs: RunState;
  /** Why the graph is not that of the manifest, and the like, as sentences. */
  readonly remarks: readonly string[];
  /** For the next reading of the same project: what has not changed is not read again. */
  readonly kept: GraphRead;
}

export interface ReadStateOptions extends ReadProjectOptions {
  /** The name of the target that is shown, where one was chosen. */
  readonly chosen?: string;
  /** Of the reading before. */
  readonly kept?: GraphRead;
}

/**
 * Reads a project and runs every check that needs no server.
 * @throws CancelledError after an abort
 */
export async function readProjectState(
  root: string,
  environment: DbtEnvironment,
  options: ReadStateOptions,
  signal: CancelSignal,
): Promise<ProjectReading> {
  let reading: Promise<KeptSources> | undefined;
  const onFiles = (files: readonly ProjectFile[]) => {
    reading = readProjectSources({ files }, signal, options.kept?.sources, options.openText);
    // When the project cannot be read, nobody waits for its files.
    reading.catch(() => undefined);
  };
  const project = await readDbtProject(root, environment, { ...options, onFiles }, signal);
  const target = shownTarget(project, options.chosen);
  const kept = await readDbtGraph(
    project,
    {
      environment,
      ...(target && { target }),
      ...(options.kept && { kept: options.kept }),
      ...(reading && { sources: reading }),
    },
    signal,
  );
  const { graph, remarks, sources } = kept;
  const documents = [...sources.documents.values()];
  const findings = withEditContext(
    checkDbtProject(project, graph, documents),
    project,
    new Map(documents.map(({ file, text }) => [file, text])),
  );
  return { project, findings, graph, runs: kept.runs.runs, remarks, kept };
}
