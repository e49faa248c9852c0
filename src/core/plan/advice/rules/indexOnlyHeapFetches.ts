import { formatRows } from '../../format';
import { relationSql } from '../advice';
import type { AdviceRule } from '../adviceRule';
import { nameOf, removedBy, rowsOf, selfMs, times } from '../ruleTools';

export const indexOnlyHeapFetches: AdviceRule = {
  id: 'index-only-heap-fetches',
  title: 'An index-only scan had to read the table',
  explanation:
    'An index does not know which rows everybody may see. Only VACUUM marks blocks whose rows are visible to all; for the ' +
    'others each row is looked up in the table.',
  run: (plan) =>
    plan.ofType('Index Only Scan').flatMap((scan) => {
      const fetches = scan.heap?.fetches ?? 0;
      const examined = rowsOf(plan, scan) + removedBy(scan, 'filter') + removedBy(scan, 'indexRecheck');
      if (fetches < 1000 || fetches < 0.1 * examined || scan.relation === undefined) {
        return [];
      }
      const table = relationSql(scan.schema, scan.relation);
      return [
        {
          node: scan.id,
          impactMs: selfMs(plan, scan),
          savedMs: times(selfMs(plan, scan), 0.5 * Math.min(1, fetches / Math.max(1, examined))),
          title: `${formatRows(fetches)} of ${formatRows(Math.max(examined, fetches))} rows of ${nameOf(scan)} were looked up in the table`,
          what: 'Run VACUUM on the table. When it fills by inserts, let autovacuum come earlier.',
          fixes: [
            { kind: 'sql', sql: `VACUUM (ANALYZE) ${table};` },
            { kind: 'sql', sql: `ALTER TABLE ${table} SET (autovacuum_vacuum_insert_scale_factor = 0.05);` },
          ],
        },
      ];
    }),
};
