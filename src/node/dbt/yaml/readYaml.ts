import type { YamlDocument } from '../../../core/dbt/yaml/yamlNode';
import { readAnyYaml } from './readAnyYaml';
import { readPlainYaml } from './readPlainYaml';

/**
 * Reads a YAML file of dbt with the places of everything, typed as PyYAML does for dbt. It never throws: a file that is
 * broken gives one problem, at the line where it breaks, and what can still be read of it.
 */
export function readYaml(file: string, text: string): YamlDocument {
  const root = readPlainYaml(text);
  return root ? { file, text, root, problems: [] } : readAnyYaml(file, text);
}
