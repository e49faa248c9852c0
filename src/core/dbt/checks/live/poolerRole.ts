import { quoteIdentifier } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import { onCatalog } from '../../live/connectCheck';
import { dbtRole } from '../../live/dbtRole';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutTarget, sqlFix } from '../../live/liveFinding';

const id = 'pooler-role';

export const poolerRole: DbtCheck<LiveFacts> = {
  id,
  title: 'Role through a pooler',
  severity: 'error',
  explanation:
    'dbt takes its role once, with SET ROLE. A pooler in transaction mode gives each transaction another server connection: models are built by the login, and other clients get the role.',
  failsIn: undefined,
  run: onCatalog((facts) => {
    const { server, role } = facts.catalog;
    const wanted = dbtRole(facts.target);
    return server.pooler === 'transaction' && wanted !== undefined
      ? [
          aboutTarget(
            facts,
            {
              check: id,
              severity: 'error',
              message: `Target ${facts.target.name} goes through a pooler in transaction mode, where its role ${wanted} does not stay and reaches other clients.`,
              advice: 'Set the role for the login at the server, or connect to the server directly.',
              fixes: [
                sqlFix(
                  'Set it for the login',
                  `ALTER ROLE ${quoteIdentifier(role.login)} SET role = ${quoteIdentifier(wanted)}`,
                ),
              ],
            },
            'role',
          ),
        ]
      : [];
  }),
};
