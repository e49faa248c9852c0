import path from 'node:path';
import { projectScalar, type DbtProject } from '../../../core/dbt/project/dbtProject';
import { yamlValue } from '../../../core/dbt/yaml/yamlNode';
import type { DbtEnvironment } from '../profiles/findProfiles';

/**
 * Where dbt writes manifest.json and its kin: `--target-path`, else its variables, else `target-path` of dbt_project.yml, else
 * `target`. Source: dbt-core, cli/params.py and config/project.py.
 */
export function artifactFolder(
  project: Pick<DbtProject, 'root' | 'document' | 'rendered'>,
  environment: DbtEnvironment,
  setting?: string,
): string {
  const written = projectScalar(project, yamlValue(project.document.root, 'target-path'));
  const said = [
    setting,
    environment['DBT_ENGINE_TARGET_PATH'],
    environment['DBT_TARGET_PATH'],
    typeof written === 'string' ? written : undefined,
  ];
  return path.resolve(project.root, said.find((folder) => folder !== undefined && folder !== '') ?? 'target');
}
