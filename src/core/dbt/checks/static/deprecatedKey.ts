import type { DbtCheck } from '../../check';
import { yamlEntry } from '../../yaml/yamlNode';
import { oldProjectKeys } from './projectKeys';
import { edit, projectPlace, projectRoot, reporter, type StaticFacts } from './staticFacts';

const report = reporter('deprecated-key');

/** dbt deprecates them only with another value than its default. */
const defaults: ReadonlyMap<string, string> = new Map([
  ['log-path', 'logs'],
  ['target-path', 'target'],
]);

export const deprecatedKey: DbtCheck<StaticFacts> = {
  id: 'deprecated-key',
  title: 'Deprecated key of dbt_project.yml',
  severity: 'error',
  explanation:
    'dbt 1 still reads it and warns, but not together with the new one; dbt 2 refuses or ignores it.',
  failsIn: 'dbt parse',
  run: ({ project }) =>
    (projectRoot(project)?.entries ?? []).flatMap(({ key, keyRange, value }) => {
      const old = oldProjectKeys.get(key);
      const isDefault = value.kind === 'scalar' && value.value === defaults.get(key);
      if (!old || isDefault) {
        return [];
      }
      const place = projectPlace(project, keyRange);
      const { now } = old;
      const isTaken = now !== undefined && yamlEntry(project.document.root, now) !== undefined;
      return [
        report({
          severity: isTaken || old.isRefused ? 'error' : 'hint',
          message: `The key \`${key}\` of dbt_project.yml is ${old.isRefused ? 'no longer known' : 'deprecated'}: ${old.why}.`,
          ...(isTaken
            ? { advice: `\`${now}\` is given as well, and dbt refuses both; move everything there.` }
            : {}),
          place,
          fixes: now === undefined || isTaken ? [] : [edit(`Rename it to ${now}`, place, now)],
        }),
      ];
    }),
};
