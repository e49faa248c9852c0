import { quoteIdentifier } from '../../../../sql/quote';
import type { LintRule } from '../lintRule';
import { comparedColumns } from '../policyText';
import { activePolicies, listed, policyName, sqlFix, sqlName } from '../ruleTools';

export const policyColumnWithoutIndex: LintRule = {
  id: 'policy-column-without-index',
  title: 'No index for the column of a policy',
  explanation:
    'Every query of the role has the condition of the policy. Without an index that begins with its column the whole table is read each time.',
  run: (catalog) =>
    activePolicies(catalog).flatMap(({ table, policy }) => {
      const columns =
        policy.using === undefined || !policy.permissive ? [] : comparedColumns(policy.using, policy.columns);
      const [first] = columns;
      return first === undefined || columns.some((column) => table.leadingColumns.includes(column))
        ? []
        : [
            {
              severity: 'hint' as const,
              relation: table,
              policy: policy.name,
              message: `The policy ${policyName(policy)} compares ${listed(columns.map(quoteIdentifier))} of ${sqlName(table)}, and no index begins with ${columns.length === 1 ? 'it' : 'one of them'}.`,
              fixes: [
                sqlFix(
                  'Insert the SQL that makes the index',
                  `CREATE INDEX ${table.partitioned ? '' : 'CONCURRENTLY '}ON ${sqlName(table)} (${quoteIdentifier(first)})`,
                ),
              ],
            },
          ];
    }),
};
