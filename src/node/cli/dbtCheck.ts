import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { parseEnvFile } from '../../core/connections/import/envFile';
import { everyDbtCheck } from '../../core/dbt/checks/everyCheck';
import { type DbtFinding, dbtSeverities } from '../../core/dbt/finding';
import type { TargetReport } from '../../core/dbt/live/targetReport';
import { connectionOfTarget } from '../../core/dbt/profiles/connectionOfTarget';
import type { DbtProject } from '../../core/dbt/project/dbtProject';
import type { CheckedProject, CheckedTarget } from '../../core/dbt/report/checkedProject';
import { checkReport } from '../../core/dbt/report/checkReport';
import { type PlacedFinding, placeFindings } from '../../core/dbt/report/placedFinding';
import { isPostgres } from '../../core/dbt/view/targetItems';
import { JinjaRenderer } from '../dbt/jinja/jinjaRenderer';
import { checkLive } from '../dbt/live/checkTargets';
import { type DbtEnvironment, dbtEnvironment, readText } from '../dbt/profiles/findProfiles';
import { readTargetPassword } from '../dbt/profiles/readTargetPassword';
import { fileOfNode } from '../dbt/project/fileOfNode';
import { findDbtProjects } from '../dbt/project/findDbtProjects';
import { type ProjectReading, readProjectState } from '../dbt/readProjectState';
import { textsOf } from '../dbt/textsOf';
import { liesIn } from '../liesIn';
import type { DbtCheckOptions } from './dbtCheckArguments';

export interface DbtCheckSurroundings {
  /** The version of this program, for reports. */
  readonly version: string;
  /** The file of the thread that renders Jinja. */
  readonly jinjaProgram: string;
  readonly print: (text: string) => void;
}

/** Checks every project and reports it. Answers with the exit code. @throws UserError */
export async function dbtCheck(
  options: DbtCheckOptions,
  { version, jinjaProgram, print }: DbtCheckSurroundings,
): Promise<number> {
  const roots = await projectRoots(options);
  const environment = await environmentOf(options);
  const renderer = new JinjaRenderer(jinjaProgram);
  const checked: CheckedProject[] = [];
  let unreachable = false;
  try {
    for (const root of roots) {
      const reading = await readProjectState(
        root,
        environment,
        readOptions(root, options, renderer, environment),
        neverCancelled,
      );
      demandTarget(reading.project, options.target);
      const reports = options.live ? await askServers(reading, options.target, environment) : [];
      unreachable ||= reports.some(({ state }) => state !== 'checked');
      checked.push(await projectReport(reading, reports, options.target));
    }
  } finally {
    renderer.dispose();
  }
  const report = checkReport({ version, checks: everyDbtCheck, projects: checked }, options.format);
  if (options.output === undefined) {
    print(report);
  } else {
    await writeFile(options.output, report);
  }
  return exitCode(checked, options, unreachable);
}

async function projectRoots({ projectFolder, folders }: DbtCheckOptions): Promise<readonly string[]> {
  if (projectFolder !== undefined) {
    return [path.resolve(projectFolder)];
  }
  const found = await Promise.all(
    folders.map((folder) => findDbtProjects(path.resolve(folder), neverCancelled)),
  );
  const roots = [...new Set(found.flat())].sort();
  if (roots.length === 0) {
    throw new UserError(`There is no dbt_project.yml in ${folders.join(', ')}.`);
  }
  return roots;
}

/** @throws UserError for a file that cannot be read: without it, every variable would seem to be missing */
async function environmentOf({ envFile }: DbtCheckOptions): Promise<DbtEnvironment> {
  if (envFile === undefined) {
    return process.env;
  }
  const found = await readText(path.resolve(envFile));
  if (found.kind !== 'text') {
    throw new UserError(
      found.kind === 'missing' ? `There is no file ${envFile} with variables.` : found.message,
    );
  }
  return dbtEnvironment({ program: process.env, envFile: parseEnvFile(found.text) });
}

function readOptions(
  root: string,
  options: DbtCheckOptions,
  renderer: JinjaRenderer,
  environment: DbtEnvironment,
) {
  const { profilesFolder, profile, target } = options;
  return {
    renderer,
    workingDirectory: workingDirectory(root, options, environment),
    ...(profilesFolder === undefined ? {} : { profilesFolder: path.resolve(profilesFolder) }),
    ...(profile === undefined ? {} : { profile }),
    ...(target === undefined ? {} : { target }),
  };
}

/**
 * The present folder, as for dbt. dbt would be started in the folder of a project that was found by searching, so that one
 * counts where the present folder has no profiles.yml.
 */
function workingDirectory(
  root: string,
  { projectFolder }: DbtCheckOptions,
  environment: DbtEnvironment,
): string {
  const present = process.cwd();
  const { DBT_ENGINE_PROFILES_DIR: engine, DBT_PROFILES_DIR: named } = environment;
  const isNamed = projectFolder !== undefined || Boolean(engine) || Boolean(named);
  return isNamed || existsSync(path.join(present, 'profiles.yml')) ? present : root;
}

/** A typing mistake in the name must not pass as a target without findings. */
function demandTarget({ targets, name }: DbtProject, wanted: string | undefined): void {
  if (wanted !== undefined && targets.length > 0 && !targets.some((target) => target.name === wanted)) {
    throw new UserError(
      `The dbt project ${name} has no target ${wanted}. It has ${targets.map((target) => target.name).join(', ')}.`,
    );
  }
}

/** Whoever names a project on a command line wants its servers to be asked, with the passwords that dbt would send. */
function askServers(
  { project, graph, runs }: ProjectReading,
  wanted: string | undefined,
  environment: DbtEnvironment,
): Promise<readonly TargetReport[]> {
  const targets =
    wanted === undefined ? project.targets : project.targets.filter(({ name }) => name === wanted);
  return checkLive(
    project,
    graph,
    {
      targets: targets.filter(isPostgres).map(({ name }) => name),
      runs,
      connectionOf: connectionOfTarget,
      passwordOf: (target) => Promise.resolve(readTargetPassword(target, environment)),
      mayConnect: () => Promise.resolve(true),
    },
    neverCancelled,
  );
}

async function projectReport(
  reading: ProjectReading,
  reports: readonly TargetReport[],
  wanted: string | undefined,
): Promise<CheckedProject> {
  const { project } = reading;
  const isWanted = (target: string | undefined) =>
    wanted === undefined || target === undefined || target === wanted;
  const findings = [...reading.findings, ...reports.flatMap((report) => report.findings)].filter(
    ({ target }) => isWanted(target),
  );
  const placed = await place(reading, findings);
  return {
    name: project.name,
    root: shownPath(project.root),
    profilesFile: project.profiles && shownPath(project.profiles.document.file),
    targets: project.targets
      .filter(({ name }) => isWanted(name))
      .map(({ name }): CheckedTarget => ({
        name,
        live: liveWord(reports.find(({ target }) => target === name)),
      })),
    findings: [...placed].sort(bySeverity).map((each) => ({ ...each, file: shownPath(each.file) })),
  };
}

async function place(
  { project, graph }: ProjectReading,
  findings: readonly DbtFinding[],
): Promise<readonly PlacedFinding[]> {
  const texts = await textsOf(project, findings);
  return placeFindings(
    findings,
    project,
    (file) => texts.get(file),
    (id) => {
      const node = graph.nodes.get(id);
      return node && fileOfNode(project, node);
    },
  );
}

function liveWord(report: TargetReport | undefined): CheckedTarget['live'] {
  if (!report) {
    return 'not run';
  }
  switch (report.state) {
    case 'skipped':
      return 'not run';
    case 'checked':
      return report.findings.some(({ severity }) => severity === 'error') ? 'failed' : 'passed';
    case 'failed':
    case 'refused':
      return 'failed';
  }
}

function bySeverity({ finding: one }: PlacedFinding, { finding: other }: PlacedFinding): number {
  return dbtSeverities.indexOf(one.severity) - dbtSeverities.indexOf(other.severity);
}

/** Paths of the checkout are shown from where the program runs, as compilers show them. */
function shownPath(file: string): string {
  const here = process.cwd();
  return file === here ? '.' : liesIn(file, here) ? path.relative(here, file) : file;
}

function exitCode(
  projects: readonly CheckedProject[],
  { failOn }: DbtCheckOptions,
  unreachable: boolean,
): number {
  const grave = dbtSeverities.slice(0, dbtSeverities.indexOf(failOn) + 1);
  if (projects.some(({ findings }) => findings.some(({ finding }) => grave.includes(finding.severity)))) {
    return 1;
  }
  return unreachable ? 2 : 0;
}
