import { formatRows, formatShare } from '../../../src/core/plan/format';
import type { PlanRow } from '../../../src/protocol/plan';
import { misestimateWords, rowsWords, timeWords } from '../figureWords';

/** `SubPlan 1 Seq Scan on core.loans` */
export function nodeName({ role, title }: PlanRow): string {
  return role === undefined ? title : `${role} ${title}`;
}

/** What a tip, or a screen reader, tells of a node; a line each. */
export function nodeWords(node: PlanRow): readonly string[] {
  if (node.neverExecuted) {
    return [nodeName(node), 'never executed'];
  }
  const share = node.share === undefined ? '' : `, ${formatShare(node.share)} of the ${node.shareOf}`;
  const rows = rowsWords(node);
  const loops = node.loops === undefined || node.loops === 1 ? '' : `, ${formatRows(node.loops)} loops`;
  return [
    nodeName(node),
    node.selfMs === undefined
      ? share.slice(2)
      : `${timeWords(node.selfMs, node.selfToleranceMs)} in itself${share}`,
    node.totalMs === undefined
      ? ''
      : `${timeWords(node.totalMs, node.totalToleranceMs)} with everything below it`,
    rows === '' ? '' : `${rows} rows${loops}`,
    node.misestimate ? `estimate off: ${misestimateWords(node.misestimate)}` : '',
  ].filter((line) => line !== '');
}
