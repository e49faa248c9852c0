import { isLocalHost } from '../../../connections/connectionProfile';
import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import { type DbtTarget, targetText } from '../../profiles/target';
import { edit, keyPlace, postgresTargets, reporter, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('weak-tls');

const weak: readonly string[] = ['disable', 'allow', 'prefer'];

export const weakTls: DbtCheck<StaticFacts> = {
  id: 'weak-tls',
  title: 'Connection that need not be encrypted',
  severity: 'warning',
  explanation:
    'Without `sslmode`, libpq tries TLS and goes on without it when the server, or somebody in between, says no. `require` demands it, `verify-full` also compares the name of the server with its certificate.',
  failsIn: undefined,
  run: ({ project }) => {
    // What lies between containers of one machine is no network that others could read.
    const services = project.surroundings.composeServices.map(({ name }) => name);
    return postgresTargets(project)
      .filter((target) => !services.includes(targetText(target, 'host') ?? ''))
      .flatMap(weakOf);
  },
};

function weakOf(target: DbtTarget): readonly DbtFinding[] {
  const host = targetText(target, 'host');
  const field = target.fields.get('sslmode');
  const mode = targetText(target, 'sslmode') ?? '';
  const isUnknown = field !== undefined && field.value.kind !== 'value';
  if (
    host === undefined ||
    host === '' ||
    isLocalHost(host) ||
    isUnknown ||
    (mode !== '' && !weak.includes(mode))
  ) {
    return [];
  }
  const place = field ? valuePlace(target, field) : keyPlace(target, 'host');
  const isWritten = field?.node.kind === 'scalar' && field.node.value !== null;
  return [
    report({
      severity: 'warning',
      message:
        mode === ''
          ? `The target \`${target.name}\` says no \`sslmode\`, so the line to ${host} need not be encrypted.`
          : `With \`sslmode: ${mode}\` the line to ${host} need not be encrypted.`,
      advice: 'Use `require`, or better `verify-full` with `sslrootcert`.',
      place,
      target: target.name,
      fixes: isWritten ? [edit('Use require', place, 'require')] : [],
    }),
  ];
}
