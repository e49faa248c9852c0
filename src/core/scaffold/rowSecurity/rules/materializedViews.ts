import { writeRelationName } from '../../relationName';
import type { RowSecurityRule } from '../rowSecurityRule';

export const materializedViews: RowSecurityRule = {
  id: 'materialized-views',
  run: (_, { views }) => {
    const kept = views.filter(({ materialized }) => materialized);
    return kept.length === 0
      ? []
      : [
          {
            message: `${kept.map(writeRelationName).join(', ')} ${kept.length === 1 ? 'keeps' : 'keep'} rows of the table that no policy filters. Take the grants on ${kept.length === 1 ? 'it' : 'them'} away.`,
            field: 'views',
          },
        ];
  },
};
