import { displayName } from '../../../explorer/displayName';
import { formatCounted, formatRows } from '../../format';
import { cteNameOf } from '../../initPlanReferences';
import type { AdviceRule } from '../adviceRule';
import { removedBy, rowsOf, times, wallMs } from '../ruleTools';

export const cteFilteredLate: AdviceRule = {
  id: 'cte-filtered-late',
  title: 'A WITH query builds rows that nobody needs',
  explanation:
    'A materialized WITH query is computed as a whole. Conditions of the query that reads it are applied afterwards and cannot ' +
    'use an index.',
  run: (plan) => {
    const scans = plan.ofType('CTE Scan');
    const readers = new Map<string, number>();
    for (const { cteName = '' } of scans) {
      readers.set(cteName, (readers.get(cteName) ?? 0) + 1);
    }
    const writing = new Set(
      plan.nodes
        .filter((node) => cteNameOf(node) !== undefined && node.nodeType === 'ModifyTable')
        .map(cteNameOf),
    );
    return scans.flatMap((scan) => {
      const removed = removedBy(scan, 'filter');
      const kept = rowsOf(plan, scan);
      const name = scan.cteName ?? '';
      const isLate = removed >= 1000 && removed / (removed + kept) >= 0.9;
      if (!isLate || readers.get(name) !== 1 || writing.has(name)) {
        return [];
      }
      return [
        {
          node: scan.id,
          impactMs: wallMs(plan, scan),
          savedMs: times(wallMs(plan, scan), 0.9),
          title: `${displayName(name)} builds ${formatCounted(removed + kept, 'row')}, of which ${formatRows(kept)} are used`,
          what: 'Write WITH … AS NOT MATERIALIZED (from version 12 on), or move the condition into the WITH query.',
        },
      ];
    });
  },
};
