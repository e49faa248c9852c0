import { formatFactor, formatMs, formatMsWithin, formatRows, formatShare } from '../../src/core/plan/format';
import type { PlanNodeView, PlanView, UtilityView } from '../../src/core/plan/planView';

/** A view as text that can be read and compared: one paragraph for the header, then the tree. */
export function planViewText(views: readonly (PlanView | UtilityView)[]): string {
  return views
    .map((view) => (view.kind === 'utility' ? `utility: ${view.text}\n` : statementText(view)))
    .join('\n');
}

function statementText({ header, nodes }: PlanView): string {
  const ms = (name: string, value: number | undefined) =>
    value === undefined ? [] : [`${name}: ${formatMs(value)}`];
  const lines = [
    ...ms('planning', header.planningMs),
    ...ms('execution', header.executionMs),
    ...header.triggers.map(
      (trigger) =>
        `trigger ${trigger.name} on ${trigger.relation ?? ''}: ${formatMs(trigger.ms ?? 0)}, ${trigger.calls} calls, ${trigger.counted}`,
    ),
    ...header.settings.map(({ name, value }) => `setting ${name} = ${value}`),
    ...header.notes.map((note) => `note: ${note}`),
    '',
    ...nodes.flatMap(nodeLines),
  ];
  return `${lines.join('\n')}\n`;
}

function nodeLines(node: PlanNodeView): readonly string[] {
  const indent = '  '.repeat(node.depth);
  const role = node.role === undefined ? '' : `[${node.role}] `;
  return [
    `${indent}${role}${node.title}`,
    `${indent}    | ${figures(node).join('; ')}`,
    ...node.details.map(({ label, text }) => `${indent}    ${label}: ${text}`),
  ];
}

function figures(node: PlanNodeView): readonly string[] {
  const { selfMs, totalMs, share, misestimate, buffersSelf } = node;
  const rows = (count: number | undefined) => (count === undefined ? '?' : formatRows(count));
  return [
    ...(selfMs === undefined ? [] : [`self ${formatMsWithin(selfMs, node.selfToleranceMs)}`]),
    ...(totalMs === undefined ? [] : [`total ${formatMsWithin(totalMs, node.totalToleranceMs)}`]),
    ...(share === undefined ? [] : [`${formatShare(share)} of ${node.shareOf}`]),
    `rows ${rows(node.rowsActual)} of ${rows(node.rowsPlanned)} planned`,
    ...(node.loops === undefined || node.loops === 1 ? [] : [`${node.loops} loops`]),
    ...(node.processes === 1 ? [] : [`${node.processes} processes`]),
    ...(buffersSelf === undefined
      ? []
      : [`self ${buffersSelf.sharedHit} hit ${buffersSelf.sharedRead} read`]),
    ...(node.slowest ? ['SLOWEST'] : []),
    ...(node.neverExecuted ? ['NEVER EXECUTED'] : []),
    ...(node.disabled ? ['DISABLED'] : []),
    ...(misestimate === undefined ? [] : [`${misestimate.direction} ${formatFactor(misestimate.factor)}`]),
  ];
}
