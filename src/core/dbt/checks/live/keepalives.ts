import { isLocalHost } from '../../../connections/connectionProfile';
import type { DbtCheck } from '../../check';
import { onCatalog } from '../../live/connectCheck';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutTarget } from '../../live/liveFinding';
import { targetText } from '../../profiles/target';

const id = 'keepalives';

/** Seconds after which firewalls and balancers on the way usually forget an idle line. */
const forgotten = 300;

export const keepalives: DbtCheck<LiveFacts> = {
  id,
  title: 'Keepalives',
  severity: 'hint',
  explanation:
    'While a long model runs, nothing passes over its line, and a firewall may forget it: dbt then waits for ever. keepalives_idle: 0 means the system’s default, which is often two hours.',
  failsIn: undefined,
  run: onCatalog((facts) => {
    const idle = Number(targetText(facts.target, 'keepalives_idle') ?? '0');
    const { keepalivesIdle } = facts.catalog.server;
    const asked = idle > 0 && idle <= forgotten;
    const byServer = keepalivesIdle > 0 && keepalivesIdle <= forgotten;
    return asked || byServer || isLocalHost(targetText(facts.target, 'host') ?? 'localhost')
      ? []
      : [
          aboutTarget(
            facts,
            {
              check: id,
              severity: 'hint',
              message: `Neither target ${facts.target.name} nor its server keeps an idle line alive within ${String(forgotten / 60)} minutes.`,
              advice: 'Set keepalives_idle to 30 or 60 seconds.',
            },
            'keepalives_idle',
          ),
        ];
  }),
};
