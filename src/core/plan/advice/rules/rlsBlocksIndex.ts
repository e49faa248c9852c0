import { displayName } from '../../../explorer/displayName';
import { formatCounted } from '../../format';
import type { PlanNode } from '../../planModel';
import type { RelationFacts } from '../../relationFacts';
import type { AdviceRule } from '../adviceRule';
import { columnsOf, conjunctsOf } from '../conditions/expression';
import { conditionOf, withoutTextCast } from '../conditions/indexTerms';
import { parseCondition } from '../conditions/parseCondition';
import { factsOf, nameOf, removedBy, selfMs, times } from '../ruleTools';

export const rlsBlocksIndex: AdviceRule = {
  id: 'rls-blocks-index',
  title: 'Row security keeps a condition from its index',
  explanation:
    'Before the policies have decided which rows the role may see, PostgreSQL evaluates only operators that cannot reveal a ' +
    'value (leakproof ones). LIKE and many others are not, so their index is not used.',
  run: (plan) =>
    plan.ofType('Seq Scan').flatMap((scan) => {
      const facts = factsOf(plan, scan);
      const removed = removedBy(scan, 'filter');
      if (facts?.rowSecurity.active !== true || removed < 1000) {
        return [];
      }
      const found = leakyTest(scan, facts);
      if (found === undefined) {
        return [];
      }
      return [
        {
          node: scan.id,
          impactMs: selfMs(plan, scan),
          savedMs: times(selfMs(plan, scan), 0.8),
          title: `Row security keeps ${found.operator} from using ${displayName(found.index)} on ${nameOf(scan)}; ${formatCounted(removed, 'row')} were dropped`,
          what:
            'Add a condition with an ordinary comparison that an index answers, create an index on the columns of the policies, ' +
            'or read through a function with SECURITY DEFINER that applies the rules of the policy itself.',
        },
      ];
    }),
};

/** A comparison whose operator is not leakproof, on a column that an index begins with. */
function leakyTest(
  scan: PlanNode,
  facts: RelationFacts,
): { readonly operator: string; readonly index: string } | undefined {
  const text = conditionOf(scan, 'Filter');
  const parsed = text === undefined ? undefined : parseCondition(text);
  for (const part of parsed === undefined ? [] : conjunctsOf(parsed)) {
    const column = part.kind === 'compare' ? columnsOf(withoutTextCast(part.parts[0]))[0] : undefined;
    if (part.kind !== 'compare' || column === undefined) {
      continue;
    }
    const isLeaky = facts.rowSecurity.leakyOperators.some(({ operator }) => operator === part.operator);
    const index = facts.indexes.find(({ valid, keys }) => {
      const [key] = keys;
      return valid && (key?.column === column.name || key?.expression?.includes(column.name) === true);
    });
    if (isLeaky && index !== undefined) {
      return { operator: part.operator, index: index.name };
    }
  }
  return undefined;
}
