import type { DbtTarget } from '../../profiles/target';
import type { DbtProject } from '../../project/dbtProject';
import { yamlData } from './yamlData';

/** What a graph of files depends on beside the files of models, as a text to compare: the target and the values of dbt_project.yml. */
export function graphSettings(
  project: Pick<DbtProject, 'name' | 'document' | 'rendered'>,
  target: DbtTarget | undefined,
): string {
  const data = yamlData(project.document.root, (text) => text);
  const fields = [...(target?.fields ?? [])].map(([name, { value }]) => [name, value]);
  return JSON.stringify([
    project.name,
    data,
    [...project.rendered.values()],
    target?.profile,
    target?.name,
    fields,
  ]);
}
