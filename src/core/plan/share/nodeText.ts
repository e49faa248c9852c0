import { displayName } from '../../explorer/displayName';
import { nodeTitle, tableTitle } from '../nodeTitle';
import type { Actual, PlanNode, PlanProperty } from '../planModel';
import { buffersText, ioText, walText } from './counterText';
import { groupingLines } from './groupingText';
import {
  aggregationText,
  cacheText,
  hashText,
  heapText,
  sortGroupsText,
  sortUseText,
  valueOf,
} from './memoryText';
import { indented, property, type TextLine } from './textLines';
import { figuresText, workerLines } from './workerText';

/** How the server wrote the plan, which its nodes do not tell each by itself. */
export interface TextStyle {
  /** With VERBOSE. */
  readonly verbose: boolean;
  readonly rowDecimals: number;
}

/** The lines of a node without its children, and the level of what stands under it. */
export function nodeText(
  node: PlanNode,
  style: TextStyle,
  level: number,
): { readonly lines: readonly TextLine[]; readonly under: number } {
  const { subplanName } = node;
  const at = subplanName === undefined ? level : level + 1;
  const isRoot = node.parent === undefined && subplanName === undefined;
  const under = isRoot ? at + 1 : at + 3;
  const head = `${isRoot ? '' : '->  '}${headline(node, style)}`;
  const name = subplanName === undefined ? [] : [{ level, text: subplanName }];
  const lines = [...name, { level: at, text: head }, ...indented(bodyLines(node, style), under)];
  return { lines: lines.map((line) => ({ level: line.level, text: displayName(line.text) })), under };
}

function headline(node: PlanNode, { rowDecimals }: TextStyle): string {
  const isAsync = valueOf(node.other, 'Async Capable') === 'true';
  const { estimate } = node;
  const costs =
    estimate === undefined
      ? ''
      : `  (cost=${estimate.startupCost.toFixed(2)}..${estimate.totalCost.toFixed(2)} rows=${estimate.rows.toFixed(0)} width=${estimate.width})`;
  return `${isAsync ? 'Async ' : ''}${nodeTitle(node)}${costs}${actualText(node.actual, rowDecimals)}`;
}

function actualText(actual: Actual | undefined, rowDecimals: number): string {
  if (actual === undefined) {
    return '';
  }
  return actual.loops === 0 ? ' (never executed)' : ` (actual ${figuresText(actual, rowDecimals)})`;
}

function bodyLines(node: PlanNode, { verbose, rowDecimals }: TextStyle): readonly TextLine[] {
  const { other, operation } = node;
  const shown = other.filter((each) => !isToldElsewhere(each, operation));
  const output = shown.filter(({ name }) => name === 'Output');
  const last = shown.filter(({ name }) => afterGather.has(name));
  const conditions = shown.filter((each) => !output.includes(each) && !last.includes(each));
  return [
    ...property('Disabled', node.disabled === true ? 'true' : undefined),
    ...output.flatMap(propertyLines),
    ...property('Inner Unique', node.innerUnique === true && verbose ? 'true' : undefined),
    ...node.targets.map((target) => ({
      level: 0,
      text: `${operation ?? 'Modify'} on ${tableTitle(target)}`,
    })),
    ...samplingLines(other),
    ...conditionLines(conditions, node),
    ...scanLines(node),
    ...last.flatMap(propertyLines),
    ...property('Storage', storageText(other)),
    ...memoryLines(node),
    ...property('Tuples', operation === 'Merge' ? mergedTuples(other) : undefined),
    ...property('Buffers', buffersText(node.buffers)),
    ...property('I/O Timings', ioText(node.io)),
    ...property('WAL', walText(node.wal)),
    ...node.workers.flatMap((worker) => workerLines(worker, rowDecimals)),
    ...property('Subplans Removed', node.subplansRemoved || undefined),
  ];
}

/** What other lines tell, and what the text format leaves out when it is usual. */
function isToldElsewhere({ name, value }: PlanProperty, operation: string | undefined): boolean {
  return (
    elsewhere.has(name) ||
    (name === 'Single Copy' && value === 'false') ||
    (operation === 'Merge' && name.startsWith('Tuples '))
  );
}

const elsewhere: ReadonlySet<string> = new Set([
  ...['Async Capable', 'Storage', 'Maximum Storage'],
  ...['Sampling Method', 'Sampling Parameters', 'Repeatable Seed'],
]);

const afterGather: ReadonlySet<string> = new Set(['Single Copy', 'Cache Mode']);

function propertyLines({ name, value }: PlanProperty): readonly TextLine[] {
  if (name === 'Grouping Sets') {
    return groupingLines(typeof value === 'string' ? value : `[${value.join(', ')}]`);
  }
  return property(name, typeof value === 'string' ? value : value.join(', '));
}

/** The rows that a condition removed stand after it, those of an aggregate after its memory. */
function conditionLines(conditions: readonly PlanProperty[], node: PlanNode): readonly TextLine[] {
  const { rowsRemoved } = node;
  const aggregation = textLine(aggregationText(node));
  const lines = conditions.flatMap((condition) => {
    const removed = removedAfter.get(condition.name);
    const rows = removed && rowsRemoved?.[removed.rows];
    return [
      ...propertyLines(condition),
      ...(condition.name === 'Filter' ? aggregation : []),
      ...(removed && rows ? property(`Rows Removed by ${removed.label}`, rows.toFixed(0)) : []),
    ];
  });
  return conditions.some(({ name }) => name === 'Filter') ? lines : [...lines, ...aggregation];
}

const removedAfter: ReadonlyMap<
  string,
  { readonly rows: 'filter' | 'joinFilter' | 'indexRecheck' | 'conflictFilter'; readonly label: string }
> = new Map([
  ['Index Cond', { rows: 'indexRecheck', label: 'Index Recheck' }],
  ['Recheck Cond', { rows: 'indexRecheck', label: 'Index Recheck' }],
  ['Join Filter', { rows: 'joinFilter', label: 'Join Filter' }],
  ['Conflict Filter', { rows: 'conflictFilter', label: 'Conflict Filter' }],
  ['Filter', { rows: 'filter', label: 'Filter' }],
]);

function samplingLines(other: readonly PlanProperty[]): readonly TextLine[] {
  const method = valueOf(other, 'Sampling Method');
  const seed = valueOf(other, 'Repeatable Seed');
  const parameters = valueOf(other, 'Sampling Parameters') ?? '';
  const text = `${method} (${parameters})${seed === undefined ? '' : ` REPEATABLE (${seed})`}`;
  return property('Sampling', method === undefined ? undefined : text);
}

function scanLines(node: PlanNode): readonly TextLine[] {
  const { paramsEvaluated } = node;
  return [
    ...property('Heap Fetches', node.heap?.fetches),
    ...property('Index Searches', node.indexSearches),
    ...property('Workers Planned', node.workersPlanned),
    ...property('Params Evaluated', paramsEvaluated.length === 0 ? undefined : paramsEvaluated.join(', ')),
    ...property('Workers Launched', node.workersLaunched),
  ];
}

function storageText(other: readonly PlanProperty[]): string | undefined {
  const storage = valueOf(other, 'Storage');
  return storage && `${storage}  Maximum Storage: ${valueOf(other, 'Maximum Storage') ?? '0'}kB`;
}

function memoryLines(node: PlanNode): readonly TextLine[] {
  return [
    ...property('Sort Method', node.sort && sortUseText(node.sort)),
    ...node.sortGroups.map((groups) => ({ level: 0, text: sortGroupsText(groups) })),
    ...textLine(hashText(node.hash)),
    ...textLine(cacheText(node.cache)),
    ...textLine(heapText(node.heap)),
  ];
}

function textLine(text: string | undefined): readonly TextLine[] {
  return text === undefined ? [] : [{ level: 0, text }];
}

function mergedTuples(other: readonly PlanProperty[]): string | undefined {
  const told = ['Inserted', 'Updated', 'Deleted', 'Skipped'].flatMap((kind) => {
    const count = valueOf(other, `Tuples ${kind}`);
    return count === undefined || Number(count) === 0 ? [] : [`${kind.toLowerCase()}=${count}`];
  });
  return told.length === 0 ? undefined : told.join(' ');
}
