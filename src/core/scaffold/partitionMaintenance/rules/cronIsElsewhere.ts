import { jobDocuments, wantedJobs } from '../cronJobs';
import type { MaintenanceRule } from './maintenanceRule';

const id = 'cronIsElsewhere';

export const cronIsElsewhere: MaintenanceRule = {
  id,
  run: (spec, facts) =>
    jobDocuments(wantedJobs(spec, facts), facts).length === 0
      ? undefined
      : {
          rule: id,
          message: `pg_cron works in the database ${facts.cron.home ?? ''}. Run the statement below there: it cannot be applied from here.`,
          field: spec.maintain === undefined ? 'analyze' : 'maintain',
        },
};
