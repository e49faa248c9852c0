import type { DbtCheck } from '../../check';
import { fieldAliases } from './knownKeys';
import { keyPlace, postgresTargets, reporter, type StaticFacts } from './staticFacts';

const report = reporter('both-spellings');

export const bothSpellings: DbtCheck<StaticFacts> = {
  id: 'both-spellings',
  title: 'Both spellings of a field',
  severity: 'error',
  explanation:
    '`pass` is another name of `password`, and `dbname` of `database`. dbt refuses a target that gives both.',
  failsIn: 'dbt debug',
  run: ({ project }) =>
    postgresTargets(project).flatMap((target) =>
      [...fieldAliases].flatMap(([alias, field]) =>
        target.fields.has(alias) && target.fields.has(field)
          ? [
              report({
                severity: 'error',
                message: `The target \`${target.name}\` gives both \`${field}\` and \`${alias}\`, which are one field.`,
                advice: 'Remove one of them.',
                place: keyPlace(target, alias),
                target: target.name,
              }),
            ]
          : [],
      ),
    ),
};
