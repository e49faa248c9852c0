import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import type { DbtTarget } from '../../profiles/target';
import { type TargetField, targetText } from '../../profiles/target';
import { fieldAliases, knownFields, meantField } from './knownKeys';
import { edit, keyPlace, reporter, type StaticFacts } from './staticFacts';

const report = reporter('missing-key');

export const missingKey: DbtCheck<StaticFacts> = {
  id: 'missing-key',
  title: 'Missing field',
  severity: 'error',
  explanation:
    'dbt-postgres wants type, host, user, password, port, database (or dbname) and schema in every target, the password also where the server asks for none.',
  failsIn: 'dbt debug',
  // Of a broken file nobody knows what is missing.
  run: ({ project }) =>
    project.profiles?.document.problems.some(({ kind }) => kind === 'syntax') === true
      ? []
      : project.targets.flatMap(missingOf),
};

function missingOf(target: DbtTarget): readonly DbtFinding[] {
  const type = targetText(target, 'type');
  if (target.fields.size === 0 || (type !== 'postgres' && target.fields.has('type'))) {
    return [];
  }
  // Without a type, dbt does not even look at the others.
  const names = target.fields.has('type') ? [...knownFields.keys()] : ['type'];
  return names
    .filter((name) => knownFields.get(name)?.required === true && !target.fields.has(name))
    .map((name) => missing(target, name));
}

function missing(target: DbtTarget, name: string): DbtFinding {
  const meant = [...target.fields.values()].find(
    (field) => isMisspelt(target, field) && meantField(field.key) === name,
  );
  const alias = [...fieldAliases].find(([, field]) => field === name)?.[0];
  const called = alias === undefined ? `\`${name}\`` : `\`${name}\` (or \`${alias}\`)`;
  if (meant) {
    const place = keyPlace(target, meant.key);
    return report({
      severity: 'error',
      message: `The target \`${target.name}\` has no ${called}; the key \`${meant.key}\` may be meant, which dbt does not know.`,
      place,
      target: target.name,
      fixes: [edit(`Rename it to ${name}`, place, name)],
    });
  }
  return report({
    severity: 'error',
    message: `The target \`${target.name}\` has no ${called}.`,
    advice:
      name === 'password'
        ? 'Where the server asks for none, give any text.'
        : 'dbt-postgres cannot do without it.',
    place: target.place,
    target: target.name,
  });
}

function isMisspelt(target: DbtTarget, { key }: TargetField): boolean {
  return target.fields.has(key) && !knownFields.has(key);
}
