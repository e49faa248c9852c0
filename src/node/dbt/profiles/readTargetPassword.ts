import type { DbtTarget } from '../../../core/dbt/profiles/target';
import { renderSecret } from '../jinja/renderTemplate';
import { hasJinja } from '../jinja/jinjaMessages';
import { type DbtEnvironment, definedVariables } from './findProfiles';
import { withoutLastBreak } from './readTargets';

/**
 * The password of a target, for a login to its host, and for nothing else: whoever calls it must have the user's yes for that
 * host, and must not keep it. Undefined where the target has none, and where its Jinja renders to nothing that dbt would take.
 * This is the only place that hands out a secret of a profile.
 *
 * The Jinja was already rendered in the thread when the target was read, so it does come to an end: a target whose password did
 * not render has the text itself, as dbt takes it.
 */
export function readTargetPassword(
  target: DbtTarget,
  environment: DbtEnvironment,
  vars: Readonly<Record<string, unknown>> = {},
): string | undefined {
  const field = target.fields.get('password');
  if (field?.value.kind !== 'secret' || field.node.kind !== 'scalar') {
    return undefined;
  }
  const { value } = field.node;
  if (typeof value !== 'string') {
    return undefined;
  }
  const { from } = field.value;
  if (from.kind === 'text' && from.unrendered) {
    return value;
  }
  if (!hasJinja(value)) {
    return withoutLastBreak(value);
  }
  try {
    return renderSecret(value, { environment: definedVariables(environment), vars, target: undefined });
  } catch {
    // The environment has changed since the target was read.
    return undefined;
  }
}
