import type { PlanNode } from '../../planModel';
import { formatCounted } from '../../format';
import type { AdviceRule, RulePlan } from '../adviceRule';
import { columnsOf, conjunctsOf, type Expression, unqualifiedText } from '../conditions/expression';
import { conditionOf, keyOf, withoutTextCast } from '../conditions/indexTerms';
import { parseCondition } from '../conditions/parseCondition';
import { proposeIndex } from '../proposeIndex';
import { indexWords } from '../proposalWords';
import { factsOf, nameOf, removedBy, rowsOf, selfMs, times } from '../ruleTools';

export const functionOrCastOnColumn: AdviceRule = {
  id: 'function-or-cast-on-column',
  title: 'A function or a cast hides a column from its index',
  explanation:
    'An index on a column holds the column, not what a function or a cast makes of it. Comparing the result with a value means ' +
    'to compute it for every row.',
  withoutAnalyze: true,
  run: (plan) =>
    plan.ofType('Seq Scan').flatMap((scan) => {
      const removed = removedBy(scan, 'filter');
      const enough = plan.statement.analyzed ? removed >= 10_000 : (scan.estimate?.totalCost ?? 0) >= 1000;
      const found = enough ? wrappedColumn(plan, scan) : undefined;
      if (found === undefined) {
        return [];
      }
      const { expression, text } = found;
      const shown = unqualifiedText(expression, text);
      const key = expression.kind === 'call' ? keyOf(expression, { text, alias: scan.alias }) : undefined;
      const dropped = removed / Math.max(1, removed + rowsOf(plan, scan));
      const term = key && { use: 'equality' as const, joins: false, ...key };
      const proposal = term && proposeIndex(plan, scan, { terms: [term], keeps: 1 - dropped });
      const rewrite =
        expression.kind === 'cast'
          ? 'Compare the bare column with a value of its own type; cast the value instead of the column.'
          : 'Or write the condition so that the bare column is compared with a value.';
      return [
        {
          node: scan.id,
          impactMs: selfMs(plan, scan),
          savedMs: times(selfMs(plan, scan), 0.9 * dropped),
          title: `${shown} cannot use an index on ${columnsOf(expression)[0]?.name ?? 'its column'}${removed > 0 ? `; ${formatCounted(removed, 'row')} of ${nameOf(scan)} were computed and dropped` : ''}`,
          what:
            proposal === undefined
              ? rewrite.replace(/^Or w/, 'W')
              : `${indexWords(proposal) ?? ''} ${rewrite}`,
          fixes: proposal === undefined ? [] : [{ kind: 'index', proposal }],
        },
      ];
    }),
};

/** The first side of a comparison that computes something from a column of the scan. */
function wrappedColumn(
  plan: RulePlan,
  scan: PlanNode,
): { readonly expression: Expression; readonly text: string } | undefined {
  const text = conditionOf(scan, 'Filter');
  const parsed = text === undefined ? undefined : parseCondition(text);
  if (text === undefined || parsed === undefined) {
    return undefined;
  }
  for (const part of conjunctsOf(parsed)) {
    for (const [index, side] of part.kind === 'compare' ? part.parts.entries() : []) {
      const value = part.parts[1 - index];
      if (value !== undefined && columnsOf(value).length === 0 && isWrapped(plan, scan, side)) {
        return { expression: side, text };
      }
    }
  }
  return undefined;
}

function isWrapped(plan: RulePlan, scan: PlanNode, side: Expression): boolean {
  const columns = columnsOf(side);
  const isOwn = columns.every(({ alias }) => alias === undefined || alias === scan.alias);
  if (columns.length === 0 || !isOwn) {
    return false;
  }
  const bare = withoutTextCast(side);
  if (bare.kind === 'call') {
    return true;
  }
  if (side.kind !== 'cast') {
    return false;
  }
  // A varchar reads its index as text; only the catalog tells it from a number that is cast.
  const type = factsOf(plan, scan)?.columns.find(({ name }) => name === columns[0]?.name)?.type;
  return bare.kind === 'cast' || (type !== undefined && !type.startsWith('character') && type !== 'text');
}
