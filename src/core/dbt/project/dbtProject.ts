import type { DbtTarget, ProfilesFile } from '../profiles/target';
import type { YamlDocument } from '../yaml/yamlNode';

/** A dbt project as its files say, before and without dbt. */
export interface DbtProject {
  /** The folder of dbt_project.yml. */
  readonly root: string;
  /** `name:` of dbt_project.yml; the name of the folder where that is missing. */
  readonly name: string;
  /** dbt_project.yml */
  readonly document: YamlDocument;
  readonly files: readonly ProjectFile[];
  /** The name of the profile that it uses; undefined when it says none. */
  readonly profileName: string | undefined;
  /** Undefined when dbt would find none. */
  readonly profiles: ProfilesFile | undefined;
  /** The files that dbt would take, in its order, with those that do not exist. */
  readonly profilesSearched: readonly string[];
  /** The targets of its profile, in the order of the file. */
  readonly targets: readonly DbtTarget[];
}

export const projectFileKinds = [
  'model',
  'seed',
  'snapshot',
  'macro',
  'test',
  'analysis',
  'function',
  /** YAML with properties of others: `schema.yml`. */
  'properties',
] as const;
export type ProjectFileKind = (typeof projectFileKinds)[number];

export interface ProjectFile {
  readonly kind: ProjectFileKind;
  /** Its path. */
  readonly file: string;
  /** From the project's folder, with `/`. */
  readonly relative: string;
}
