import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import type { DbtTarget, TargetField, Unrendered } from '../../profiles/target';
import { reporter, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('missing-variable');

export const missingVariable: DbtCheck<StaticFacts> = {
  id: 'missing-variable',
  title: 'Missing environment variable',
  severity: 'error',
  explanation:
    'A variable that env_var reads must be set, or have a default; set and empty counts as set. Only the target that runs is rendered, so a variable of another target is missing only there. A password that does not render is taken as it stands, Jinja and all, and the login fails.',
  failsIn: 'dbt debug',
  run: ({ project }) =>
    project.targets.flatMap((target) =>
      [...target.fields].flatMap(([name, field]) => {
        const unrendered = unrenderedOf(field);
        return unrendered && unrendered.missing.length > 0 ? [told(target, name, field, unrendered)] : [];
      }),
    ),
};

function told(target: DbtTarget, name: string, field: TargetField, { missing }: Unrendered): DbtFinding {
  const names = missing.map((each) => `\`${each}\``).join(', ');
  const isPassword = field.value.kind === 'secret';
  return report({
    severity: isPassword ? 'warning' : 'error',
    message: isPassword
      ? `The environment variable ${names} is not set, so dbt takes the Jinja itself for the \`${name}\` of the target \`${target.name}\`.`
      : `The environment variable ${names} is not set, which \`${name}\` of the target \`${target.name}\` needs.`,
    advice: 'Set it, choose an .env file, or give env_var a default.',
    place: valuePlace(target, field),
    target: target.name,
  });
}

/** Why a value did not render, also of a password, which dbt takes as it stands. */
export function unrenderedOf({ value }: TargetField): Unrendered | undefined {
  if (value.kind === 'unrendered') {
    return value;
  }
  return value.kind === 'secret' && value.from.kind === 'text' ? value.from.unrendered : undefined;
}
