import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import { projectScalar } from '../../project/dbtProject';
import { yamlEntry } from '../../yaml/yamlNode';
import { edit, projectPlace, projectRoot, reporter, type StaticFacts, wholeFile } from './staticFacts';

const report = reporter('project-name');

export const projectName: DbtCheck<StaticFacts> = {
  id: 'project-name',
  title: 'Name of the project',
  severity: 'error',
  explanation:
    'dbt_project.yml must have a `name` of letters, digits and `_` that does not begin with a digit: it is part of the ids of all models.',
  failsIn: 'dbt parse',
  run: ({ project }) => {
    const root = projectRoot(project);
    const key = yamlEntry(root, 'name');
    if (!root) {
      const place = projectPlace(project, wholeFile);
      const isTold =
        project.document.problems.length > 0 || project.problems.some(({ file }) => file === place.file);
      return isTold ? [] : [report({ severity: 'error', message: 'dbt_project.yml is empty.', place })];
    }
    if (!key) {
      return [told('dbt_project.yml has no `name`.', wholeFile)];
    }
    if (project.rendered.get(key.value)?.kind === 'unrendered') {
      return [];
    }
    const name = projectScalar(project, key.value);
    if (typeof name === 'string' && /^[^\d\W]\w*$/u.test(name)) {
      return [];
    }
    const better = typeof name === 'string' ? name.replace(/\W+/g, '_').replace(/^(?=\d)/, '_') : '';
    const message = `The \`name\` of the project must consist of letters, digits and _, and not begin with a digit.`;
    return [told(message, key.value.range, /^\w+$/.test(better) ? better : undefined)];

    function told(
      message: string,
      range: { readonly start: number; readonly end: number },
      name?: string,
    ): DbtFinding {
      const place = projectPlace(project, range);
      return report({
        severity: 'error',
        message,
        place,
        fixes: name === undefined ? [] : [edit(`Call it ${name}`, place, name)],
      });
    }
  },
};
