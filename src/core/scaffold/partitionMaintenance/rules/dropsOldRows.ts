import type { MaintenanceRule } from './maintenanceRule';

const id = 'dropsOldRows';

export const dropsOldRows: MaintenanceRule = {
  id,
  run: ({ partman }) =>
    partman?.retention === undefined || partman.then !== 'drop'
      ? undefined
      : {
          rule: id,
          message: `From the next maintenance on, partitions older than ${partman.retention} are dropped with their rows, which nothing brings back.`,
          field: 'then',
        },
};
