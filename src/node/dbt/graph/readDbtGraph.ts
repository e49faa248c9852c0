import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isCancellation, type CancelSignal } from '../../../base/cancelSignal';
import type { DbtGraph } from '../../../core/dbt/graph/dbtGraph';
import { graphOfFiles } from '../../../core/dbt/graph/graphOfFiles';
import { graphSettings } from '../../../core/dbt/graph/files/graphSettings';
import type { DbtTarget } from '../../../core/dbt/profiles/target';
import type { DbtProject } from '../../../core/dbt/project/dbtProject';
import type { DbtEnvironment } from '../profiles/findProfiles';
import { artifactFolder } from './artifactFolder';
import { type ManifestRead, readManifest } from './readManifest';
import { type KeptSources, readProjectSources, saysTheSame } from './readProjectSources';
import { readRunState, type RunStateRead } from './readRunState';

export interface ReadGraphOptions {
  readonly environment: DbtEnvironment;
  /** As `--target-path`. */
  readonly targetPath?: string;
  /** The target for which relations are named where there is no manifest; the default one without it. */
  readonly target?: DbtTarget;
  /** What was read the last time: what has not changed since is not read again. */
  readonly kept?: GraphRead;
  /** The files of the project, where somebody reads them already. */
  readonly sources?: Promise<KeptSources>;
}

/** The graph of a project and what the last runs did to it. */
export interface GraphRead {
  readonly graph: DbtGraph;
  readonly runs: RunStateRead;
  /** Sentences for whoever looks at the graph: why it is not that of the manifest, what of the manifest is not known. */
  readonly remarks: readonly string[];
  readonly sources: KeptSources;
  readonly manifest: ManifestRead | undefined;
  /** Of a graph of files: what it was made with beside the files, for knowing whether it is still true. */
  readonly settings?: string;
}

/**
 * The graph of the manifest where dbt has written one after the last edit of a file, otherwise that of the files, with the packages of the
 * old manifest. Artifacts that stay broken are said among the remarks.
 * @throws CancelledError after an abort
 */
export async function readDbtGraph(
  project: DbtProject,
  options: ReadGraphOptions,
  signal: CancelSignal,
): Promise<GraphRead> {
  const folder = artifactFolder(project, options.environment, options.targetPath);
  const remarks: string[] = [];
  const [sources, runs] = await Promise.all([
    options.sources ?? readProjectSources(project, signal, options.kept?.sources),
    readRunState(folder, signal).catch((error: unknown) => remark(error, remarks)),
  ]);
  const known: RunStateRead = runs ?? options.kept?.runs ?? { runs: new Map(), last: undefined };
  const file = path.join(folder, 'manifest.json');
  const manifest = await keptManifest(file, options.kept?.manifest, () =>
    readManifest(file, signal, ({ invocation }) =>
      invocation !== undefined && invocation === known.last?.invocation ? known.last.target : undefined,
    ),
  ).catch((error: unknown) => remark(error, remarks));
  const edited = await newestFile(project, sources);
  const stale = manifest && whyStale(project, manifest, edited);
  if (manifest && stale === undefined) {
    return {
      graph: manifest.graph,
      runs: known,
      remarks: [...remarks, ...manifest.remarks],
      sources,
      manifest,
    };
  }
  const packages = [...(manifest?.graph.nodes.values() ?? [])].filter(
    (node) => node.package !== project.name,
  );
  const target = options.target ?? project.targets.find(({ isDefault }) => isDefault);
  const settings = graphSettings(project, target);
  const before = options.kept;
  const isSame =
    before?.settings === settings && before.manifest === manifest && saysTheSame(before.sources, sources);
  const graph = isSame ? before.graph : graphOfFiles(project, sources, target, packages);
  return {
    graph,
    runs: known,
    remarks: [...remarks, ...(stale ? [stale] : [])],
    sources,
    manifest,
    settings,
  };
}

/** Cancelled is cancelled; everything else is told and does not keep the rest from being read. */
function remark(error: unknown, remarks: string[]): undefined {
  if (isCancellation(error) || !(error instanceof Error)) {
    throw error;
  }
  remarks.push(error.message);
  return undefined;
}

async function keptManifest(
  file: string,
  kept: ManifestRead | undefined,
  read: () => Promise<ManifestRead | undefined>,
): Promise<ManifestRead | undefined> {
  const now = kept && (await stat(file).catch(() => undefined));
  return now && now.mtimeMs === kept.writtenAt ? kept : read();
}

interface Edited {
  readonly relative: string;
  readonly writtenAt: number;
}

async function newestFile(project: DbtProject, sources: KeptSources): Promise<Edited> {
  const document = await stat(project.document.file).catch(() => undefined);
  const newest: Edited = { relative: 'dbt_project.yml', writtenAt: document?.mtimeMs ?? 0 };
  return [...sources.files].reduce<Edited>(
    (best, [relative, { writtenAt }]) => (writtenAt > best.writtenAt ? { relative, writtenAt } : best),
    newest,
  );
}

/** Why a manifest is not true any more, as a sentence; undefined when it is. */
function whyStale(project: DbtProject, manifest: ManifestRead, edited: Edited): string | undefined {
  const { metadata, graph, writtenAt } = manifest;
  const help = 'The models are read from the files; run dbt parse to have everything.';
  if (metadata.project !== '' && metadata.project !== project.name) {
    return `The manifest is of the project ${metadata.project}. ${help}`;
  }
  if (edited.writtenAt > writtenAt) {
    return `${edited.relative} was edited after dbt wrote the manifest. ${help}`;
  }
  const files = new Set(project.files.map(({ relative }) => relative));
  const gone = [...graph.nodes.values()].find(
    ({ kind, package: of, file }) =>
      (kind === 'model' || kind === 'seed') && of === project.name && !files.has(file),
  );
  return gone && `${gone.file} is gone since dbt wrote the manifest. ${help}`;
}
