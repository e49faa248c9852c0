import path from 'node:path';
import type { CancelSignal } from '../../../base/cancelSignal';
import {
  type DbtTarget,
  type ProfilesFile,
  type RenderedValue,
  targetText,
} from '../../../core/dbt/profiles/target';
import { writtenPassword } from '../../../core/dbt/profiles/writtenPassword';
import type {
  DbtProject,
  ProjectFile,
  ProjectProblem,
  ProjectSurroundings,
} from '../../../core/dbt/project/dbtProject';
import { projectFolders } from '../../../core/dbt/project/projectFolders';
import { type YamlDocument, type YamlNode, yamlText, yamlValue } from '../../../core/dbt/yaml/yamlNode';
import type { JinjaWorld } from '../jinja/jinjaMessages';
import type { JinjaRenderer } from '../jinja/jinjaRenderer';
import {
  type DbtEnvironment,
  definedVariables,
  profilesCandidates,
  readText,
} from '../profiles/findProfiles';
import { Batch, readTargets, type TargetsRead } from '../profiles/readTargets';
import { readYaml } from '../yaml/readYaml';
import { listProjectFiles } from './listProjectFiles';
import { readMacros } from './readMacros';
import { renderableNodes } from './renderableNodes';
import { inContainer, readComposeServices } from './surroundings';
import { TrackedFiles } from './trackedFiles';

export interface ReadProjectOptions {
  readonly renderer: JinjaRenderer;
  /** The folder of profiles.yml that a setting names, as `--profiles-dir`. */
  readonly profilesFolder?: string;
  /** As `--profile` and `--target`; the variables DBT_PROFILE and DBT_TARGET say the same. */
  readonly profile?: string;
  readonly target?: string;
  /** Where dbt is started; the folder of the project when nothing is said. */
  readonly workingDirectory?: string;
  /** As `--vars`. */
  readonly vars?: Readonly<Record<string, unknown>>;
  /** The engine that will run the project, where that is known. */
  readonly engine?: ProjectSurroundings['engine'];
  /** The text of a file that is open and not saved yet; undefined for what is to be read from the disk. */
  readonly openText?: (file: string) => string | undefined;
  /** What git said before, for who reads more than once. */
  readonly tracked?: TrackedFiles;
  /** Hears of the files of the project as soon as they are listed: there is time to read them while Jinja renders. */
  readonly onFiles?: (files: readonly ProjectFile[]) => void;
}

/**
 * Reads a project as dbt would, with profiles.yml, its targets and the names of its files. Whatever is broken or missing is
 * among the problems; the rest is read all the same. Secrets are not kept: see `readTargetPassword`.
 * @param root the folder of dbt_project.yml
 * @throws CancelledError after an abort
 */
export async function readDbtProject(
  root: string,
  environment: DbtEnvironment,
  options: ReadProjectOptions,
  signal: CancelSignal,
): Promise<DbtProject> {
  const problems: ProjectProblem[] = [];
  const world: JinjaWorld = {
    environment: definedVariables(environment),
    vars: options.vars ?? {},
    target: undefined,
  };
  const [document, { profiles, searched }, composeServices] = await Promise.all([
    readProjectFile(root, options, problems),
    findProfiles(root, environment, options, problems),
    readComposeServices(root),
  ]);
  const listing = listFiles(root, document, problems, signal).then((listed) => {
    options.onFiles?.(listed.files);
    return listed;
  });
  // When something else fails first, nobody waits for the list.
  listing.catch(() => undefined);
  const profileName =
    options.profile ??
    environment.DBT_PROFILE ??
    (await renderText(yamlValue(document.root, 'profile'), world, options.renderer, signal));
  const { targets, defaultTarget } = await targetsOf(profiles, profileName, {
    ...{ chosen: options.target ?? environment.DBT_TARGET, world, signal },
    renderer: options.renderer,
  });
  const [rendered, tracked, files] = await Promise.all([
    renderProject(document, { ...world, target: targetOf(targets) }, options.renderer, signal),
    profiles && holdsPassword(targets)
      ? (options.tracked ?? new TrackedFiles()).isTracked(profiles.document.file, signal)
      : undefined,
    listing,
  ]);
  signal.throwIfAborted();
  return {
    root,
    name: nameOf(root, document, rendered),
    document,
    files: files.files,
    profileName,
    profiles: profiles && { ...profiles, isTracked: tracked },
    profilesSearched: searched,
    targets,
    defaultTarget,
    rendered,
    macros: files.macros,
    surroundings: { engine: options.engine ?? 'unknown', inContainer: inContainer(), composeServices },
    problems,
  };
}

async function readProjectFile(
  root: string,
  { openText }: ReadProjectOptions,
  problems: ProjectProblem[],
): Promise<YamlDocument> {
  const file = path.join(root, 'dbt_project.yml');
  const found = await readText(file, openText);
  if (found.kind === 'unreadable') {
    problems.push({ file, message: found.message });
  }
  return readYaml(file, found.kind === 'text' ? found.text : '');
}

async function findProfiles(
  root: string,
  environment: DbtEnvironment,
  options: ReadProjectOptions,
  problems: ProjectProblem[],
): Promise<{ readonly profiles: ProfilesFile | undefined; readonly searched: readonly string[] }> {
  const workingDirectory = options.workingDirectory ?? root;
  const candidates = profilesCandidates({ setting: options.profilesFolder, workingDirectory, environment });
  const searched = candidates.map(({ file }) => file);
  for (const { file, source } of candidates) {
    const found = await readText(file, options.openText);
    if (found.kind === 'text') {
      return {
        profiles: { document: readYaml(file, found.text), foundBy: source, isTracked: undefined },
        searched,
      };
    }
    if (found.kind === 'unreadable') {
      problems.push({ file, message: found.message });
      break;
    }
  }
  return { profiles: undefined, searched };
}

async function listFiles(
  root: string,
  document: YamlDocument,
  problems: ProjectProblem[],
  signal: CancelSignal,
): Promise<Pick<DbtProject, 'files' | 'macros'>> {
  const listed = await listProjectFiles(root, projectFolders(document.root), signal);
  problems.push(...listed.problems);
  return { files: listed.files, macros: await readMacros(listed.files) };
}

interface TargetsAsk {
  readonly chosen: string | undefined;
  readonly world: JinjaWorld;
  readonly renderer: JinjaRenderer;
  readonly signal: CancelSignal;
}

function targetsOf(
  profiles: ProfilesFile | undefined,
  profile: string | undefined,
  { chosen, world, renderer, signal }: TargetsAsk,
): Promise<TargetsRead> | TargetsRead {
  return profiles && profile !== undefined
    ? readTargets({ document: profiles.document, profile, chosen, world }, renderer, signal)
    : { targets: [], defaultTarget: chosen };
}

async function renderText(
  node: YamlNode | undefined,
  world: JinjaWorld,
  renderer: JinjaRenderer,
  signal: CancelSignal,
): Promise<string | undefined> {
  if (!node) {
    return undefined;
  }
  const batch = new Batch('project');
  batch.add(node, false);
  await batch.render(world, renderer, signal);
  const value = batch.valueOf(node, undefined);
  return value.kind === 'value' && value.value !== null ? String(value.value) : undefined;
}

async function renderProject(
  document: YamlDocument,
  world: JinjaWorld,
  renderer: JinjaRenderer,
  signal: CancelSignal,
): Promise<ReadonlyMap<YamlNode, RenderedValue>> {
  const batch = new Batch('project');
  for (const node of renderableNodes(document.root)) {
    batch.add(node, false);
  }
  await batch.render(world, renderer, signal);
  return batch.rendered();
}

/** `target` as templates see it. Source: dbt-core, Profile.to_target_dict */
function targetOf(targets: readonly DbtTarget[]): JinjaWorld['target'] {
  const target = targets.find(({ isDefault }) => isDefault);
  if (!target) {
    return undefined;
  }
  const values = [...target.fields].flatMap(([name, { value }]) =>
    value.kind === 'value' ? [[name, value.value] as const] : [],
  );
  const database = targetText(target, 'database');
  return {
    threads: 1,
    ...Object.fromEntries(values),
    ...(database === undefined ? {} : { dbname: database }),
    ...{ name: target.name, target_name: target.name, profile_name: target.profile },
  };
}

function holdsPassword(targets: readonly DbtTarget[]): boolean {
  return targets.some(({ fields }) => [...fields.values()].some((field) => writtenPassword(field)));
}

function nameOf(
  root: string,
  document: YamlDocument,
  rendered: ReadonlyMap<YamlNode, RenderedValue>,
): string {
  const node = yamlValue(document.root, 'name');
  const value = node && rendered.get(node);
  const name = value?.kind === 'value' ? String(value.value) : yamlText(node);
  return name === undefined || name === '' ? path.basename(root) : name;
}
