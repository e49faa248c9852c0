import type { DbtCheck } from '../../check';
import type { DbtFinding } from '../../finding';
import { onCatalog } from '../../live/connectCheck';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutTarget } from '../../live/liveFinding';
import { type DbtTarget, targetText } from '../../profiles/target';

const id = 'connection-limits';

export const connectionLimits: DbtCheck<LiveFacts> = {
  id,
  title: 'Connections for the threads',
  severity: 'error',
  explanation:
    'dbt opens one connection for each thread and one for itself. They must fit into max_connections without what is reserved and in use, and into the limits of the role and the database.',
  failsIn: 'dbt run',
  run: onCatalog((facts) => {
    const { role, server } = facts.catalog;
    const wanted = threadsOf(facts.target) + 1;
    const reserved = role.superuser ? 0 : server.reservedConnections;
    // Behind a pooler its own limits count: the threads wait for one of its connections, which it keeps open.
    if (server.pooler !== 'none') {
      return [];
    }
    return [
      ...limited(facts, wanted, {
        limit: role.superuser ? -1 : role.connectionLimit,
        used: role.connections,
        whose: `The role ${role.login}`,
      }),
      ...limited(facts, wanted, {
        limit: role.superuser ? -1 : server.databaseConnectionLimit,
        used: server.databaseConnections,
        whose: `Database ${server.info.database}`,
      }),
      ...limited(facts, wanted, {
        limit: server.maxConnections - reserved,
        used: server.connections,
        whose: 'The server',
      }),
      ...together(facts, server.maxConnections - reserved - server.connections),
    ];
  }),
};

/** dbt's default is one thread. */
export function threadsOf(target: DbtTarget): number {
  const threads = Number(targetText(target, 'threads') ?? '1');
  return Number.isInteger(threads) && threads > 0 ? threads : 1;
}

function limited(
  facts: LiveFacts,
  wanted: number,
  { limit, used, whose }: { readonly limit: number; readonly used: number; readonly whose: string },
): readonly DbtFinding[] {
  const { name } = facts.target;
  const free = Math.max(limit - used, 0);
  if (limit < 0 || wanted <= free) {
    return [];
  }
  const never = wanted > limit;
  return [
    aboutTarget(
      facts,
      {
        check: id,
        severity: never ? 'error' : 'warning',
        message: never
          ? `${whose} may have ${String(limit)} connections, and target ${name} wants ${String(wanted)}, one for each thread and one more.`
          : `${whose} has ${String(free)} of ${String(limit)} connections free now, and target ${name} wants ${String(wanted)}.`,
        advice: 'Lower threads, close sessions that nobody uses, or have the limit raised.',
      },
      'threads',
    ),
  ];
}

/** Targets that run at once on one server share its connections. */
function together(facts: LiveFacts, free: number): readonly DbtFinding[] {
  const { project, target } = facts;
  const place = (each: DbtTarget) => JSON.stringify([targetText(each, 'host'), targetText(each, 'port')]);
  const beside = project.targets.filter((each) => place(each) === place(target));
  const wanted = beside.reduce((sum, each) => sum + threadsOf(each) + 1, 0);
  return beside.length > 1 && wanted > free && threadsOf(target) + 1 <= free
    ? [
        aboutTarget(
          facts,
          {
            check: id,
            severity: 'hint',
            message: `The ${String(beside.length)} targets on this server want ${String(wanted)} connections together, and ${String(Math.max(free, 0))} are free now.`,
            advice: 'Do not run them all at once, or lower threads.',
          },
          'threads',
        ),
      ]
    : [];
}
