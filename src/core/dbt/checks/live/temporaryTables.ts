import { quoteIdentifier } from '../../../sql/quote';
import type { DbtCheck } from '../../check';
import { builtNodes } from '../../live/builtNodes';
import { onGraph } from '../../live/connectCheck';
import type { LiveFacts } from '../../live/liveFacts';
import { aboutTarget, grantFix, listed, sqlFix } from '../../live/liveFinding';

const id = 'temporary-tables';

export const temporaryTables: DbtCheck<LiveFacts> = {
  id,
  title: 'Temporary tables',
  severity: 'error',
  explanation:
    'Incremental models and snapshots put their new rows into a temporary table first, from the second run on. PUBLIC may create them unless somebody took that away.',
  failsIn: 'dbt run',
  run: onGraph((facts) => {
    const { role, server } = facts.catalog;
    const users = builtNodes(facts.graph).filter(
      ({ kind, materialized }) => kind === 'snapshot' || materialized === 'incremental',
    );
    if (role.createsTemporary || !role.exists || users.length === 0) {
      return [];
    }
    const { database } = server.info;
    const statement = `GRANT TEMPORARY ON DATABASE ${quoteIdentifier(database)} TO ${quoteIdentifier(role.name)}`;
    return [
      aboutTarget(
        facts,
        {
          check: id,
          severity: 'error',
          message: `${role.name} may not create temporary tables in the database of target ${facts.target.name}, which ${listed(users.map(({ name }) => name))} ${users.length === 1 ? 'needs' : 'need'} from the second run on.`,
          advice: `${server.databaseOwner}, who owns the database, must grant TEMPORARY on it.`,
          fixes: [
            grantFix('Grant it', {
              privileges: ['TEMPORARY'],
              on: 'database',
              name: database,
              role: role.name,
            }),
            sqlFix('Show the statement', statement),
          ],
        },
        'database',
      ),
    ];
  }),
};
