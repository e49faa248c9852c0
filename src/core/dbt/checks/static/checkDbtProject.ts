import type { DbtFinding } from '../../finding';
import type { DbtGraph } from '../../graph/dbtGraph';
import type { DbtProject } from '../../project/dbtProject';
import type { YamlDocument } from '../../yaml/yamlNode';
import { staticChecks } from './staticChecks';

/**
 * Everything that files alone tell to be wrong with a project, before a server or dbt is asked. What dbt would fail with is an
 * error only for the target that it takes by default: of the others it looks at none until somebody names it.
 * @param graph its models, where they were read: without it the checks of models are quiet
 * @param documents its files with properties, where they were read
 */
export function checkDbtProject(
  project: DbtProject,
  graph?: DbtGraph,
  documents: readonly YamlDocument[] = [],
): readonly DbtFinding[] {
  const others = new Set(project.targets.filter(({ isDefault }) => !isDefault).map(({ name }) => name));
  return staticChecks
    .flatMap((check) => check.run({ project, graph, documents }))
    .map((finding) => {
      const isOther = finding.target !== undefined && others.has(finding.target);
      return isOther && finding.severity === 'error' ? { ...finding, severity: 'warning' } : finding;
    });
}
