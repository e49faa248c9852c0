import type { DbtProject } from '../../project/dbtProject';
import { projectFolders } from '../../project/projectFolders';
import type { StaticTarget } from '../../compile/staticTarget';
import { staticText } from '../../compile/staticText';
import type { DbtNode } from '../dbtGraph';
import { nodeConfig, type RawConfig, text, texts } from '../nodeConfig';
import type { GenericTest } from './genericTestName';
import type { Properties } from './properties';
import type { ProjectSources } from './projectSources';
import { type RelationRules, unknownValue } from './relationRules';
import type { TemplateConfig, TemplateSummary } from './templateSummary';
import type { RenderText } from './yamlData';

/** A node whose references are not resolved yet: what it may refer to must be known first. */
export interface Draft {
  readonly node: DbtNode;
  readonly templates: readonly TemplateSummary[];
  /** Generic tests of it. */
  readonly tests?: readonly { readonly test: GenericTest; readonly column: string | undefined }[];
  /** What the names of its tests are made of. */
  readonly testedAs?: string;
  /** It is the version that `ref` means when it names none. */
  readonly isLatest?: boolean;
}

/** The drafts of models as they were made the last time, by their files: most edits concern one of a thousand. */
export type KeptDrafts = Map<string, KeptDraft>;

export interface KeptDraft {
  readonly template: TemplateSummary;
  readonly properties: Properties | undefined;
  readonly draft: Draft;
}

/** What all drafts are made from. */
export interface FilesScope {
  readonly project: Pick<DbtProject, 'name' | 'document' | 'rendered' | 'files'>;
  readonly sources: ProjectSources;
  readonly target: StaticTarget;
  readonly render: RenderText;
  readonly rules: RelationRules;
  /** Of the last time. */
  readonly kept: KeptDrafts;
  /** From the project's folder, the longest first. */
  readonly folders: readonly string[];
}

export function filesScope(
  given: Pick<FilesScope, 'project' | 'sources' | 'target' | 'rules' | 'kept'>,
): FilesScope {
  const folders = projectFolders(given.project.document.root).map(({ folder }) =>
    folder.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, ''),
  );
  return {
    ...given,
    render: (template) => staticText(template, given.target),
    folders: [...new Set(folders)].sort((one, other) => other.length - one.length),
  };
}

/** The project and the folders of a file below the resource's path: what dbt_project.yml configures it by. */
export function foldersOf({ project, folders }: FilesScope, relative: string): readonly string[] {
  const root = folders.find((folder) => relative.startsWith(`${folder}/`)) ?? '';
  return [
    project.name,
    ...relative
      .slice(root === '' ? 0 : root.length + 1)
      .split('/')
      .slice(0, -1),
  ];
}

/** The name of a file without its folders and its ending. */
export function baseName(relative: string): string {
  return (relative.split('/').at(-1) ?? '').replace(/\.[^.]+$/, '');
}

/** The settings of a template. What only dbt can compute is `unknownValue`. */
export function templateConfig(config: TemplateConfig, render: RenderText): RawConfig {
  return Object.fromEntries(
    [...config].map(([key, given]) => {
      if ('value' in given) {
        return [key, given.value];
      }
      const rendered = render(given.template) ?? unknownValue;
      // Truth values are written as Python writes them.
      return [key, rendered === 'True' ? true : rendered === 'False' ? false : rendered];
    }),
  );
}

/** What every node has that is told by its settings. */
export function configured(config: RawConfig) {
  return {
    materialized: text(config['materialized']),
    enabled: config['enabled'] !== false,
    tags: [...new Set(texts(config['tags']))],
    config: nodeConfig(config),
  };
}
