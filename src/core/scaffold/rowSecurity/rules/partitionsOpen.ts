import { writeRelationName } from '../../relationName';
import type { RowSecurityRule } from '../rowSecurityRule';

export const partitionsOpen: RowSecurityRule = {
  id: 'partitions-open',
  run: ({ partitions }, facts) => {
    const open = facts.partitions.filter(({ grants, rowSecurity }) => grants.length > 0 && !rowSecurity);
    return partitions !== 'leave' || open.length === 0
      ? []
      : [
          {
            message: `Whoever has a grant on ${open.slice(0, 3).map(writeRelationName).join(', ')} reads all of its rows directly, past the policies.`,
            field: 'partitions',
          },
        ];
  },
};
