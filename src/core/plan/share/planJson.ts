import {
  type BufferCounts,
  bufferKinds,
  type IoTimes,
  ioKinds,
  type Jit,
  type PlanDocument,
  type PlannedStatement,
  type PlanNode,
  type PlanProperty,
  type PlanWorker,
  type SortGroups,
  type SortUse,
} from '../planModel';
import { scanJson } from '../scanJson';
import { bufferNames, ioNames, nodeNames, walNames } from './propertyNames';

/**
 * A plan as EXPLAIN (FORMAT JSON) writes it, made from what is known of it, for plans that came in another format or got
 * other names. Read again, it is the same plan.
 */
export function planJson({ results }: PlanDocument): string {
  const items = results.map((result) =>
    result.kind === 'plan' ? statementJson(result) : JSON.stringify(result.text),
  );
  return `[${items.join(',\n')}]\n`;
}

/** Names and values, already in JSON. What is undefined is left out. */
type Fields = readonly (readonly [name: string, json: string | undefined])[];

function statementJson(statement: PlannedStatement): string {
  const { planning, executionMs, serialization, jit, settings, triggers } = statement;
  return object([
    ['Query Text', text(statement.queryText)],
    ['Plan', nodesJson(statement)],
    [
      'Settings',
      settings.length === 0 ? undefined : object(settings.map(({ name, value }) => [name, text(value)])),
    ],
    ['Query Identifier', text(statement.queryIdentifier)],
    ['Planning', present(planningFields(statement))],
    ['Planning Time', number(planning.ms)],
    [
      'Triggers',
      triggers.length === 0
        ? undefined
        : list(
            triggers.map((trigger) =>
              object([
                ['Trigger Name', text(trigger.name)],
                ['Constraint Name', text(trigger.constraint)],
                ['Schema', text(trigger.schema)],
                ['Relation', text(trigger.relation)],
                ['Time', number(trigger.ms)],
                ['Calls', number(trigger.calls)],
              ]),
            ),
          ),
    ],
    ['JIT', jitJson(jit)],
    [
      'Serialization',
      serialization &&
        object([
          ['Time', number(serialization.ms)],
          ['Output Volume', number(serialization.volumeKb)],
          ['Format', text(serialization.format)],
          ...counters(bufferKinds, bufferNames, serialization.buffers),
        ]),
    ],
    ['Execution Time', number(executionMs)],
    ...statement.other.map(propertyField),
  ]);
}

function jitJson(jit: Jit | undefined): string | undefined {
  return (
    jit &&
    object([
      ['Functions', number(jit.functions)],
      ['Options', present(jit.options.map(propertyField))],
      [
        'Timing',
        present([
          ['Generation', number(jit.generationMs)],
          ['Inlining', number(jit.inliningMs)],
          ['Optimization', number(jit.optimizationMs)],
          ['Emission', number(jit.emissionMs)],
          ['Total', number(jit.totalMs)],
        ]),
      ],
    ])
  );
}

function planningFields({ planning }: PlannedStatement): Fields {
  return [
    ...counters(bufferKinds, bufferNames, planning.buffers),
    ['Memory Used', number(planning.memoryUsedKb)],
    ['Memory Allocated', number(planning.memoryAllocatedKb)],
  ];
}

/** Without recursion, because a plan can be as deep as its writer likes. */
function nodesJson({ nodes, rowDecimals }: PlannedStatement): string {
  const parts: string[] = [];
  const open: number[] = [];
  for (const node of nodes) {
    while (open.length > 0 && (open.at(-1) ?? 0) <= node.id) {
      parts.push(']}');
      open.pop();
    }
    const isFirst = node.parent === undefined || nodes[node.parent]?.children[0] === node.id;
    const fields = fieldTexts(nodeFields(node, rowDecimals)).join(', ');
    parts.push(`${isFirst ? '' : ',\n'}{${fields}${node.children.length === 0 ? '}' : ', "Plans": [\n'}`);
    if (node.children.length > 0) {
      open.push(node.end);
    }
  }
  return parts.join('') + ']}'.repeat(open.length);
}

function nodeFields(node: PlanNode, rowDecimals: number): Fields {
  const { estimate } = node;
  return [
    ...nodeNames.texts.map(([key, name]) => [name, text(node[key])] as const),
    ...nodeNames.flags.map(
      ([key, name]) => [name, node[key] === undefined ? undefined : String(node[key])] as const,
    ),
    [
      'Target Tables',
      node.targets.length === 0
        ? undefined
        : list(
            node.targets.map(({ schema, relation, alias }) =>
              object([
                ['Schema', text(schema)],
                ['Relation Name', text(relation)],
                ['Alias', text(alias)],
              ]),
            ),
          ),
    ],
    ['Startup Cost', number(estimate?.startupCost)],
    ['Total Cost', number(estimate?.totalCost)],
    ['Plan Rows', number(estimate?.rows)],
    ['Plan Width', number(estimate?.width)],
    ...actualFields(node.actual, rowDecimals),
    ...useFields(node),
    ['Subplans Removed', number(node.subplansRemoved)],
    ['Workers Planned', number(node.workersPlanned)],
    [
      'Params Evaluated',
      node.paramsEvaluated.length === 0
        ? undefined
        : list(node.paramsEvaluated.map((each) => JSON.stringify(each))),
    ],
    ['Workers Launched', number(node.workersLaunched)],
    ...node.other.map(propertyField),
    ...counters(bufferKinds, bufferNames, node.buffers),
    ...counters(ioKinds, ioNames, node.io),
    ...counters(['records', 'fullPageImages', 'bytes', 'buffersFull'], walNames, node.wal),
    [
      'Workers',
      node.workers.length === 0
        ? undefined
        : list(node.workers.map((worker) => workerJson(worker, rowDecimals))),
    ],
  ];
}

/** What happened to rows, and the memory that it took. */
function useFields(node: PlanNode): Fields {
  const { rowsRemoved, heap, sort, hash, aggregation, cache } = node;
  return [
    ['Rows Removed by Filter', number(rowsRemoved?.filter)],
    ['Rows Removed by Join Filter', number(rowsRemoved?.joinFilter)],
    ['Rows Removed by Index Recheck', number(rowsRemoved?.indexRecheck)],
    ['Rows Removed by Conflict Filter', number(rowsRemoved?.conflictFilter)],
    ['Heap Fetches', number(heap?.fetches)],
    ['Exact Heap Blocks', number(heap?.exactBlocks)],
    ['Lossy Heap Blocks', number(heap?.lossyBlocks)],
    ['Index Searches', number(node.indexSearches)],
    ...sortFields(sort),
    ...node.sortGroups.map(groupsField),
    ['Hash Buckets', number(hash?.buckets)],
    ['Original Hash Buckets', number(hash?.originalBuckets)],
    ['Hash Batches', number(hash?.batches)],
    ['Original Hash Batches', number(hash?.originalBatches)],
    ['Planned Partitions', number(aggregation?.plannedPartitions)],
    ['HashAgg Batches', number(aggregation?.batches)],
    ['Disk Usage', number(aggregation?.diskKb)],
    ['Cache Hits', number(cache?.hits)],
    ['Cache Misses', number(cache?.misses)],
    ['Cache Evictions', number(cache?.evictions)],
    ['Cache Overflows', number(cache?.overflows)],
    ['Peak Memory Usage', number(hash?.peakMemoryKb ?? cache?.peakMemoryKb ?? aggregation?.peakMemoryKb)],
  ];
}

function actualFields(actual: PlanNode['actual'], rowDecimals: number): Fields {
  return [
    ['Actual Startup Time', number(actual?.startupMs)],
    ['Actual Total Time', number(actual?.totalMs)],
    ['Actual Rows', actual?.rows.toFixed(rowDecimals)],
    ['Actual Loops', number(actual?.loops)],
  ];
}

function sortFields(sort: SortUse | undefined): Fields {
  return [
    ['Sort Method', text(sort?.method)],
    ['Sort Space Used', number(sort?.spaceKb)],
    ['Sort Space Type', text(sort?.spaceType)],
  ];
}

function groupsField({ kind, count, methods, peakMemoryKb, peakDiskKb }: SortGroups): Fields[number] {
  const space = (peak: number | undefined) =>
    peak === undefined ? undefined : object([['Peak Sort Space Used', number(peak)]]);
  const json = object([
    ['Group Count', number(count)],
    ['Sort Methods Used', list(methods.map((method) => JSON.stringify(method)))],
    ['Sort Space Memory', space(peakMemoryKb)],
    ['Sort Space Disk', space(peakDiskKb)],
  ]);
  return [kind === 'full' ? 'Full-sort Groups' : 'Pre-sorted Groups', json];
}

function workerJson(
  { number: worker, actual, sort, buffers, other }: PlanWorker,
  rowDecimals: number,
): string {
  return object([
    ['Worker Number', number(worker)],
    ...actualFields(actual, rowDecimals),
    ...sortFields(sort),
    ...other.map(propertyField),
    ...counters(bufferKinds, bufferNames, buffers),
  ]);
}

function counters<Kind extends string>(
  kinds: readonly Kind[],
  names: Readonly<Record<Kind, string>>,
  counts: Readonly<Record<Kind, number>> | BufferCounts | IoTimes | undefined,
): Fields {
  const values: Partial<Readonly<Record<string, number>>> = counts ?? {};
  return kinds.map((kind) => [names[kind], number(values[kind])] as const);
}

/** What was a number, a truth value or a structure is one again. */
function propertyField({ name, value }: PlanProperty): readonly [string, string] {
  if (typeof value !== 'string') {
    return [name, list(value.map((item) => JSON.stringify(item)))];
  }
  const isPlain = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false|null)$/.test(value);
  return [name, isPlain || isStructure(value) ? value : JSON.stringify(value)];
}

function isStructure(value: string): boolean {
  return /^[[{]/.test(value) && scanJson(value).problems.length === 0;
}

function text(value: string | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function number(value: number | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function list(items: readonly string[]): string {
  return `[${items.join(', ')}]`;
}

function object(fields: Fields): string {
  return `{${fieldTexts(fields).join(', ')}}`;
}

/** Undefined when nothing is in it. */
function present(fields: Fields): string | undefined {
  return fields.every(([, json]) => json === undefined) ? undefined : object(fields);
}

function fieldTexts(fields: Fields): readonly string[] {
  return fields.flatMap(([name, json]) => (json === undefined ? [] : [`${JSON.stringify(name)}: ${json}`]));
}
