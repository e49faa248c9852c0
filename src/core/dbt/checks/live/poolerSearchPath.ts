import { quoteIdentifier } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import { onCatalog } from '../../live/connectCheck';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutTarget, sqlFix } from '../../live/liveFinding';
import { pathNames } from '../../live/readTargetCatalog';
import { targetText } from '../../profiles/target';

const id = 'pooler-search-path';

export const poolerSearchPath: DbtCheck<LiveFacts> = {
  id,
  title: 'Search path through a pooler',
  severity: 'error',
  explanation:
    'dbt sends search_path as the startup parameter “options”, which PgBouncer refuses (“unsupported startup parameter”). It is tried with the same parameter, before any login.',
  failsIn: 'dbt debug',
  run: onCatalog((facts) => {
    const { server, role } = facts.catalog;
    const path = targetText(facts.target, 'search_path');
    if (server.refusesOptions === undefined || path === undefined) {
      return [];
    }
    const names = pathNames(facts.target);
    const statement = `ALTER ROLE ${quoteIdentifier(role.login)} IN DATABASE ${quoteIdentifier(server.info.database)} SET search_path = ${names.map(quoteIdentifier).join(', ')}`;
    return [
      aboutTarget(
        facts,
        {
          check: id,
          severity: 'error',
          message: `What answers for target ${facts.target.name} refuses the search_path of the profile: ${server.refusesOptions}.`,
          advice:
            'Take search_path out of the profile and set it for the role, or connect to the server directly.',
          fixes: names.length === 0 ? [] : [sqlFix('Set it for the role', statement)],
        },
        'search_path',
      ),
    ];
  }),
};
