import { projectScalar } from '../../project/dbtProject';
import { yamlText, yamlValue } from '../../yaml/yamlNode';
import type { DbtNode } from '../dbtGraph';
import { noConfig, type RawConfig } from '../nodeConfig';
import { baseName, configured, type Draft, type FilesScope, foldersOf, templateConfig } from './draft';
import { mergeConfigs } from './mergeConfig';
import { projectConfigs } from './projectConfig';
import { itemsOf, type Properties, propertiesIn } from './properties';
import {
  type DefinitionSummary,
  summarizeExpression,
  summarizeTemplate,
  type TemplateSummary,
} from './templateSummary';

/** Snapshots: blocks in SQL files, and entries with a `relation:` in properties files. */
export function snapshotDrafts(scope: FilesScope): readonly Draft[] {
  const { project, sources, render } = scope;
  const properties = propertiesIn(sources, 'snapshots', render);
  const byName = new Map(properties.map((each) => [each.name, each]));
  const blocks = project.files.flatMap((file) =>
    (file.kind === 'snapshot' ? (sources.definitions.get(file.relative) ?? []) : [])
      .filter(({ kind }) => kind === 'snapshot')
      .map((block) => blockDraft(scope, file.relative, block, byName.get(block.name))),
  );
  const known = new Set(blocks.map(({ node }) => node.name));
  const entries = properties.flatMap((each) => {
    const relation = yamlText(yamlValue(each.node, 'relation'));
    if (relation === undefined || known.has(each.name)) {
      return [];
    }
    const names = [...foldersOf(scope, each.file), each.name];
    const template = summarizeExpression(relation);
    return [snapshotDraft(scope, { name: each.name, file: each.file, names, template, properties: each })];
  });
  return [...blocks, ...entries];
}

function blockDraft(
  scope: FilesScope,
  file: string,
  { name, summary }: DefinitionSummary,
  properties: Properties | undefined,
): Draft {
  const names = [...foldersOf(scope, file), baseName(file), name];
  return snapshotDraft(scope, { name, file, names, template: summary, properties });
}

interface Snapshot {
  readonly name: string;
  readonly file: string;
  readonly names: readonly string[];
  readonly template: TemplateSummary;
  readonly properties: Properties | undefined;
}

function snapshotDraft(scope: FilesScope, { name, file, names, template, properties }: Snapshot): Draft {
  const { project, render, rules } = scope;
  const config = mergeConfigs([
    ...projectConfigs(project, 'snapshots', names),
    properties?.config ?? {},
    ...template.configs.map((each) => templateConfig(each, render)),
  ]);
  return {
    node: {
      ...bare(scope, 'snapshot', `snapshot.${project.name}.${name}`, name),
      ...configured(config),
      relation: rules.relationOf(name, config, undefined),
      materialized: 'snapshot',
      ...{ file, propertiesFile: properties?.file },
      ...{ description: properties?.description ?? '', columns: properties?.columns ?? [] },
    },
    templates: [template],
    tests: properties?.tests ?? [],
    testedAs: name,
  };
}

/** Tests in SQL files, and analyses. A file that only defines generic tests or macros is neither. */
export function queryDrafts(scope: FilesScope): readonly Draft[] {
  const { project, sources } = scope;
  return project.files.flatMap(({ kind, relative }): readonly Draft[] => {
    const template = sources.templates.get(relative);
    if ((kind !== 'test' && kind !== 'analysis') || !template || sources.definitions.get(relative)?.length) {
      return [];
    }
    const name = baseName(relative);
    const names = [...foldersOf(scope, relative), name];
    const levels = kind === 'test' ? projectConfigs(project, 'data_tests', names) : [];
    const config = mergeConfigs([
      ...levels,
      ...template.configs.map((each) => templateConfig(each, scope.render)),
    ]);
    const { enabled, tags } = configured(config);
    const node = bare(scope, kind, `${kind}.${project.name}.${name}`, name);
    return [{ node: { ...node, ...{ file: relative, enabled, tags } }, templates: [template] }];
  });
}

export function exposureDrafts(scope: FilesScope): readonly Draft[] {
  const { project, sources, render } = scope;
  return propertiesIn(sources, 'exposures', render).map(({ name, file, node, description, config }) => {
    const all = mergeConfigs([
      ...projectConfigs(project, 'exposures', [...foldersOf(scope, file), name]),
      config,
    ]);
    const read = itemsOf(yamlValue(node, 'depends_on')).flatMap((item) => yamlText(item) ?? []);
    const { enabled, tags } = configured(withTags(all, scope, node));
    return {
      node: {
        ...bare(scope, 'exposure', `exposure.${project.name}.${name}`, name),
        ...{ file, propertiesFile: file, description, enabled, tags },
      },
      templates: read.map(summarizeExpression),
    };
  });
}

/** `on-run-start` and `on-run-end` of dbt_project.yml. */
export function operationDrafts(scope: FilesScope): readonly Draft[] {
  const { project } = scope;
  return ['on-run-start', 'on-run-end'].flatMap((key) => {
    const node = yamlValue(project.document.root, key);
    const hooks = node?.kind === 'scalar' ? [node] : itemsOf(node);
    return hooks.flatMap((hook, index) => {
      const sql = projectScalar(project, hook);
      const name = `${project.name}-${key}-${index}`;
      const operation = bare(scope, 'operation', `operation.${project.name}.${name}`, name);
      return typeof sql === 'string'
        ? [
            {
              node: { ...operation, file: 'dbt_project.yml', tags: [key] },
              templates: [summarizeTemplate(sql)],
            },
          ]
        : [];
    });
  });
}

/** A node that says nothing yet. */
export function bare({ project }: FilesScope, kind: DbtNode['kind'], id: string, name: string): DbtNode {
  return {
    ...{ id, kind, name, package: project.name, relation: undefined, file: '', propertiesFile: undefined },
    ...{ materialized: undefined, enabled: true, tags: [], description: '', columns: [] },
    ...{ config: noConfig, dependsOn: [] },
  };
}

/** Exposures had their tags beside their name before `config:`. */
function withTags(config: RawConfig, { render }: FilesScope, node: Properties['node']): RawConfig {
  const tags = yamlValue(node, 'tags');
  const own = tags?.kind === 'list' ? itemsOf(tags).map(yamlText) : [yamlText(tags)];
  return mergeConfigs([
    config,
    { tags: own.flatMap((tag) => (tag === undefined ? [] : (render(tag) ?? []))) },
  ]);
}
