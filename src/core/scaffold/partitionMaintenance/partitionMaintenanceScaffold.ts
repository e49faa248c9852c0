import type { Scaffold } from '../scaffold';
import { jobDocuments, jobSteps, wantedJobs } from './cronJobs';
import { type PartitionMaintenanceFacts, partitionMaintenanceFacts } from './partitionMaintenanceFacts';
import { partitionMaintenanceForm } from './partitionMaintenanceForm';
import { partitionMaintenanceProblems } from './partitionMaintenanceProblems';
import { type PartitionMaintenanceSpec, partitionMaintenanceSpec } from './partitionMaintenanceSpec';
import { partmanSteps } from './partitionMaintenanceSteps';
import { maintenanceRules } from './rules/maintenanceRules';

/** Partitions that are made and retired without anybody: by pg_partman 4 or 5, and jobs of pg_cron. */
export const partitionMaintenanceScaffold: Scaffold<PartitionMaintenanceSpec, PartitionMaintenanceFacts> = {
  id: 'partitionMaintenance',
  title: 'Maintain partitions automatically',
  explain:
    'Let the extension pg_partman make the next partitions and retire old ones, and pg_cron run it. What is set already is shown, and changed where the form says otherwise.',
  form: partitionMaintenanceForm,
  spec: partitionMaintenanceSpec,
  facts: partitionMaintenanceFacts,
  generate: (spec, facts) => {
    const problems = partitionMaintenanceProblems(spec, facts);
    if (problems.length > 0) {
      return { steps: [], warnings: [], problems };
    }
    const jobs = wantedJobs(spec, facts);
    const documents = jobDocuments(jobs, facts);
    return {
      steps: [
        ...(spec.partman === undefined ? [] : partmanSteps(spec, spec.partman, facts)),
        ...jobSteps(jobs, facts),
      ],
      warnings: maintenanceRules
        .map((rule) => rule.run(spec, facts))
        .filter((warning) => warning !== undefined),
      problems: [],
      ...(documents.length > 0 && { documents }),
    };
  },
};
