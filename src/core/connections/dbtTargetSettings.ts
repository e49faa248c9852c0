import { isRecord } from '../../base/validate';
import type { ConnectionProfile, DbtTargetReference } from './connectionProfile';

const parts = ['profiles', 'profile', 'target'] as const satisfies readonly (keyof DbtTargetReference)[];

/** Reads `dbtTarget` of a settings entry, which names the target whose password is used when `password` is `dbt`. */
export function readDbtTarget(
  fields: Readonly<Record<string, unknown>>,
  problems: string[],
): Pick<ConnectionProfile, 'dbtTarget'> {
  const value = fields['dbtTarget'];
  if (value === undefined) {
    if (fields['password'] === 'dbt') {
      problems.push('dbtTarget: is missing.');
    }
    return {};
  }
  if (!isRecord(value)) {
    problems.push('dbtTarget: must be an object with profiles, profile and target.');
    return {};
  }
  const [profiles = '', profile = '', target = ''] = parts.map((part) => {
    const text = value[part];
    if (typeof text !== 'string' || text === '') {
      problems.push(`dbtTarget: its ${part} is missing.`);
    }
    return typeof text === 'string' ? text : '';
  });
  const { variables } = value;
  const isList = Array.isArray(variables) && variables.every((each) => typeof each === 'string');
  if (variables !== undefined && !isList) {
    problems.push('dbtTarget: its variables must be a list of names.');
  }
  const unknown = Object.keys(value).find(
    (key) => key !== 'variables' && !parts.some((part) => part === key),
  );
  if (unknown !== undefined) {
    problems.push(`dbtTarget: ${unknown} is no field of it.`);
  }
  // A list that cannot be read allows none.
  const allowed = variables === undefined ? {} : { variables: isList ? variables : [] };
  return { dbtTarget: { profiles, profile, target, ...allowed } };
}
