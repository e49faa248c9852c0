import { quoteQualified } from '../../../sql/quote';
import type { MaintenanceRule } from './maintenanceRule';

const id = 'isPassedBy';

/** Source: pg_partman's documentation, the column automatic_maintenance of part_config. */
export const isPassedBy: MaintenanceRule = {
  id,
  run: ({ table }, { partman, cron, database }) => {
    const name = `${table.schema}.${table.name}`;
    const isNamed = cron.jobs.some(
      ({ active, database: where, command }) =>
        active && where === database && command.includes('run_maintenance') && command.includes(`'${name}'`),
    );
    return partman?.config?.automatic !== false || isNamed
      ? undefined
      : {
          rule: id,
          message: `The maintenance of pg_partman passes ${table.name} by: automatic_maintenance is off for it in ${quoteQualified(partman.schema, 'part_config')}. Set it on, or let something call run_maintenance with the name ${name}.`,
          field: 'table',
        };
  },
};
