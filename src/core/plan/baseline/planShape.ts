import { displayName } from '../../explorer/displayName';
import { sourceOf } from '../compare/matchPlans';
import { isInitPlan } from '../initPlanReferences';
import { actionTitle, tableTitle } from '../nodeTitle';
import { quoteIdentifier } from '../../sql/quote';
import type { PlannedStatement, PlanNode } from '../planModel';

/** What of a plan is kept in a baseline: neither times nor constants. In pre-order. */
export type PlanShape = readonly ShapeNode[];

export interface ShapeNode {
  /** 0 for the root. */
  readonly depth: number;
  /** `InitPlan`, `SubPlan`, `CTE recent`; undefined for an ordinary child. */
  readonly role: string | undefined;
  /** Such as `Parallel Index Scan Backward`. */
  readonly action: string;
  /** In quotes where SQL needs them. */
  readonly index: string | undefined;
  /** Such as `core.loans l`, in quotes where SQL needs them. */
  readonly target: string | undefined;
  /** It stands for all the members of its parent that do their work in the same way, such as partitions. */
  readonly many: boolean;
  /** The planner's estimate of the rows, of one loop; undefined where the baseline has none. */
  readonly rows: RowClass | undefined;
}

/** A power of ten: from `10^exponent` up to the next one. What is less than ten rows is `10^0`. */
export interface RowClass {
  readonly exponent: number;
  /** The estimate itself, where the shape is that of a plan. */
  readonly estimate: number | undefined;
}

/**
 * The shape of a plan. Members of an Append that do their work in the same way, whatever their tables are called, become one
 * line without an estimate: a partition more is no other plan.
 */
export function shapeOf({ nodes }: PlannedStatement): PlanShape {
  const own = ownLines(nodes);
  const folds = foldedMembers(nodes, own);
  const shape: ShapeNode[] = [];
  const insideFold = new Uint8Array(nodes.length);
  for (let id = 0; id < nodes.length;) {
    const node = nodes[id];
    const line = own[id];
    if (node === undefined || line === undefined || folds.left.has(id)) {
      id = Math.max(id + 1, node?.end ?? 0);
      continue;
    }
    const many = folds.first.has(id);
    insideFold[id] = many || (node.parent !== undefined && insideFold[node.parent] === 1) ? 1 : 0;
    shape.push(insideFold[id] === 1 ? { ...line, ...general(node), many, rows: undefined } : line);
    id++;
  }
  return shape;
}

/** How far an estimate may leave its class before it is another one: half a power of ten. */
const tolerance = Math.sqrt(10);

/** Whether an estimate is about the one of the baseline. */
export function isAbout(estimate: number, { exponent }: RowClass): boolean {
  const rows = Math.max(1, estimate);
  const from = exponent === 0 ? 0 : 10 ** exponent / tolerance;
  return rows >= from && rows <= 10 ** (exponent + 1) * tolerance;
}

function ownLines(nodes: readonly PlanNode[]): readonly ShapeNode[] {
  return nodes.map((node) => ({
    depth: node.depth,
    role: roleOf(node),
    action: displayName(actionTitle(node)),
    index: node.indexName === undefined ? undefined : quoted(node.indexName),
    target: targetOf(node, node.relation),
    many: false,
    rows: rowClass(node.estimate?.rows),
  }));
}

function rowClass(rows: number | undefined): RowClass | undefined {
  return rows === undefined
    ? undefined
    : { exponent: Math.max(0, Math.floor(Math.log10(Math.max(1, rows)) + 1e-9)), estimate: rows };
}

/** Versions number and name subplans in their own way. */
function roleOf(node: PlanNode): string | undefined {
  const name = node.subplanName;
  if (name?.startsWith('CTE ') === true) {
    return displayName(`CTE ${quoted(name.slice('CTE '.length))}`);
  }
  return isInitPlan(node) ? 'InitPlan' : node.relationship === 'SubPlan' ? 'SubPlan' : undefined;
}

function targetOf(node: PlanNode, relation: string | undefined): string | undefined {
  const { schema, alias } = node;
  if (relation !== undefined) {
    return displayName(tableTitle({ schema, relation, alias }));
  }
  const source = sourceOf(node);
  const name = source ?? alias;
  return name === undefined
    ? undefined
    : displayName(
        tableTitle({ schema: node.functionName === undefined ? undefined : schema, relation: name, alias }),
      );
}

interface Folds {
  /** The members that stand for others. */
  readonly first: ReadonlySet<number>;
  /** The others. */
  readonly left: ReadonlySet<number>;
}

function foldedMembers(nodes: readonly PlanNode[], own: readonly ShapeNode[]): Folds {
  const first = new Set<number>();
  const left = new Set<number>();
  for (const node of nodes) {
    if ((node.nodeType !== 'Append' && node.nodeType !== 'Merge Append') || node.children.length < 2) {
      continue;
    }
    const seen = new Map<string, number>();
    for (const child of node.children) {
      const member = nodes[child];
      if (member?.relationship === 'Member') {
        const form = formOf(member, nodes, own);
        const before = seen.get(form);
        if (before === undefined) {
          seen.set(form, child);
        } else {
          first.add(before);
          left.add(child);
        }
      }
    }
  }
  return { first, left };
}

/** A member with everything below it, without what is its own in its names. */
function formOf(member: PlanNode, nodes: readonly PlanNode[], own: readonly ShapeNode[]): string {
  const lines: string[] = [];
  for (let id = member.id; id < member.end; id++) {
    const node = nodes[id];
    const line = own[id];
    if (node && line) {
      const { index, target } = general(node);
      lines.push(JSON.stringify([node.depth - member.depth, line.role, line.action, index, target]));
    }
  }
  return lines.join('\n');
}

/** PostgreSQL calls the partitions of `l` `l_1`, `l_2`, and their indexes after their tables. */
function general(node: PlanNode): Pick<ShapeNode, 'index' | 'target'> {
  const alias = node.alias?.replace(/_\d+$/, '');
  const { relation, indexName } = node;
  const ownPart = relation !== undefined && indexName?.startsWith(relation) === true ? relation.length : 0;
  return {
    index: indexName === undefined ? undefined : quoted(`*${indexName.slice(ownPart).replace(/\d+$/, '')}`),
    target: alias === undefined ? targetOf(node, relation) : quoted(alias),
  };
}

function quoted(name: string): string {
  return displayName(quoteIdentifier(name.replaceAll('\0', '\u2400')));
}
