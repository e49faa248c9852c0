import { nodeTitle } from '../../nodeTitle';
import type { PlanNode } from '../../planModel';
import type { AdviceRule } from '../adviceRule';
import { wallMs } from '../ruleTools';

/** The setting that forbids a kind of node. */
const settings: ReadonlyMap<string, string> = new Map([
  ['Seq Scan', 'enable_seqscan'],
  ['Index Scan', 'enable_indexscan'],
  ['Index Only Scan', 'enable_indexonlyscan'],
  ['Bitmap Heap Scan', 'enable_bitmapscan'],
  ['Tid Scan', 'enable_tidscan'],
  ['Sort', 'enable_sort'],
  ['Nested Loop', 'enable_nestloop'],
  ['Hash Join', 'enable_hashjoin'],
  ['Merge Join', 'enable_mergejoin'],
  ['Materialize', 'enable_material'],
  ['Aggregate', 'enable_hashagg'],
  ['Gather Merge', 'enable_gathermerge'],
]);

export const disabledNode: AdviceRule = {
  id: 'disabled-node',
  title: 'A forbidden kind of node is the only one possible',
  explanation:
    'The session forbids this kind of node, but without it there is no plan at all: no index fits, or no other join is possible.',
  always: true,
  withoutAnalyze: true,
  run: (plan) => {
    const seen = new Set<string>();
    return plan.nodes.flatMap((node) => {
      const isFirst = plan.figures.nodes[node.id]?.disabled === true && !seen.has(node.nodeType);
      if (!isFirst) {
        return [];
      }
      seen.add(node.nodeType);
      const setting = settingOf(node);
      return [
        {
          node: node.id,
          impactMs: wallMs(plan, node),
          title: `${nodeTitle(node)} is disabled, and was the only possibility${setting === undefined ? '' : ` although ${setting} = off`}`,
          what: 'Create the index that is missing, or allow this kind of node again.',
          fixes: setting === undefined ? [] : [{ kind: 'sql', sql: `RESET ${setting};` }],
        },
      ];
    });
  },
};

function settingOf(node: PlanNode): string | undefined {
  return settings.get(node.nodeType);
}
