import { displayName } from '../../explorer/displayName';
import { formatKilobytes } from '../format';
import { type PlanNode, propertyText } from '../planModel';
import { type RelationFacts, relationFactsOf } from '../relationFacts';
import type { AdviceFix } from './advice';
import type { RulePlan } from './adviceRule';

/** Elapsed while the node and everything below it worked. */
export function wallMs(plan: RulePlan, node: PlanNode): number | undefined {
  return plan.figures.nodes[node.id]?.wallMs;
}

/** Without what is below it. */
export function selfMs(plan: RulePlan, node: PlanNode): number | undefined {
  return plan.figures.nodes[node.id]?.selfMs;
}

/**
 * What the node returned over all loops and processes; 0 when it was not executed. The server rounds the average of a loop,
 * so their sum is brought back to a whole number.
 */
export function rowsOf(plan: RulePlan, node: PlanNode): number {
  return Math.round(plan.figures.nodes[node.id]?.rows.actual ?? 0);
}

/** Rows that a filter of the node dropped, over all loops and processes. */
export function removedBy(
  node: PlanNode,
  kind: 'filter' | 'joinFilter' | 'indexRecheck' | 'conflictFilter',
): number {
  return (node.rowsRemoved?.[kind] ?? 0) * (node.actual?.loops ?? 0);
}

/** A part of a time. */
export function times(ms: number | undefined, factor: number): number | undefined {
  return ms === undefined ? undefined : ms * factor;
}

/** The sum of what is known. */
export function sumMs(...parts: readonly (number | undefined)[]): number | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, part) => sum + part, 0);
}

/** How the relation, function or CTE of a node is called in a sentence. */
export function nameOf(node: PlanNode): string {
  const name = node.relation ?? node.functionName ?? node.cteName ?? node.alias ?? node.tuplestoreName;
  return name === undefined ? 'the input' : displayName(name);
}

export function factsOf(plan: RulePlan, node: PlanNode): RelationFacts | undefined {
  return plan.catalog === undefined || node.relation === undefined
    ? undefined
    : relationFactsOf(plan.catalog, {
        relation: node.relation,
        ...(node.schema !== undefined && { schema: node.schema }),
      });
}

export function parentOf(plan: RulePlan, node: PlanNode): PlanNode | undefined {
  return node.parent === undefined ? undefined : plan.nodes[node.parent];
}

/** The children that are inputs, not initialization plans or sub-plans. */
export function inputsOf(plan: RulePlan, node: PlanNode): readonly PlanNode[] {
  return node.children
    .map((id) => plan.nodes[id])
    .filter((child) => child !== undefined)
    .filter(({ relationship }) => relationship !== 'InitPlan' && relationship !== 'SubPlan');
}

/** The value of a property, if it is a list: the server's own list, or one text. */
export function listOf(node: PlanNode, name: string): readonly string[] {
  const value = node.other.find((property) => property.name === name)?.value;
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** Whether the node drops rows by a condition. */
export function hasFilter(node: PlanNode): boolean {
  return propertyText(node, 'Filter') !== undefined;
}

/** work_mem for a need of so many kilobytes, rounded up to a whole number of megabytes. */
export function workMem(kilobytes: number): AdviceFix & { readonly kind: 'setting' } {
  return { kind: 'setting', name: 'work_mem', value: `${Math.max(1, Math.ceil(kilobytes / 1024))}MB` };
}

/** What is to be said wherever work_mem is raised. */
export function workMemWords({ value }: { readonly value: string }): string {
  return (
    `Try work_mem = ${value} for this session or role. Each sort and hash of each process of each session may take ` +
    'that much, so do not set it for the whole server.'
  );
}

/** How often work_mem a hash table may grow: hash_mem_multiplier, which is 2 from version 15 on. */
export function hashMemory(plan: RulePlan): number {
  const own = plan.statement.settings.find(({ name }) => name === 'hash_mem_multiplier');
  const known = Number(own?.value);
  if (own !== undefined && known >= 1) {
    return known;
  }
  return (plan.catalog?.server.version ?? 0) >= 150_000 || plan.statement.rowDecimals === 2 ? 2 : 1;
}

export function kilobytesWords(kilobytes: number): string {
  return formatKilobytes(kilobytes);
}
