import { isLocalHost } from '../../../connections/connectionProfile';
import type { DbtCheck } from '../../check';
import { targetText } from '../../profiles/target';
import { postgresTargets, reporter, type StaticFacts, valuePlace } from './staticFacts';

const report = reporter('keepalive-zero');

export const keepaliveZero: DbtCheck<StaticFacts> = {
  id: 'keepalive-zero',
  title: 'Keepalive of the system',
  severity: 'hint',
  explanation:
    '`keepalives_idle: 0` does not turn keepalives off: dbt then passes nothing, and the system waits two hours before it asks whether a silent connection still is. A firewall or NAT on the way drops it sooner, in the middle of a long model.',
  failsIn: undefined,
  run: ({ project }) =>
    postgresTargets(project).flatMap((target) => {
      const field = target.fields.get('keepalives_idle');
      const host = targetText(target, 'host') ?? '';
      return field && targetText(target, 'keepalives_idle') === '0' && !isLocalHost(host)
        ? [
            report({
              severity: 'hint',
              message: `With \`keepalives_idle: 0\` the target \`${target.name}\` leaves it to the system, which usually waits two hours.`,
              advice: 'Use 30 to 60 seconds.',
              place: valuePlace(target, field),
              target: target.name,
            }),
          ]
        : [];
    }),
};
