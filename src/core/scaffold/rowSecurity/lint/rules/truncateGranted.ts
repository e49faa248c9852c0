import { quoteIdentifier } from '../../../../sql/quote';
import type { LintRule } from '../lintRule';
import { listed, sqlFix, sqlName } from '../ruleTools';

export const truncateGranted: LintRule = {
  id: 'truncate-granted',
  title: 'A grant that policies do not cover',
  explanation:
    'Policies decide about SELECT, INSERT, UPDATE and DELETE only. TRUNCATE empties the table for everybody, REFERENCES and TRIGGER tell of rows that are hidden.',
  run: ({ tables }) =>
    tables
      .filter(({ rowSecurity }) => rowSecurity)
      .flatMap((table) =>
        uncovered.flatMap((privilege) => {
          const grantees = table.grants
            .filter((grant) => grant.privilege === privilege)
            .map(({ grantee }) => (grantee === undefined ? 'PUBLIC' : quoteIdentifier(grantee)));
          return grantees.length === 0
            ? []
            : [
                {
                  severity: privilege === 'TRUNCATE' ? ('error' as const) : ('hint' as const),
                  relation: table,
                  message: `${listed(grantees)} ${grantees.length === 1 ? 'has' : 'have'} ${privilege} on ${sqlName(table)}, which no policy covers.`,
                  fixes: [
                    sqlFix(
                      'Insert the SQL that takes it away',
                      `REVOKE ${privilege} ON ${sqlName(table)} FROM ${grantees.join(', ')}`,
                    ),
                  ],
                },
              ];
        }),
      ),
};

const uncovered = ['TRUNCATE', 'REFERENCES', 'TRIGGER'] as const;
