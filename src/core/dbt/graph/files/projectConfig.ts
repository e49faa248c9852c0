import { projectScalar, type DbtProject } from '../../project/dbtProject';
import { type YamlNode, yamlValue } from '../../yaml/yamlNode';
import type { RawConfig } from '../nodeConfig';

/** The parts of dbt_project.yml that configure the nodes of a kind. */
export type ConfiguredResource =
  'models' | 'seeds' | 'snapshots' | 'sources' | 'data_tests' | 'exposures' | 'unit_tests';

/**
 * The settings that dbt_project.yml has for a node, the weakest first: those of the resource, of the project, of each folder and of
 * the node itself. Source: dbt/context/context_config.py and fqn_search.
 * @param names the project, the folders below the resource's path, and the name of the node
 */
export function projectConfigs(
  project: Pick<DbtProject, 'document' | 'rendered'>,
  resource: ConfiguredResource,
  names: readonly string[],
): readonly RawConfig[] {
  const root = project.document.root;
  const levels: RawConfig[] = [];
  let at = yamlValue(root, resource) ?? (resource === 'data_tests' ? yamlValue(root, 'tests') : undefined);
  for (const name of [...names, undefined]) {
    if (at?.kind !== 'map') {
      break;
    }
    levels.push(levelConfig(project, at));
    at = name === undefined ? undefined : yamlValue(at, name);
  }
  return levels;
}

/** Without a `+`, a map is a folder and everything else a setting. */
function levelConfig(project: Pick<DbtProject, 'rendered'>, level: YamlNode & { kind: 'map' }): RawConfig {
  const entries = level.entries.flatMap(({ key, value }) => {
    const setting = key.startsWith('+') ? key.slice(1).trim() : value.kind === 'map' ? undefined : key;
    const data = setting === undefined ? undefined : renderedData(project, value);
    return setting === undefined || data === undefined ? [] : [[setting, data] as const];
  });
  return Object.fromEntries(entries);
}

/** As `yamlData`, with what the project's reader has rendered. */
function renderedData(project: Pick<DbtProject, 'rendered'>, node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return projectScalar(project, node);
    case 'list':
      return node.items.map((item) => renderedData(project, item)).filter((item) => item !== undefined);
    case 'map': {
      const entries = node.entries.map(({ key, value }) => [key, renderedData(project, value)] as const);
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    }
  }
}
