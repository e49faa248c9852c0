import { type YamlNode, yamlValue } from '../yaml/yamlNode';
import type { ProjectFileKind } from './dbtProject';

/** A folder of dbt_project.yml, such as a model path, and what its files are. */
export interface ProjectFolder {
  readonly kind: ProjectFileKind;
  /** From the project's folder. */
  readonly folder: string;
}

/** The keys of dbt_project.yml that name folders, with dbt's defaults. Source: dbt-core 1.11, config/project.py. */
const pathKeys: readonly (readonly [string, ProjectFileKind, string])[] = [
  ['model-paths', 'model', 'models'],
  ['seed-paths', 'seed', 'seeds'],
  ['snapshot-paths', 'snapshot', 'snapshots'],
  ['macro-paths', 'macro', 'macros'],
  ['test-paths', 'test', 'tests'],
  ['analysis-paths', 'analysis', 'analyses'],
  ['function-paths', 'function', 'functions'],
];

/** The folders in which dbt looks for files of each kind. */
export function projectFolders(project: YamlNode | undefined): readonly ProjectFolder[] {
  return pathKeys.flatMap(([key, kind, usual]) => {
    const node = yamlValue(project, key);
    const given = node?.kind === 'list' ? node.items : node?.kind === 'scalar' ? [node] : undefined;
    const folders = given?.flatMap((item) =>
      item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : [],
    );
    return (folders ?? [usual]).map((folder) => ({ kind, folder }));
  });
}
