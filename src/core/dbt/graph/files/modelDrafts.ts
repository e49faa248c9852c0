import { isRecord } from '../../../../base/validate';
import type { ProjectFile } from '../../project/dbtProject';
import { type YamlNode, yamlText, yamlValue } from '../../yaml/yamlNode';
import type { DbtColumn } from '../dbtGraph';
import { baseName, configured, type Draft, type FilesScope, foldersOf, templateConfig } from './draft';
import { keptDraft } from './keptDrafts';
import { mergeConfigs } from './mergeConfig';
import { type ConfiguredResource, projectConfigs } from './projectConfig';
import { itemsOf, type Properties, propertiesIn, propertiesOf, scalarText } from './properties';
import type { TemplateSummary } from './templateSummary';
import { yamlData } from './yamlData';

/** Models and seeds: one for each file. */
export function modelDrafts(scope: FilesScope): readonly Draft[] {
  const { project, sources } = scope;
  const models = propertiesIn(sources, 'models', scope.render);
  const seeds = new Map(propertiesIn(sources, 'seeds', scope.render).map((each) => [each.name, each]));
  const plain = new Map(models.map((each) => [each.name, each]));
  const versions = new Map(models.flatMap(versionsOf).map((each) => [each.file, each]));
  return project.files.flatMap((file) => {
    const name = baseName(file.relative);
    if (file.kind === 'seed') {
      return [kept(scope, file, { resource: 'seeds', name, properties: seeds.get(name) })];
    }
    if (file.kind !== 'model') {
      return [];
    }
    const version = versions.get(name);
    if (version) {
      const properties = versionProperties(scope, version);
      return [draft(scope, file, { resource: 'models', name: version.properties.name, properties, version })];
    }
    return [kept(scope, file, { resource: 'models', name, properties: plain.get(name) })];
  });
}

interface Version {
  readonly properties: Properties;
  readonly node: YamlNode;
  readonly version: string;
  readonly isLatest: boolean;
  /** The name of its file, without the ending. */
  readonly file: string;
}

interface Given {
  readonly resource: ConfiguredResource & ('models' | 'seeds');
  readonly name: string;
  readonly properties: Properties | undefined;
  readonly version?: Version;
}

const noTemplate: TemplateSummary = { refs: [], sources: [], calls: [], configs: [] };

function kept(scope: FilesScope, file: ProjectFile, given: Given): Draft {
  const template = scope.sources.templates.get(file.relative) ?? noTemplate;
  const { properties } = given;
  return keptDraft(scope.kept, file.relative, { template, properties }, () => draft(scope, file, given));
}

function draft(scope: FilesScope, file: ProjectFile, given: Given): Draft {
  const { project, sources, render, rules } = scope;
  const { resource, name, properties, version } = given;
  const kind = resource === 'seeds' ? 'seed' : 'model';
  const template = sources.templates.get(file.relative) ?? noTemplate;
  const versionNames = version ? [`v${version.version}`] : [];
  const config = mergeConfigs([
    { materialized: kind === 'seed' ? 'seed' : 'view' },
    ...projectConfigs(project, resource, [...foldersOf(scope, file.relative), name, ...versionNames]),
    properties?.config ?? {},
    ...template.configs.map((each) => templateConfig(each, render)),
  ]);
  const isEphemeral = config['materialized'] === 'ephemeral';
  const own = configured(config);
  return {
    node: {
      ...{ id: [kind, project.name, name, ...versionNames].join('.'), kind, name, package: project.name },
      relation: isEphemeral ? undefined : rules.relationOf(name, config, version?.version),
      ...{ file: file.relative, propertiesFile: properties?.file },
      ...{ description: properties?.description ?? '', columns: properties?.columns ?? [] },
      ...{ ...own, materialized: own.materialized ?? 'view', dependsOn: [] },
    },
    templates: [template],
    tests: properties?.tests ?? [],
    testedAs: version ? `${name}_v${version.version}` : name,
    isLatest: version?.isLatest ?? true,
  };
}

function versionsOf(properties: Properties): readonly Version[] {
  const items = itemsOf(yamlValue(properties.node, 'versions'));
  const numbers = items.flatMap((node) => scalarText(yamlValue(node, 'v')) ?? []);
  const latest =
    scalarText(yamlValue(properties.node, 'latest_version')) ?? numbers.toSorted(byVersion).at(-1);
  return items.flatMap((node) => {
    const version = scalarText(yamlValue(node, 'v'));
    const file = yamlText(yamlValue(node, 'defined_in'));
    return version === undefined
      ? []
      : [
          {
            properties,
            node,
            version,
            isLatest: version === latest,
            file: file ?? `${properties.name}_v${version}`,
          },
        ];
  });
}

function byVersion(one: string, other: string): number {
  const difference = Number(one) - Number(other);
  return Number.isNaN(difference) ? (one < other ? -1 : 1) : difference;
}

/** What a version does not say itself, the model says. Source: docs.getdbt.com, reference/resource-properties/versions. */
function versionProperties({ render }: FilesScope, { properties, node }: Version): Properties {
  const config = yamlData(yamlValue(node, 'config'), render);
  // A version has no name of its own.
  const own = propertiesOf(properties.file, withName(node, properties.name), render);
  const columns = itemsOf(yamlValue(node, 'columns'));
  const inherited = columns.length === 0 ? undefined : columns.find((column) => yamlValue(column, 'include'));
  const included = columns.length === 0 ? properties.columns : includedColumns(properties.columns, inherited);
  const names = new Set(included.map(({ name }) => name));
  const ownNames = new Set(own?.columns.map(({ name }) => name));
  const ownTests = own?.tests ?? [];
  const inheritsTests = !ownTests.some(({ column }) => column === undefined);
  return {
    ...properties,
    description: own?.description === '' ? properties.description : (own?.description ?? ''),
    columns: [...included.filter(({ name }) => !ownNames.has(name)), ...(own?.columns ?? [])],
    config: mergeConfigs([properties.config, isRecord(config) ? config : {}]),
    tests: [
      ...properties.tests.filter(({ column }) =>
        column === undefined ? inheritsTests : names.has(column) && !ownNames.has(column),
      ),
      ...ownTests,
    ],
  };
}

function includedColumns(columns: readonly DbtColumn[], rule: YamlNode | undefined): readonly DbtColumn[] {
  const include = yamlValue(rule, 'include');
  const excluded = new Set(itemsOf(yamlValue(rule, 'exclude')).map(scalarText));
  const listed = include?.kind === 'list' ? new Set(include.items.map(scalarText)) : undefined;
  return include === undefined
    ? []
    : columns.filter(({ name }) => !excluded.has(name) && (listed === undefined || listed.has(name)));
}

function withName(node: YamlNode, name: string): YamlNode {
  if (node.kind !== 'map') {
    return node;
  }
  const { range } = node;
  const value = { kind: 'scalar', value: name, quoted: true, range } as const;
  return { ...node, entries: [...node.entries, { key: 'name', keyRange: range, value }] };
}
