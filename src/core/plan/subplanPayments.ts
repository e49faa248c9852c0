import { type Amounts, amountColumns, exactColumns, timeColumn } from './amounts';
import { cteScans } from './cteScans';
import { cteNameOf, findInitPlanReferences, type InitPlanReferences, isInitPlan } from './initPlanReferences';
import { isGather } from './participants';
import { isAppend, leavesOutMembers } from './partitions';
import type { PlanNode } from './planModel';

export interface Payments {
  /** For each initialization plan and common table expression, the nodes inside which it ran, in order of share. */
  readonly payers: ReadonlyMap<number, readonly number[]>;
  /** What common table expressions spent after the root had returned its last row; one number per column. */
  readonly afterRoot: readonly number[];
}

/**
 * Takes from each node what it spent on initialization plans and common table expressions. The server lists those
 * below the node that owns them, but an initialization plan runs inside the first node that needs its value, and a
 * common table expression inside the scans that pull its rows. One that modifies data runs to its end after the root
 * has returned, whether or not somebody scans it.
 * @param own What each node spent without its other children; changed in place.
 * @param total What each node spent with everything below it.
 */
export function paySubplans(
  nodes: readonly PlanNode[],
  own: Amounts,
  total: Amounts,
  toleranceMs: readonly number[],
): Payments {
  const ledger = new Ledger(own, toleranceMs);
  const references = findInitPlanReferences(nodes);
  const scans = cteScans(nodes);
  const afterRoot = new Array<number>(amountColumns).fill(0);
  for (const plan of nodes) {
    if (!isInitPlan(plan) || plan.actual?.loops === 0) {
      continue;
    }
    const bill = new Bill(plan, total);
    if (cteNameOf(plan) === undefined) {
      payInitPlan(ledger, bill, initPlanCandidates(plan, nodes, references));
    } else if (modifiesData(plan, nodes)) {
      ledger.payGreedily(bill, scans.get(plan.id) ?? []);
      bill.open.forEach((amount, column) => (afterRoot[column] = (afterRoot[column] ?? 0) + amount));
    } else {
      ledger.payAll(bill, scans.get(plan.id) ?? []);
    }
  }
  return { payers: ledger.payers, afterRoot };
}

const allColumns = [timeColumn, ...exactColumns];

/** What is still to be paid for one initialization plan or common table expression. */
class Bill {
  readonly open: number[];
  /** The node below which the plan is listed. */
  readonly owner: number;

  constructor(
    readonly plan: PlanNode,
    total: Amounts,
  ) {
    this.owner = plan.parent ?? 0;
    this.open = Array.from({ length: amountColumns }, (_, column) => total.get(plan.id, column));
  }

  get countsBuffers(): boolean {
    return exactColumns.some((column) => (this.open[column] ?? 0) > 0);
  }
}

class Ledger {
  readonly payers = new Map<number, number[]>();

  constructor(
    private readonly own: Amounts,
    private readonly toleranceMs: readonly number[],
  ) {}

  /** The node with the most time left among those that have at least what is open in the columns. */
  bestPayer(nodes: readonly number[], bill: Bill, columns: readonly number[]): number | undefined {
    return this.byTimeLeft(
      nodes.filter((node) => columns.every((column) => this.has(node, bill, column))),
    )[0];
  }

  /** The node that would have the fewest buffers left after paying the whole bill; of equals, the one higher up. */
  tightestPayer(nodes: readonly number[], bill: Bill): number | undefined {
    const able = nodes.filter((node) => allColumns.every((column) => this.has(node, bill, column)));
    const left = (node: number) => exactColumns.reduce((sum, column) => sum + this.own.get(node, column), 0);
    return able.map((node) => ({ node, left: left(node) })).sort((a, b) => a.left - b.left)[0]?.node;
  }

  /** The node pays what is open, also more than it has: what is left below zero is rounding. */
  private payRest(bill: Bill, node: number): void {
    bill.open.forEach((amount, column) => {
      this.own.add(node, column, -amount);
      bill.open[column] = 0;
    });
    this.record(bill, node);
  }

  /** Every node pays what it has, the one with the most time left first. */
  payGreedily(bill: Bill, nodes: readonly number[]): void {
    for (const node of this.byTimeLeft(nodes)) {
      let paid = 0;
      bill.open.forEach((amount, column) => {
        const part = Math.max(0, Math.min(amount, this.own.get(node, column)));
        this.own.add(node, column, -part);
        bill.open[column] = amount - part;
        paid += part;
      });
      if (paid > 0) {
        this.record(bill, node);
      }
    }
  }

  /**
   * As `payGreedily`; then the owner pays, because the workers of a Gather are waited for when the owner is shut down.
   * What is still open is rounding, which the first payer takes.
   */
  payAll(bill: Bill, nodes: readonly number[]): void {
    this.payGreedily(bill, nodes);
    this.payGreedily(bill, [bill.owner]);
    if (bill.open.some((amount) => amount > 0)) {
      this.payRest(bill, this.payers.get(bill.plan.id)?.[0] ?? bill.owner);
    }
  }

  private has(node: number, bill: Bill, column: number): boolean {
    const rounding = (this.toleranceMs[node] ?? 0) + (this.toleranceMs[bill.plan.id] ?? 0);
    return this.own.get(node, column) + (column === timeColumn ? rounding : 0) >= (bill.open[column] ?? 0);
  }

  private left(node: number): number {
    return this.own.get(node, timeColumn);
  }

  private byTimeLeft(nodes: readonly number[]): number[] {
    return [...nodes].sort((a, b) => this.left(b) - this.left(a));
  }

  private record(bill: Bill, node: number): void {
    const payers = this.payers.get(bill.plan.id) ?? [];
    if (!payers.includes(node)) {
      payers.push(node);
    }
    this.payers.set(bill.plan.id, payers);
  }
}

interface Candidates {
  /**
   * Those that need the value before the users below them. An append that prunes does, and a Gather evaluates what its
   * workers need before it starts them: up to 16 it says so (Params Evaluated), later it is every Gather between the
   * plan's owner and a user.
   */
  readonly early: readonly number[];
  /** The nodes that use the value, and the appends above them, which use it to prune. */
  readonly users: readonly number[];
  /** Every other node inside which it may have run: not every expression is shown, for example LIMIT's. */
  readonly others: readonly number[];
}

function payInitPlan(ledger: Ledger, bill: Bill, { early, users, others }: Candidates): void {
  const best = (nodes: readonly number[], columns: readonly number[]) =>
    ledger.bestPayer(nodes, bill, columns);
  const known = best(early, allColumns) ?? best(users, allColumns);
  const byBuffers = bill.countsBuffers
    ? (best(early, exactColumns) ?? best(users, exactColumns) ?? ledger.tightestPayer(others, bill))
    : undefined;
  const payer = known ?? byBuffers ?? (users.length === 0 ? ledger.tightestPayer(others, bill) : undefined);
  ledger.payAll(bill, payer === undefined ? [...early, ...users] : [payer]);
}

function initPlanCandidates(
  plan: PlanNode,
  nodes: readonly PlanNode[],
  references: InitPlanReferences,
): Candidates {
  const owner = nodes[plan.parent ?? 0] ?? plan;
  const parameters = references.parameters(plan);
  const early = new Set<number>();
  const users = new Set<number>();
  const others: number[] = [];
  for (let id = owner.id; id < owner.end; id++) {
    const node = nodes[id];
    const inside = id >= plan.id && id < plan.end;
    if (node === undefined || inside || node.actual?.loops === 0) {
      continue;
    }
    others.push(id);
    if (parameters.some((parameter) => node.paramsEvaluated.includes(parameter))) {
      early.add(id);
    }
  }
  for (const id of references.of(plan)) {
    if (id < owner.id || id >= owner.end || (id >= plan.id && id < plan.end)) {
      continue;
    }
    users.add(id);
    for (let node = nodes[id]; node !== undefined && node.id >= owner.id; node = nodes[node.parent ?? -1]) {
      if (leavesOutMembers(node, nodes) || (isGather(node) && parameters.length === 0)) {
        early.add(node.id);
      } else if (isAppend(node)) {
        users.add(node.id);
      }
    }
  }
  return { early: [...early], users: [...users], others };
}

function modifiesData(plan: PlanNode, nodes: readonly PlanNode[]): boolean {
  for (let id = plan.id; id < plan.end; id++) {
    if (nodes[id]?.nodeType === 'ModifyTable') {
      return true;
    }
  }
  return false;
}
