import type { MaintenanceRule } from './maintenanceRule';

const id = 'nobodyRunsIt';

export const nobodyRunsIt: MaintenanceRule = {
  id,
  run: ({ partman, maintain }, { worker, cron, database }) => {
    const isRun =
      worker ||
      maintain !== undefined ||
      cron.jobs.some(
        (job) => job.active && job.database === database && /\brun_maintenance/.test(job.command),
      );
    return partman === undefined || isRun
      ? undefined
      : {
          rule: id,
          message:
            'pg_partman makes and retires partitions only when its maintenance runs. No job for that is seen here, nor its background worker: add the job below, or make sure that something else runs it.',
          field: 'maintain',
        };
  },
};
