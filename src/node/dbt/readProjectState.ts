import type { CancelSignal } from '../../base/cancelSignal';
import { checkDbtProject } from '../../core/dbt/checks/static/checkDbtProject';
import type { DbtFinding } from '../../core/dbt/finding';
import type { DbtProject } from '../../core/dbt/project/dbtProject';
import { artifactFolder } from './graph/artifactFolder';
import type { DbtEnvironment } from './profiles/findProfiles';
import { type Artifacts, ProjectArtifacts } from './projectArtifacts';
import { readDbtProject, type ReadProjectOptions } from './project/readDbtProject';

/** A project with everything that files say of it. */
export interface ProjectReading extends Artifacts {
  readonly project: DbtProject;
  readonly findings: readonly DbtFinding[];
}

export interface ReadStateOptions extends ReadProjectOptions {
  /** Keeps what dbt has written between readings of the same project. */
  readonly artifacts?: ProjectArtifacts;
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
  const project = await readDbtProject(root, environment, options, signal);
  const artifacts = options.artifacts ?? new ProjectArtifacts();
  const { graph, runs } = await artifacts.read(artifactFolder(project, environment), signal);
  return { project, findings: checkDbtProject(project, graph), graph, runs };
}
