import type { PartitionRule } from './partitionRule';

const id = 'notDivided';

export const notDivided: PartitionRule = {
  id,
  run: ({ spec, partitions }) => {
    const whole = partitions.filter(
      ({ present, bound }) => present !== undefined && present.relkind !== 'p' && bound.kind !== 'default',
    );
    const names = [...new Set(whole.map(({ present }) => present?.name ?? ''))];
    const shown = names.slice(0, 5).join(', ');
    return spec.sub === undefined || names.length === 0
      ? undefined
      : {
          rule: id,
          message: `PostgreSQL divides a partition only when it makes it, so these stay as they are: ${shown}${names.length > 5 ? ` and ${names.length - 5} more` : ''}.`,
          field: 'sub',
        };
  },
};
