import { quoteIdentifier } from '../../../../sql/quote';
import type { LintRule } from '../lintRule';
import { listed, sqlFix, sqlName } from '../ruleTools';

export const materializedViewOverPolicies: LintRule = {
  id: 'materialized-view-over-policies',
  title: 'A materialized view of a table with policies',
  explanation:
    'What a materialized view holds is filtered by nobody, and it can have no policies: everyone who may read it reads all that its owner saw at the last refresh.',
  run: ({ tables, views }) =>
    views
      .filter(({ materialized }) => materialized)
      .map((view) => {
        const table = tables.find(({ oid }) => oid === view.table);
        const readers = view.readers.map((role) => (role === 'PUBLIC' ? role : quoteIdentifier(role)));
        const open = readers.length === 0 ? '' : ` ${listed(readers)} may read it.`;
        return {
          severity: readers.length === 0 ? ('hint' as const) : ('error' as const),
          relation: view,
          message: `The materialized view ${sqlName(view)} keeps rows of ${table === undefined ? 'a table with policies' : sqlName(table)} without its policies.${open}`,
          fixes:
            readers.length === 0
              ? []
              : [
                  sqlFix(
                    'Insert the SQL that takes it from its readers',
                    `REVOKE SELECT ON ${sqlName(view)} FROM ${readers.join(', ')}`,
                  ),
                ],
        };
      }),
};
