import { isRecord } from '../../../../base/validate';
import { type YamlNode, yamlEntry, yamlText, yamlValue } from '../../yaml/yamlNode';
import type { DbtRelation } from '../dbtGraph';
import { nodeConfig, type RawConfig, sourceFreshness, texts } from '../nodeConfig';
import type { Draft, FilesScope } from './draft';
import { foldersOf } from './draft';
import { mergeConfigs } from './mergeConfig';
import { projectConfigs } from './projectConfig';
import { itemsOf, type Properties, propertiesIn, propertiesOf } from './properties';
import { yamlData } from './yamlData';

/** The tables of all sources. */
export function sourceDrafts(scope: FilesScope): readonly Draft[] {
  return propertiesIn(scope.sources, 'sources', scope.render).flatMap((source) =>
    itemsOf(yamlValue(source.node, 'tables')).flatMap((node) => {
      const table = propertiesOf(source.file, node, scope.render);
      return table ? [draft(scope, source, table)] : [];
    }),
  );
}

function draft(scope: FilesScope, source: Properties, table: Properties): Draft {
  const { project, render } = scope;
  const config = mergeConfigs([
    ...projectConfigs(project, 'sources', [...foldersOf(scope, source.file), source.name, table.name]),
    source.config,
    table.config,
  ]);
  const freshness = sourceFreshness(
    freshnessOf(config, source, table, scope),
    yamlData(setting(table, 'loaded_at_field') ?? setting(source, 'loaded_at_field'), render),
  );
  const tags = [source, table].flatMap(({ node }) => texts(yamlData(yamlValue(node, 'tags'), render)));
  return {
    node: {
      id: ['source', project.name, source.name, table.name].join('.'),
      ...{ kind: 'source', name: table.name, package: project.name, sourceName: source.name },
      relation: relationOf(scope, source, table),
      ...{ file: source.file, propertiesFile: source.file, materialized: undefined },
      enabled: config['enabled'] !== false,
      tags: [...new Set([...tags, ...texts(config['tags'])])],
      ...{ description: table.description, columns: table.columns },
      config: freshness ? { ...nodeConfig(config), freshness } : nodeConfig(config),
      dependsOn: [],
    },
    templates: [],
    tests: table.tests,
    testedAs: `${source.name}_${table.name}`,
  };
}

/** Undefined where a name needs what only dbt knows. */
function relationOf(
  { render, target }: FilesScope,
  source: Properties,
  table: Properties,
): DbtRelation | undefined {
  const text = (node: YamlNode, key: string, otherwise: string | undefined) => {
    const entry = yamlEntry(node, key);
    const written = yamlText(entry?.value);
    return written === undefined ? otherwise : render(written);
  };
  const schema = text(source.node, 'schema', source.name);
  const name = text(table.node, 'identifier', table.name);
  return schema === undefined || name === undefined
    ? undefined
    : { database: text(source.node, 'database', target.database), schema, name };
}

/** A setting of a source stands beside its name, or in `config:` since dbt 1.10. */
function setting({ node }: Properties, key: string): YamlNode | undefined {
  return yamlValue(node, 'config', key) ?? yamlValue(node, key);
}

/** A table's own limits; those of its source stand in for what it does not say. `freshness: null` is none at all. */
function freshnessOf(config: RawConfig, source: Properties, table: Properties, scope: FilesScope): unknown {
  const [general, own] = [setting(source, 'freshness'), setting(table, 'freshness')];
  if (own?.kind === 'scalar') {
    return undefined;
  }
  const [base, more] = [general, own].map((node) => yamlData(node, scope.render));
  const merged = { ...(isRecord(base) ? base : {}), ...(isRecord(more) ? more : {}) };
  return general === undefined && own === undefined ? config['freshness'] : merged;
}
