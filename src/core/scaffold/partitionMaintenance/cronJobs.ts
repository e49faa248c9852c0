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
  { cron, database }: PartitionMaintenanceFacts,
): readonly ScaffoldStep[] {
  return !cron.here
    ? []
    : jobs.flatMap((job) => {
        const before = cron.jobs.find(({ name, own }) => own && name === job.name);
        return before !== undefined && (!before.active || before.database !== database)
          ? replaced(job, before)
          : [scheduled(job, before)];
      });
}

function scheduled(job: WantedJob, before: CronJob | undefined): ScaffoldStep {
  return {
    title: `${before === undefined ? 'Schedule' : 'Change'} the job “${job.name}”: ${job.schedule}`,
    sql: schedule(job),
    down: [before === undefined ? unschedule(job) : schedule(before)],
    present: before?.schedule === job.schedule && before.command === job.command,
  };
}

/** To schedule a job again changes its time and its command only: one that is not active stays so, where it is. */
function replaced(job: WantedJob, before: CronJob): readonly ScaffoldStep[] {
  const { active, database } = before;
  return [
    {
      title: `Remove the job “${job.name}”, which ${active ? `works in the database ${database}` : 'is not active'}`,
      sql: unschedule(job),
      down: [scheduleIn(before, database, active)],
    },
    scheduled(job, undefined),
  ];
}

/** For the database that pg_cron works in, where that is another one: from here it cannot be reached. */
export function jobDocuments(
  jobs: readonly WantedJob[],
  { cron, database }: PartitionMaintenanceFacts,
): readonly ScaffoldDocument[] {
  const lines = jobs.flatMap((job) => [
    `${scheduleIn(job, database)};`,
    `-- To undo it: ${unschedule(job)};`,
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

/** Source: pg_cron's documentation: from version 1.4 on, for those who were granted it. */
function scheduleIn({ name, schedule: at, command }: WantedJob, database: string, active = true): string {
  return `SELECT cron.schedule_in_database(${[name, at, command, database].map(quoteLiteral).join(', ')}${active ? '' : ', active => false'})`;
}

function unschedule({ name }: WantedJob): string {
  return `SELECT cron.unschedule(${quoteLiteral(name)})`;
}
