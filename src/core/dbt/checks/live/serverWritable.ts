import type { DbtCheck } from '../../check';
import { onCatalog } from '../../live/connectCheck';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutTarget, sqlFix } from '../../live/liveFinding';
import { quoteIdentifier } from '../../../sql/quote';

const id = 'server-writable';

export const serverWritable: DbtCheck<LiveFacts> = {
  id,
  title: 'Server takes writes',
  severity: 'error',
  explanation: 'dbt debug only reads, so a read replica or a read-only role shows itself in the first run.',
  failsIn: 'dbt run',
  run: onCatalog((facts) => {
    const { server, role } = facts.catalog;
    const { name } = facts.target;
    if (server.info.inRecovery) {
      return [
        aboutTarget(
          facts,
          {
            check: id,
            severity: 'error',
            message: `The server of target ${name} is a read replica, which takes no writes.`,
            advice: 'Name the primary as host.',
          },
          'host',
        ),
      ];
    }
    const login = quoteIdentifier(role.login);
    const statement = `ALTER ROLE ${login} IN DATABASE ${quoteIdentifier(server.info.database)} SET default_transaction_read_only = off`;
    return server.readOnlyByDefault
      ? [
          aboutTarget(
            facts,
            {
              check: id,
              severity: 'error',
              message: `Transactions of ${role.login} on target ${name} start read-only (default_transaction_read_only).`,
              advice: 'Have it turned off for the role of dbt.',
              fixes: [sqlFix('Let the role write', statement)],
            },
            'user',
          ),
        ]
      : [];
  }),
};
