import type { YamlNode } from '../../../core/dbt/yaml/yamlNode';

const resources: ReadonlySet<string> = new Set(['seeds', 'models', 'snapshots', 'tests', 'data_tests']);
const hooks: ReadonlySet<string> = new Set(['pre-hook', 'post-hook', 'pre_hook', 'post_hook']);
const later: ReadonlySet<string> = new Set(['on-run-start', 'on-run-end', 'query-comment', 'vars']);

/** The values of dbt_project.yml that dbt renders when it reads it: hooks and vars come later. Source: dbt/config/renderer.py. */
export function renderableNodes(root: YamlNode | undefined): readonly YamlNode[] {
  if (root?.kind !== 'map') {
    return [];
  }
  return root.entries
    .filter(({ key }) => !later.has(key))
    .flatMap(({ key, value }) => below(value, resources.has(key)));
}

function below(node: YamlNode, isResource: boolean): readonly YamlNode[] {
  switch (node.kind) {
    case 'scalar':
      return [node];
    case 'list':
      return node.items.flatMap((item) => below(item, isResource));
    case 'map':
      return node.entries
        .filter(({ key }) => !(isResource && hooks.has(key.replace(/^[+ ]+/, ''))))
        .flatMap(({ value }) => below(value, isResource));
  }
}
