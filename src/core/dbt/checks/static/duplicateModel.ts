import type { DbtCheck } from '../../check';
import type { ProjectFile } from '../../project/dbtProject';
import { reporter, type StaticFacts, wholeFile } from './staticFacts';

const report = reporter('duplicate-model');

export const duplicateModel: DbtCheck<StaticFacts> = {
  id: 'duplicate-model',
  title: 'Two models of one name',
  severity: 'error',
  explanation:
    'The name of a model or seed is the name of its file, in whatever folder. dbt refuses two of one name: ref() could not tell them apart. A model that is turned off does not count.',
  failsIn: 'dbt parse',
  run: ({ project, graph }) => {
    const groups = new Map<string, ProjectFile[]>();
    const off = new Set(
      [...(graph?.nodes.values() ?? [])].filter(({ enabled }) => !enabled).map(({ file }) => file),
    );
    // Without the graph it is not known which of them are turned off, so nothing is certain.
    const files = graph ? project.files.filter(({ kind }) => kind === 'model' || kind === 'seed') : [];
    for (const file of files.filter(({ relative }) => !off.has(relative))) {
      const name = file.relative.replace(/^.*\//, '').replace(/\.\w+$/, '');
      groups.set(name, [...(groups.get(name) ?? []), file]);
    }
    return [...groups].flatMap(([name, [first, ...others]]) =>
      others.map(({ file }) =>
        report({
          severity: 'error',
          message: `There is another model or seed \`${name}\`: ${first?.relative ?? ''}.`,
          advice: 'Rename one of the files; an `alias` can keep the name in the database.',
          place: { file, range: wholeFile },
        }),
      ),
    );
  },
};
