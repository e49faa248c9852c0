import type { PlainValue } from '../jinja/jinjaValue';
import { type DbtTarget, targetText } from '../profiles/target';
import { type YamlNode, yamlValue } from '../yaml/yamlNode';

/** What a template may know of the target that it is compiled for. */
export interface StaticTarget {
  /** As in profiles.yml, such as `dev`. */
  readonly name: string;
  readonly profile: string | undefined;
  readonly database: string | undefined;
  readonly schema: string | undefined;
  readonly user: string | undefined;
  /** `vars:` of dbt_project.yml. */
  readonly vars: ReadonlyMap<string, PlainValue>;
}

/** @param projectFile the content of dbt_project.yml; its variables for one package win over those for all */
export function staticTarget(
  target: DbtTarget,
  projectFile: YamlNode | undefined,
  project: string,
): StaticTarget {
  return {
    name: target.name,
    profile: target.profile,
    database: targetText(target, 'database'),
    schema: targetText(target, 'schema'),
    user: targetText(target, 'user'),
    vars: projectVariables(projectFile, project),
  };
}

/** The variables of dbt_project.yml that are written out there. */
export function projectVariables(
  projectFile: YamlNode | undefined,
  project: string,
): ReadonlyMap<string, PlainValue> {
  const vars = yamlValue(projectFile, 'vars');
  const found = new Map<string, PlainValue>();
  for (const at of [vars, yamlValue(vars, project)]) {
    for (const { key, value } of at?.kind === 'map' ? at.entries : []) {
      const plain = plainYaml(value);
      if (plain === undefined) {
        found.delete(key);
      } else {
        found.set(key, plain);
      }
    }
  }
  return found;
}

/** Undefined for maps, and for text that Jinja would still have to render. */
function plainYaml(node: YamlNode): PlainValue | undefined {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'string' && node.value.includes('{{') ? undefined : node.value;
    case 'list': {
      const items = node.items.map(plainYaml).filter((item) => item !== undefined);
      return items.length === node.items.length ? items : undefined;
    }
    case 'map':
      return undefined;
  }
}
