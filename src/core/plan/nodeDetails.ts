import { displayName } from '../explorer/displayName';
import type { NodeFigures } from './arithmetic';
import { type DetailLine, joined } from './detailLine';
import {
  formatBlocks,
  formatBytes,
  formatCost,
  formatCounted,
  formatKilobytes,
  formatMs,
  formatRows,
  formatShare,
} from './format';
import { nodeTitle, tableTitle } from './nodeTitle';
import { memoryDetails, sortText } from './memoryDetails';
import { isGather } from './participants';
import { leavesOutMembers, membersOf } from './partitions';
import type { PlannedStatement, PlanNode, PlanProperty } from './planModel';
import { processParts } from './processParts';
import { resourceDetails } from './resourceDetails';

/** What is left to know of a node beside its figures: conditions, keys, memory, workers, buffers. */
export function nodeDetails(
  node: PlanNode,
  figures: NodeFigures,
  statement: PlannedStatement,
): readonly DetailLine[] {
  const shown = node.other.filter(isTelling);
  return [
    ...shown.filter(({ name }) => name !== 'Output').map(propertyLine),
    ...removedLines(node),
    ...memoryDetails(node),
    ...executionLines(node, figures, statement),
    ...resourceDetails(node),
    ...estimateLines(node),
    ...shown.filter(({ name }) => name === 'Output').map(propertyLine),
  ];
}

/** A condition can be as long as its query; more than this is for the raw text. */
const longestText = 4000;

/** Yes-or-no properties are told only when the answer is unusual. */
const usual: ReadonlyMap<string, string> = new Map([
  ['Async Capable', 'false'],
  ['Single Copy', 'false'],
]);

/** Numbers that the server writes without their unit. */
const kilobytes: ReadonlySet<string> = new Set(['Maximum Storage']);

function isTelling({ name, value }: PlanProperty): boolean {
  return usual.get(name) !== value;
}

function propertyLine({ name, value }: PlanProperty): DetailLine {
  const text = typeof value === 'string' ? value : value.join(', ');
  if (kilobytes.has(name) && /^\d+$/.test(text)) {
    return { label: name, text: formatKilobytes(Number(text)) };
  }
  return { label: displayName(name), text: displayName(shortened(text)) };
}

function shortened(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

/** The server averages over the loops and rounds to whole rows. */
function removedLines({ rowsRemoved, actual }: PlanNode): readonly DetailLine[] {
  const loops = actual?.loops ?? 0;
  const line = (label: string, rows: number | undefined): readonly DetailLine[] => {
    if (rows === undefined || loops === 0) {
      return [];
    }
    const total = formatRows(rows * loops);
    const average = `${formatRows(rows)} per loop × ${formatRows(loops)} loops`;
    return [
      {
        label,
        text: loops === 1 ? total : `${total} ± ${formatRows(Math.ceil(loops / 2))} (${average}, rounded)`,
      },
    ];
  };
  return [
    ...line('Rows Removed by Filter', rowsRemoved?.filter),
    ...line('Rows Removed by Join Filter', rowsRemoved?.joinFilter),
    ...line('Rows Removed by Index Recheck', rowsRemoved?.indexRecheck || undefined),
    ...line('Rows Removed by Conflict Filter', rowsRemoved?.conflictFilter),
  ];
}

function executionLines(
  node: PlanNode,
  figures: NodeFigures,
  statement: PlannedStatement,
): readonly DetailLine[] {
  const lines: DetailLine[] = [];
  if (node.targets.length > 0) {
    const tables = node.targets.map(tableTitle).join(', ');
    lines.push({ label: 'Target Tables', text: shortened(displayName(tables)) });
  }
  const partitions = partitionsText(node, statement);
  if (partitions !== undefined) {
    lines.push({ label: 'Partitions', text: partitions });
  }
  const payers = figures.ranInside
    .map((id) => statement.nodes[id])
    .filter((payer) => payer !== undefined)
    .map((payer) => nodeTitle(payer));
  if (payers.length > 0) {
    lines.push({ label: 'Ran inside', text: payers.join(', ') });
  }
  if (figures.participants > 1 && figures.processorMs !== undefined && figures.wallMs !== undefined) {
    const total = `${formatMs(figures.processorMs)} over ${figures.participants} processes`;
    lines.push({ label: 'Processor time', text: `${total}, ${formatMs(figures.wallMs)} each on average` });
  }
  if (node.workersPlanned !== undefined) {
    const launched = node.workersLaunched === undefined ? '' : `, ${node.workersLaunched} started`;
    lines.push({ label: 'Workers', text: `${node.workersPlanned} planned${launched}` });
  }
  if (isGather(node) && !figures.neverExecuted && figures.selfMs !== undefined) {
    lines.push({
      label: 'Self time',
      text: 'starting the workers, waiting for them and taking over their rows',
    });
  }
  return [...lines, ...processLines(node)];
}

function partitionsText(node: PlanNode, { nodes }: PlannedStatement): string | undefined {
  if (!leavesOutMembers(node, nodes)) {
    return undefined;
  }
  const { all, executed, removed } = membersOf(node, nodes);
  const idle = all - removed - executed;
  return joined(
    `${executed} of ${all} read`,
    removed > 0 ? `${removed} pruned at the start` : undefined,
    idle > 0 ? `${idle} never executed` : undefined,
  );
}

/** With each process's share of the rows, which shows who waited for whom. */
function processLines(node: PlanNode): readonly DetailLine[] {
  const parts = processParts(node);
  const all = parts.reduce((sum, { rows }) => sum + (rows ?? 0), 0);
  return parts.map(({ worker, rows, ms, sort }) => {
    const share = rows === undefined || all === 0 ? '' : ` (${formatShare(rows / all)})`;
    const text = joined(
      rows === undefined ? undefined : `${formatCounted(rows, 'row')}${share}`,
      ms === undefined ? undefined : formatMs(ms),
      sort === undefined ? undefined : sortText(sort),
    );
    return {
      label: worker === undefined ? 'Leader' : `Worker ${worker}`,
      text: text === '' ? 'no figures' : text,
    };
  });
}

function estimateLines({ estimate, heap, indexSearches }: PlanNode): readonly DetailLine[] {
  const lines: DetailLine[] = [];
  if (heap?.fetches !== undefined) {
    lines.push({ label: 'Heap Fetches', text: formatRows(heap.fetches) });
  }
  if (heap?.exactBlocks || heap?.lossyBlocks) {
    const lossy = heap.lossyBlocks ? `${formatBlocks(heap.lossyBlocks)} lossy` : undefined;
    lines.push({ label: 'Heap Blocks', text: joined(`${formatBlocks(heap.exactBlocks ?? 0)} exact`, lossy) });
  }
  if (indexSearches !== undefined && indexSearches > 0) {
    lines.push({ label: 'Index Searches', text: formatRows(indexSearches) });
  }
  if (estimate !== undefined) {
    const cost = `${formatCost(estimate.startupCost)} to the first row, ${formatCost(estimate.totalCost)} in all`;
    lines.push({ label: 'Cost', text: `${cost}; rows of ${formatBytes(estimate.width)}` });
  }
  return lines;
}
