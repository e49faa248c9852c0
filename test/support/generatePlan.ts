/** What a generated plan looks like. The same shape gives the same text. */
export interface PlanShape {
  /** How many nodes; at least 1. */
  readonly nodes: number;
  /** Length of the chain below the root; the rest hangs at its end. */
  readonly depth?: number;
  /** Members of an Append at the end of the chain, of which only every tenth is executed. */
  readonly partitions?: number;
  /** Indented as the server does it, which is much longer for deep plans. Default: true. */
  readonly indent?: boolean;
}

interface Made {
  readonly type: string;
  readonly relationship: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly children: Made[];
  executed: boolean;
  ms: number;
  hit: number;
}

/** Makes the answer of EXPLAIN (ANALYZE, BUFFERS, VERBOSE, FORMAT JSON) for a plan that no server was asked for. */
export function generatePlan(shape: PlanShape): string {
  const { depth = 0, partitions = 0, indent = true } = shape;
  const root = made('Aggregate', undefined, 0);
  const all = [root];
  let end = root;
  const grow = (parent: Made, type: string, relationship: string): Made => {
    const node = made(type, relationship, all.length);
    parent.children.push(node);
    all.push(node);
    return node;
  };
  while (all.length < Math.min(shape.nodes, depth + 1)) {
    end = grow(end, 'Subquery Scan', 'Subquery');
  }
  if (partitions > 0 && all.length < shape.nodes) {
    const append = grow(end, 'Append', 'Outer');
    for (let count = 0; count < partitions && all.length < shape.nodes; count++) {
      grow(append, 'Seq Scan', 'Member').executed = count % 10 === 0;
    }
  }
  growJoins(end, shape.nodes - all.length, grow);
  addUp(all);
  return write(root, indent);
}

/** A bushy tree of joins with scans at its leaves, level by level. */
function growJoins(
  top: Made,
  count: number,
  grow: (parent: Made, type: string, relationship: string) => Made,
): void {
  const parents = [top];
  for (let grown = 0, at = 0; grown < count; at++) {
    const parent = parents[at] ?? top;
    for (const relationship of ['Outer', 'Inner']) {
      if (grown < count) {
        grown++;
        const isJoin = grown * 2 < count;
        parents.push(grow(parent, isJoin ? 'Hash Join' : 'Index Scan', relationship));
      }
    }
  }
}

function made(type: string, relationship: string | undefined, number: number): Made {
  const isScan = type.endsWith(' Scan');
  const relation = `table_${number}`;
  return {
    type,
    relationship,
    properties: {
      ...(isScan
        ? { 'Relation Name': relation, Schema: 'public', Alias: relation }
        : { 'Join Type': 'Inner' }),
      Output: [`${relation}.id`, `${relation}.amount`],
      ...(isScan
        ? { Filter: `(${relation}.amount > '${number}'::numeric)`, 'Rows Removed by Filter': number % 977 }
        : { 'Hash Cond': `(${relation}.id = other.id)` }),
    },
    children: [],
    executed: true,
    ms: 0,
    hit: 0,
  };
}

/** Times and buffers include the children, who stand behind their parents. */
function addUp(all: readonly Made[]): void {
  all.toReversed().forEach((node, index) => {
    const own = node.executed ? (index * 7919) % 101 : 0;
    node.ms = node.children.reduce((sum, child) => sum + child.ms, own / 1000);
    node.hit = node.children.reduce((sum, child) => sum + child.hit, own);
  });
}

function write(root: Made, indent: boolean): string {
  const lines: string[] = ['[', '  {', '    "Plan": {'];
  const waiting: (Made | string)[] = [root];
  const levels: number[] = [2];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const level = levels.pop() ?? 0;
    if (typeof next === 'string') {
      lines.push(`${pad(level, indent)}${next}`);
      continue;
    }
    lines.push(...properties(next).map((property) => `${pad(level + 1, indent)}${property}`));
    if (next.children.length === 0) {
      lines.push((lines.pop() ?? '').slice(0, -1));
      continue;
    }
    lines.push(`${pad(level + 1, indent)}"Plans": [`);
    waiting.push(']');
    levels.push(level + 1);
    next.children.toReversed().forEach((child, index) => {
      waiting.push(index === 0 ? '}' : '},', child, '{');
      levels.push(level + 2, level + 2, level + 2);
    });
  }
  lines.push('    },', '    "Planning Time": 1.5,', `    "Execution Time": ${root.ms + 1}`, '  }', ']');
  return lines.join('\n');
}

function pad(level: number, indent: boolean): string {
  return indent ? '  '.repeat(level) : '';
}

function properties(node: Made): readonly string[] {
  const rows = node.executed ? 100 : 0;
  const values: Readonly<Record<string, unknown>> = {
    'Node Type': node.type,
    ...(node.relationship === undefined ? {} : { 'Parent Relationship': node.relationship }),
    'Parallel Aware': false,
    'Async Capable': false,
    'Startup Cost': 0,
    'Total Cost': node.hit,
    'Plan Rows': 100,
    'Plan Width': 8,
    'Actual Startup Time': 0,
    'Actual Total Time': Number(node.ms.toFixed(3)),
    'Actual Rows': rows,
    'Actual Loops': node.executed ? 1 : 0,
    ...node.properties,
    'Shared Hit Blocks': node.hit,
    ...Object.fromEntries(zeroCounters.map((name) => [name, 0])),
  };
  return Object.entries(values).map(([name, value]) => `"${name}": ${JSON.stringify(value)},`);
}

const zeroCounters = [
  'Shared Read Blocks',
  'Shared Dirtied Blocks',
  'Shared Written Blocks',
  'Local Hit Blocks',
  'Local Read Blocks',
  'Local Dirtied Blocks',
  'Local Written Blocks',
  'Temp Read Blocks',
  'Temp Written Blocks',
];
