import type { DbtCheck } from '../../check';
import { reporter, type StaticFacts } from './staticFacts';

const report = reporter('broken-yaml');

export const brokenYaml: DbtCheck<StaticFacts> = {
  id: 'broken-yaml',
  title: 'Broken YAML',
  severity: 'error',
  explanation:
    'dbt stops when dbt_project.yml, profiles.yml or a file with properties is not YAML. A key that is given twice is no error for dbt: it takes the last one without a word.',
  failsIn: 'dbt parse',
  run: ({ project: { document, profiles }, documents }) =>
    [document, ...(profiles ? [profiles.document] : []), ...documents].flatMap(({ file, problems }) =>
      problems.map(({ kind, message, range }) =>
        report({ severity: kind === 'duplicate' ? 'warning' : 'error', message, place: { file, range } }),
      ),
    ),
};
