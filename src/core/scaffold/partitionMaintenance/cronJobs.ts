import { quoteLiteral, quoteQualified } from '../../sql/quote';
import type { ScaffoldDocument, ScaffoldStep } from '../scaffold';
import type { CronJob } from './cronFacts';
import type { PartitionMaintenanceFacts } from './partitionMaintenanceFacts';
import type { PartitionMaintenanceSpec } from './partitionMaintenanceSpec';

type WantedJob = Pick<CronJob, 'name' | 'schedule' | 'command'>;

/** The jobs that a form asks for. The name tells a job from others: to schedule it again changes it. */
export function wantedJobs(
  { table, maintain, analyze }: PartitionMaintenanceSpec,
  { partman, database }: PartitionMaintenanceFacts,
): readonly WantedJob[] {
  return [
    ...(maintain === undefined || partman === undefined
      ? []
      : [
          {
            name: `pg_partman in ${database}`,
            schedule: maintain,
            command: `CALL ${quoteQualified(partman.schema, 'run_maintenance_proc')}()`,
          },
        ]),
    ...(analyze === undefined
      ? []
      : [
          {
            name: `analyze ${table.schema}.${table.name} in ${database}`,
            schedule: analyze,
            command: `ANALYZE ${quoteQualified(table.schema, table.name)}`,
          },
        ]),
  ];
}

/** In the database that pg_cron works in. */
export function jobSteps(
  jobs: readonly WantedJob[],
  facts: PartitionMaintenanceFacts,
): readonly ScaffoldStep[] {
  return !facts.cron.here
    ? []
    : jobs.map((job) => {
        const before = facts.cron.jobs.find(({ name }) => name === job.name);
        const name = quoteLiteral(job.name);
        return {
          title: `${before === undefined ? 'Schedule' : 'Change'} the job “${job.name}”: ${job.schedule}`,
          sql: schedule(job),
          down: [before === undefined ? `SELECT cron.unschedule(${name})` : schedule(before)],
          present:
            before?.active === true &&
            before.schedule === job.schedule &&
            before.command === job.command &&
            before.database === facts.database,
        };
      });
}

/** For the database that pg_cron works in, where that is another one: from here it cannot be reached. */
export function jobDocuments(
  jobs: readonly WantedJob[],
  { cron, database }: PartitionMaintenanceFacts,
): readonly ScaffoldDocument[] {
  const lines = jobs.flatMap((job) => [
    `SELECT cron.schedule_in_database(${quoteLiteral(job.name)}, ${quoteLiteral(job.schedule)}, ${quoteLiteral(job.command)}, ${quoteLiteral(database)});`,
    `-- To undo it: SELECT cron.unschedule(${quoteLiteral(job.name)});`,
  ]);
  return cron.here || cron.home === undefined || lines.length === 0
    ? []
    : [
        {
          title: `To run in the database ${cron.home}, where pg_cron is`,
          language: 'sql',
          text: `${lines.join('\n')}\n`,
        },
      ];
}

function schedule({ name, schedule: at, command }: WantedJob): string {
  return `SELECT cron.schedule(${quoteLiteral(name)}, ${quoteLiteral(at)}, ${quoteLiteral(command)})`;
}
