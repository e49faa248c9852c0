import type { TargetField } from './target';

/**
 * Where a secret stands as text in profiles.yml: as the value itself, also in Jinja that reads nothing, or as what `env_var`
 * takes when its variable is not set. Undefined where the file does not hold it.
 */
export function writtenPassword({ node, value }: TargetField): 'value' | 'default' | undefined {
  if (value.kind !== 'secret') {
    return undefined;
  }
  const { from } = value;
  if (from.kind === 'text') {
    return from.empty || from.unrendered ? undefined : 'value';
  }
  if (from.variables.length === 0) {
    return from.empty ? undefined : 'value';
  }
  const text = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
  return literalDefault.test(text) ? 'default' : undefined;
}

/** `env_var('NAME', 'text')` with a text that is not empty. */
const literalDefault = /\benv_var\(\s*(?:var\s*=\s*)?(['"])[^'"]*\1\s*,\s*(?:default\s*=\s*)?(['"])(?!\2)/;
