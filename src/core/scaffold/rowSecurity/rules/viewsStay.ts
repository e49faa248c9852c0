import { writeRelationName } from '../../relationName';
import type { RowSecurityRule } from '../rowSecurityRule';
import { invokerSince } from '../viewSteps';

export const viewsStay: RowSecurityRule = {
  id: 'views-stay',
  run: ({ views, builtBy }, facts) => {
    const open = facts.views.filter(({ materialized, invoker }) => !materialized && invoker !== true);
    const names = open.map(writeRelationName).join(', ');
    if (open.length === 0) {
      return [];
    }
    if (views && builtBy === 'database' && facts.version >= invokerSince) {
      const readers = open.filter((view) => view.readers.length > 0);
      return readers.length === 0
        ? []
        : [
            {
              message: `Whoever reads ${readers.map(writeRelationName).join(', ')} needs grants on the tables below from then on.`,
              field: 'views',
            },
          ];
    }
    return [
      {
        message: `${names} ${open.length === 1 ? 'reads' : 'read'} with the rights of the owner, so the policies of whoever asks do not apply there.`,
        field: 'views',
      },
    ];
  },
};
