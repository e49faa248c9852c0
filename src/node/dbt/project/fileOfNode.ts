import path from 'node:path';
import type { DbtNode } from '../../../core/dbt/graph/dbtGraph';
import type { DbtProject } from '../../../core/dbt/project/dbtProject';
import { yamlText, yamlValue } from '../../../core/dbt/yaml/yamlNode';

/** The file that makes a node, wherever `dbt deps` has put its package. */
export function fileOfNode(
  project: Pick<DbtProject, 'root' | 'name' | 'document'>,
  node: Pick<DbtNode, 'package' | 'file'>,
): string {
  const folder = node.package === project.name ? '' : path.join(packagesFolder(project), node.package);
  return path.join(path.resolve(project.root, folder), node.file);
}

/** The folder of the packages, from the project's folder. */
export function packagesFolder({ document }: Pick<DbtProject, 'document'>): string {
  return yamlText(yamlValue(document.root, 'packages-install-path')) ?? 'dbt_packages';
}
