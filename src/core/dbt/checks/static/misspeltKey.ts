import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import type { DbtTarget } from '../../profiles/target';
import { fieldAliases, knownFields, meantField } from './knownKeys';
import { edit, isGiven, keyPlace, postgresTargets, reporter, type StaticFacts } from './staticFacts';

const report = reporter('misspelt-key');

export const misspeltKey: DbtCheck<StaticFacts> = {
  id: 'misspelt-key',
  title: 'Misspelt field',
  severity: 'warning',
  explanation:
    'dbt accepts keys that it does not know without a word and does nothing with them: with `ssl_mode: require` the connection is not encrypted, and with `keepalive_idle` it is dropped as before.',
  failsIn: undefined,
  run: ({ project }) => postgresTargets(project).flatMap(misspeltOf),
};

function misspeltOf(target: DbtTarget): readonly DbtFinding[] {
  return [...target.fields].flatMap(([name, { key }]) => {
    const meant = knownFields.has(name) || fieldAliases.has(name) ? undefined : meantField(key);
    // A field that is missing is told by that check.
    if (meant === undefined || (knownFields.get(meant)?.required === true && !target.fields.has(meant))) {
      return [];
    }
    const place = keyPlace(target, name);
    const isTaken = isGiven(target, meant);
    return [
      report({
        severity: 'warning',
        message: `dbt does not know the key \`${key}\` and does nothing with it; \`${meant}\` may be meant${isTaken ? ', which is given as well' : ''}.`,
        place,
        target: target.name,
        fixes: isTaken ? [] : [edit(`Rename it to ${meant}`, place, meant)],
      }),
    ];
  });
}
