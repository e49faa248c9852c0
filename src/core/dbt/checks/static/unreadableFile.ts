import type { DbtCheck } from '../../check';
import { reporter, type StaticFacts, wholeFile } from './staticFacts';

const report = reporter('unreadable-file');

export const unreadableFile: DbtCheck<StaticFacts> = {
  id: 'unreadable-file',
  title: 'File that cannot be read',
  severity: 'error',
  explanation:
    'A file or folder of the project cannot be read, so dbt cannot read it either, and it is not checked here.',
  failsIn: 'dbt parse',
  run: ({ project }) =>
    project.problems.map(({ file, message }) =>
      report({ severity: 'error', message, place: { file, range: wholeFile } }),
    ),
};
