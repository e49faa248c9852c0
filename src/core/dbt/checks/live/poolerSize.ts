import type { DbtCheck } from '../../check';
import { onCatalog } from '../../live/connectCheck';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutTarget } from '../../live/liveFinding';
import { threadsOf } from './connectionLimits';

const id = 'pooler-size';

/** `default_pool_size` of a PgBouncer that sets none. Source: PgBouncer manual. */
const usualPool = 20;

export const poolerSize: DbtCheck<LiveFacts> = {
  id,
  title: 'Pool for the threads',
  severity: 'hint',
  explanation:
    'Behind a pooler, threads wait for one of its server connections. How many it has, only its administrator can ask (SHOW CONFIG on its own database).',
  failsIn: undefined,
  run: onCatalog((facts) => {
    const wanted = threadsOf(facts.target) + 1;
    return facts.catalog.server.pooler !== 'none' && wanted > usualPool
      ? [
          aboutTarget(
            facts,
            {
              check: id,
              severity: 'hint',
              message: `Target ${facts.target.name} wants ${String(wanted)} connections of a pooler, which has ${String(usualPool)} for a user and database unless its default_pool_size says otherwise. That cannot be seen from here.`,
              advice: 'Ask its administrator for default_pool_size, or lower threads.',
            },
            'threads',
          ),
        ]
      : [];
  }),
};
