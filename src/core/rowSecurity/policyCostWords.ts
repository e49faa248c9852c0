import { displayName } from '../explorer/displayName';
import { formatMs, formatRows, formatShare } from '../plan/format';
import { compareTimes } from '../plan/compare/compareFigures';
import type { ComparedFigure } from '../plan/compare/planComparison';
import type { PlannedStatement } from '../plan/planModel';
import { type PolicyCondition, policyConditions } from './policyConditions';
import type { PolicyCost } from './policyCost';

/** More conditions nobody reads. */
const listedConditions = 12;

/** What the policies cost, and which conditions of the plan come from them: one sentence each. */
export function policyCostNotes(
  role: string,
  withPolicies: PlannedStatement,
  withoutPolicies: PlannedStatement,
): readonly string[] {
  const times = { before: withoutPolicies.executionMs, after: withPolicies.executionMs };
  const conditions = policyConditions(withPolicies, withoutPolicies);
  const more = conditions.length - listedConditions;
  const checksRows = withPolicies.nodes.some(
    ({ operation }) => operation !== undefined && operation !== 'Delete',
  );
  return [
    ...costSentence(displayName(role), costOf(withPolicies), costOf(withoutPolicies)),
    ...timeSentence(compareTimes({ ...times, tolerance: 0.001 })),
    ...(checksRows
      ? [
          'What a policy checks of new rows (WITH CHECK) stands in no plan. Only the time of an execution includes it.',
        ]
      : []),
    ...(conditions.length === 0
      ? ['Row security adds no condition that stands in the plan.']
      : conditions.slice(0, listedConditions).map(conditionSentence)),
    ...(more > 0 ? [`Row security adds ${more} more conditions.`] : []),
  ];
}

/** Why the cost cannot be told, in a sentence or two. */
export function noPolicyCost(
  lens: { readonly role: string; readonly login: string },
  cost: Exclude<PolicyCost, { kind: 'explained' }>,
): string {
  const role = displayName(lens.role);
  if (cost.kind === 'notPrivileged') {
    return `What the policies cost ${role} cannot be told here: neither the login ${displayName(lens.login)} nor a role that it may take reads these tables past their policies (${displayName(cost.reason)}). Use a connection of a superuser, of a role with BYPASSRLS, or of the owner of the tables.`;
  }
  return cost.bypasses
    ? `Row security costs nothing here: ${role} is a superuser or has BYPASSRLS, so no policy applies to it.`
    : `Row security costs nothing here: no policy applies to ${role} in this statement.`;
}

function costOf({ nodes }: PlannedStatement): number | undefined {
  return nodes[0]?.estimate?.totalCost;
}

function costSentence(role: string, cost: number | undefined, free: number | undefined): readonly string[] {
  if (cost === undefined || free === undefined) {
    return [];
  }
  const both = `${formatRows(cost)} with them, ${formatRows(free)} without`;
  if (cost === free) {
    return [`By the estimate the policies cost ${role} nothing (${formatRows(cost)} with and without them).`];
  }
  if (cost < free) {
    return [
      `By the estimate the statement is cheaper for ${role} with the policies (${both}): the rows that they leave out need no further work.`,
    ];
  }
  const share = free > 0 ? `, ${formatShare((cost - free) / free)} more` : '';
  return [`By the estimate the policies cost ${role} ${formatRows(cost - free)} (${both}${share}).`];
}

function timeSentence(time: ComparedFigure): readonly string[] {
  if (time.before === undefined || time.after === undefined) {
    return [];
  }
  const both = `${formatMs(time.after)} with them, ${formatMs(time.before)} without`;
  switch (time.change) {
    case 'more':
      return [`Executed, the policies took ${formatMs(time.after - time.before)} (${both}).`];
    case 'less':
      return [`Executed, the statement was faster with the policies (${both}).`];
    case 'none':
    case 'unknown':
      return [`Executed, the policies made no real difference (${both}).`];
  }
}

function conditionSentence({ text, relations, computed }: PolicyCondition): string {
  const [first, ...others] = relations.map(displayName);
  if (text === 'false' && first === undefined) {
    return 'Added by row security: nothing is read at all, because no policy lets a row pass.';
  }
  const more = others.length === 0 ? '' : ` and ${others.length} more of its partitions or tables`;
  const place = first === undefined ? '' : ` on ${first}${more}`;
  const where = computed.length === 0 ? '' : `, where ${computed.map(displayName).join(' and ')}`;
  return `Added by row security${place}: ${displayName(text)}${where}.`;
}
