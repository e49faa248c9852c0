import type { DbtTarget, ProfilesFile, RenderedValue } from '../profiles/target';
import type { TextRange } from '../../../base/textRange';
import type { YamlDocument, YamlNode, YamlScalar } from '../yaml/yamlNode';

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
  /** The name of the target that dbt takes when it is told no other; it need not exist. Undefined when it did not render. */
  readonly defaultTarget: string | undefined;
  /** What Jinja makes of values of dbt_project.yml, for the default target; values without Jinja are not in it. */
  readonly rendered: ReadonlyMap<YamlNode, RenderedValue>;
  /** The macros that the project defines itself, such as `generate_schema_name`. */
  readonly macros: readonly ProjectMacro[];
  readonly surroundings: ProjectSurroundings;
  /** What could not be read, or not found. */
  readonly problems: readonly ProjectProblem[];
}

export interface ProjectMacro {
  readonly name: string;
  readonly file: string;
  readonly range: TextRange;
}

/** What lies around a project and decides what its settings mean. */
export interface ProjectSurroundings {
  /** Which engine runs the project: dbt 1 (Python), dbt 2 (Rust), or it is not known. */
  readonly engine: 'v1' | 'v2' | 'unknown';
  /** Whether we run in a container, where the names of compose services are hosts. */
  readonly inContainer: boolean;
  /** The services of the compose files in the project's folder and above it. */
  readonly composeServices: readonly ComposeService[];
}

export interface ComposeService {
  readonly name: string;
  /** The name of its file. */
  readonly file: string;
  /** The port of this machine under which the service's PostgreSQL answers; undefined when it is not published. */
  readonly published: number | undefined;
}

/** Something of the project that could not be read. */
export interface ProjectProblem {
  readonly file: string;
  /** One sentence with what to do. */
  readonly message: string;
}

/** A value of dbt_project.yml as dbt sees it; undefined for a list, a map, and what did not render. */
export function projectScalar(
  project: Pick<DbtProject, 'rendered'>,
  node: YamlNode | undefined,
): YamlScalar['value'] | undefined {
  if (node?.kind !== 'scalar') {
    return undefined;
  }
  const rendered = project.rendered.get(node);
  if (rendered) {
    return rendered.kind === 'value' ? rendered.value : undefined;
  }
  return node.value;
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
