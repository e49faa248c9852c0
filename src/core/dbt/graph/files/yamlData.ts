import type { YamlNode } from '../../yaml/yamlNode';

/** Makes text of a template; undefined for what only dbt knows. */
export type RenderText = (template: string) => string | undefined;

/**
 * A value of YAML as plain data, with its templates rendered. What cannot be rendered is left out of its map or list, and is
 * undefined by itself.
 */
export function yamlData(node: YamlNode | undefined, render: RenderText): unknown {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case 'scalar':
      return typeof node.value === 'string' ? render(node.value) : node.value;
    case 'list':
      return node.items.map((item) => yamlData(item, render)).filter((item) => item !== undefined);
    case 'map': {
      const entries = node.entries.map(({ key, value }) => [key, yamlData(value, render)] as const);
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    }
  }
}
