import { displayName } from '../../../explorer/displayName';
import { formatRows } from '../../format';
import { quoteQualified } from '../../../sql/quote';
import type { AdviceRule } from '../adviceRule';
import { parentOf, rowsOf, wallMs } from '../ruleTools';

export const functionScanDefaultRows: AdviceRule = {
  id: 'function-scan-default-rows',
  title: 'The planner guessed how many rows a function returns',
  explanation:
    'A function that returns a set is expected to return 1,000 rows (100 for some) unless it says otherwise, and joins are planned for that.',
  run: (plan) =>
    plan.ofType('Function Scan').flatMap((scan) => {
      const planned = scan.estimate?.rows;
      const actual = rowsOf(plan, scan);
      if ((planned !== 100 && planned !== 1000) || actual < 10 * planned) {
        return [];
      }
      const name = scan.functionName;
      const rounded = Number(actual.toPrecision(1));
      return [
        {
          node: scan.id,
          impactMs: wallMs(plan, parentOf(plan, scan) ?? scan),
          severity: actual >= 1000 * planned ? 'high' : actual >= 100 * planned ? 'medium' : 'low',
          title: `${displayName(name ?? 'The function')}() was expected to return ${formatRows(planned)} rows and returned ${formatRows(actual)}`,
          what:
            'Tell the planner with ROWS how many rows the function usually returns (put its argument types into the ' +
            'parentheses), or write it in SQL, so that it can be inlined.',
          fixes:
            name === undefined
              ? []
              : [
                  {
                    kind: 'sql',
                    sql: `ALTER FUNCTION ${scan.schema === undefined ? quoteQualified(name) : quoteQualified(scan.schema, name)}() ROWS ${rounded};`,
                  },
                ],
        },
      ];
    }),
};
