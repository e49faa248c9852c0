import { quoteIdentifier } from '../../../sql/quote';
import type { RowSecurityRule } from '../rowSecurityRule';

export const truncateGranted: RowSecurityRule = {
  id: 'truncate-granted',
  run: (_, __, { grants }) => {
    const able = [
      ...new Set(
        grants
          .filter(({ privilege }) => privilege === 'TRUNCATE')
          .map(({ grantee }) => (grantee === undefined ? 'PUBLIC' : quoteIdentifier(grantee))),
      ),
    ];
    return able.length === 0
      ? []
      : [{ message: `${able.join(', ')} may TRUNCATE the table, which no policy covers.`, field: 'table' }];
  },
};
