import {
  bufferKinds,
  type PlanDocument,
  type PlannedStatement,
  type PlanNode,
  type PlanProperty,
  walKinds,
} from '../../../src/core/plan/planModel';

/**
 * A plan as text, with every fact that all four formats carry and no other (docs/PLAN_FORMATS.md lists what is left out).
 * @param amounts Whether what differs from one execution to the next is told too: blocks, memory, disk space.
 */
export function canonicalPlan(document: PlanDocument, amounts: boolean): string {
  return document.results
    .map((result) => (result.kind === 'utility' ? `utility ${result.text}` : statementText(result, amounts)))
    .join('\n---\n');
}

function statementText(statement: PlannedStatement, amounts: boolean): string {
  return [
    `analyzed ${statement.analyzed}, ${statement.rowDecimals} decimals`,
    ...statement.settings.map(({ name, value }) => `setting ${name} = ${value}`),
    ...statement.triggers.map(
      ({ name, constraint, calls, ms }) => `trigger ${facts({ name, constraint, calls, ms })}`,
    ),
    `planning ${statement.planning.ms === undefined ? 'untimed' : 'timed'}`,
    `execution ${statement.executionMs === undefined ? 'untimed' : 'timed'}`,
    ...statement.other.map(propertyText),
    ...statement.nodes.map((node) => nodeText(node, statement.nodes, amounts)),
  ].join('\n');
}

function nodeText(node: PlanNode, nodes: readonly PlanNode[], amounts: boolean): string {
  const parent = node.parent === undefined ? undefined : nodes[node.parent];
  const { nodeType, subplanName, strategy, partialMode, operation, joinType, command } = node;
  const { schema, relation, alias, indexName, cteName, functionName, tableFunctionName } = node;
  const { tuplestoreName, customPlanProvider, scanDirection, workersPlanned, workersLaunched } = node;
  const lines = [
    facts({ nodeType, relationship: relationshipIn(node, parent) }),
    facts({ subplanName, strategy, partialMode, operation, joinType, command, scanDirection }),
    facts({ parallelAware: node.parallelAware || undefined, disabled: node.disabled || undefined }),
    facts({ innerUnique: node.innerUnique || undefined }),
    facts({ schema, relation, alias, indexName, cteName, functionName, tableFunctionName }),
    facts({ tuplestoreName, customPlanProvider, workersPlanned, workersLaunched }),
    ...node.targets.map((target) => `target ${facts({ ...target })}`),
    `estimate ${facts({ ...node.estimate })}`,
    `actual ${amounts || isTheSame(node, nodes) ? facts({ ...node.actual }) : typeof node.actual}`,
    `removed ${nonzero({ ...node.rowsRemoved })}`,
    `partitions ${nonzero({ subplansRemoved: node.subplansRemoved })}`,
    `params ${node.paramsEvaluated.join()}`,
    ...(amounts ? amountLines(node) : []),
    ...node.other.filter(isCarried).map(propertyText).sort(),
  ];
  return lines
    .filter((line) => line.trim().includes(' ') || /\S+=/.test(line))
    .map((line) => `${' '.repeat(node.depth + 1)}${line}`)
    .join('\n');
}

/** Which process executes what, and how many rows of a part each makes, is different each time. */
function isTheSame(node: PlanNode, nodes: readonly PlanNode[]): boolean {
  return node.parent === undefined || !nodes.some(({ nodeType }) => nodeType.startsWith('Gather'));
}

/** What another execution may do differently. */
function amountLines(node: PlanNode): readonly string[] {
  return [
    `heap ${nonzero({ ...node.heap })} ${nonzero({ indexSearches: node.indexSearches })}`,
    `sort ${facts({ ...node.sort })}`,
    ...node.sortGroups.map(
      ({ kind, count, methods, peakMemoryKb, peakDiskKb }) =>
        `groups ${facts({ kind, count, methods: methods.join(), peakMemoryKb, peakDiskKb })}`,
    ),
    `hash ${nonzero({ ...node.hash })}`,
    `aggregation ${nonzero({ ...node.aggregation })}`,
    `cache ${nonzero({ ...node.cache })}`,
    `buffers ${counts(bufferKinds, node.buffers)}`,
    `wal ${counts(walKinds, node.wal)}`,
    ...node.workers
      .filter(({ actual, sort }) => actual !== undefined || sort !== undefined)
      .map(({ number, actual, sort }) => `worker ${number} ${facts({ ...actual })} ${facts({ ...sort })}`),
  ];
}

/** The text format does not say where a child of ModifyTable stands. */
function relationshipIn(node: PlanNode, parent: PlanNode | undefined): string | undefined {
  return parent?.nodeType === 'ModifyTable' && !/Plan$/.test(node.relationship ?? '')
    ? undefined
    : node.relationship;
}

/** Said by the text format only when it is unusual. */
const saidWhenUnusual: ReadonlyMap<string, string> = new Map([
  ['Async Capable', 'false'],
  ['Single Copy', 'false'],
  ['Tuples Inserted', '0'],
  ['Tuples Updated', '0'],
  ['Tuples Deleted', '0'],
  ['Tuples Skipped', '0'],
]);

/** How much memory something took, and rows that depend on who came first. */
const volatileProperties: ReadonlySet<string> = new Set(['Maximum Storage', 'Storage', 'Conflicting Tuples']);

function isCarried({ name, value }: PlanProperty): boolean {
  return saidWhenUnusual.get(name) !== value && !volatileProperties.has(name);
}

function propertyText({ name, value }: PlanProperty): string {
  return `${name}: ${JSON.stringify(value)}`;
}

function facts(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}

function nonzero(values: Readonly<Record<string, number | undefined>>): string {
  return facts(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== 0)));
}

function counts<Kind extends string>(
  kinds: readonly Kind[],
  amounts: Readonly<Record<Kind, number>> | undefined,
): string {
  return nonzero(Object.fromEntries(kinds.map((kind) => [kind, amounts?.[kind] ?? 0])));
}
