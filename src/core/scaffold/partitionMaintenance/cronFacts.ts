import type { CancelSignal } from '../../../base/cancelSignal';
import { flagOf, optionalText, textOf } from '../../catalog/cells';
import type { Database } from '../../ports';

/** The extension pg_cron. Source: pg_cron's documentation. */
export interface CronFacts {
  /** It is installed in this very database. */
  readonly here: boolean;
  /** The database in which it is, by the setting cron.database_name; undefined where the server does not load it. */
  readonly home: string | undefined;
  /** The jobs that who is connected may see. */
  readonly jobs: readonly CronJob[];
}

export interface CronJob {
  readonly name: string;
  readonly schedule: string;
  readonly command: string;
  readonly database: string;
  readonly active: boolean;
  /** Of who is connected: two users may have jobs of one name. */
  readonly own: boolean;
}

export async function readCron(database: Database, signal: CancelSignal): Promise<CronFacts> {
  const [found] = await database.read(
    {
      name: 'scaffold.cron',
      text: `
    SELECT EXISTS (SELECT FROM pg_catalog.pg_extension AS e WHERE e.extname = 'pg_cron'),
           pg_catalog.current_setting('cron.database_name', true),
           coalesce((SELECT pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
                       FROM pg_catalog.pg_namespace AS n
                       JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = 'job'
                      WHERE n.nspname = 'cron'), false)`,
      values: [],
      row: ([here, home, reads]) => ({ here: flagOf(here), home: optionalText(home), reads: flagOf(reads) }),
    },
    signal,
  );
  const { here = false, home, reads = false } = found ?? {};
  const jobs =
    here && reads
      ? await database.read(
          {
            name: 'scaffold.cronJobs',
            text: 'SELECT jobname, schedule, command, database, active, username = current_user FROM cron.job ORDER BY jobid',
            values: [],
            row: ([name, schedule, command, where, active, own]): CronJob => ({
              name: optionalText(name) ?? '',
              schedule: textOf(schedule),
              command: textOf(command),
              database: textOf(where),
              active: flagOf(active),
              own: flagOf(own),
            }),
          },
          signal,
        )
      : [];
  return { here, home: home === '' ? undefined : home, jobs };
}
