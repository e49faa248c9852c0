import type { PlanRow } from '../../src/protocol/plan';
import { foldTwins, type TwinGroup } from './twins';

/** In which order the children of a node stand; the plan's own order when no key is given. */
export interface SiblingOrder {
  readonly column: string;
  readonly descending: boolean;
  key(node: PlanRow): number | undefined;
}

/**
 * The nodes of a plan as a tree whose branches open and close. One row is always selected, and always visible. Many
 * children of the same shape stand in a row of their own, whose id follows those of the nodes.
 */
export class PlanTreeModel {
  private readonly collapsed = new Set<number>();
  private readonly twins: readonly TwinGroup[];
  private readonly children: readonly (readonly number[])[];
  private readonly parents: Int32Array;
  private readonly rowNumbers: Int32Array;
  /** Among the children of the same parent, from 0. */
  private readonly positions: Int32Array;
  private readonly sorted = new Map<number, readonly number[]>();
  private shown: readonly number[] = [];
  private siblings: SiblingOrder | undefined;
  private chosen: number;

  constructor(
    readonly nodes: readonly PlanRow[],
    selected: number,
  ) {
    this.twins = foldTwins(nodes);
    this.children = childrenOf(nodes, this.twins);
    this.parents = new Int32Array(nodes.length + this.twins.length).fill(-1);
    this.rowNumbers = new Int32Array(nodes.length + this.twins.length).fill(-1);
    this.positions = new Int32Array(nodes.length + this.twins.length);
    this.children.forEach((ids, parent) => {
      for (const id of ids) {
        this.parents[id] = parent;
      }
    });
    for (const { row } of this.twins) {
      this.collapsed.add(row.id);
    }
    this.arrange();
    // One of many twins is shown by the row that stands for them.
    const twins = this.parentOf(selected);
    this.chosen = selected;
    this.select(twins !== undefined && this.twin(twins) ? twins : selected);
  }

  /** The ids of the visible rows, from top to bottom. */
  get visible(): readonly number[] {
    return this.shown;
  }

  get selected(): number {
    return this.chosen;
  }

  /** The selected node; of a row of twins, the slowest of them. */
  get selectedNode(): number {
    return this.twin(this.chosen)?.slowest ?? this.chosen;
  }

  get collapsedNodes(): readonly number[] {
    return [...this.collapsed];
  }

  get order(): SiblingOrder | undefined {
    return this.siblings;
  }

  /** Brings back what a user had opened and selected. */
  restore(selected: number, collapsed: readonly number[]): void {
    this.collapsed.clear();
    for (const id of collapsed.filter((each) => this.hasChildren(each))) {
      this.collapsed.add(id);
    }
    this.arrange();
    this.select(this.node(selected) === undefined ? 0 : selected);
  }

  sort(order: SiblingOrder | undefined): void {
    this.siblings = order;
    this.sorted.clear();
    this.arrange();
  }

  node(id: number): PlanRow | undefined {
    return this.nodes[id] ?? this.twin(id)?.row;
  }

  /** The children that one row stands for. */
  twin(id: number): TwinGroup | undefined {
    return this.twins[id - this.nodes.length];
  }

  /** The row above it: of one of many twins, the row that stands for them. */
  parentOf(id: number): number | undefined {
    const parent = this.parents[id] ?? -1;
    return parent < 0 ? undefined : parent;
  }

  /** How many rows stand above it in the tree; 0 for the root. */
  levelOf(id: number): number {
    const node = this.node(id);
    // Only a member of twins stands one deeper than in the plan, and so does what is below it.
    let level = node?.depth ?? 0;
    if (this.twins.length > 0) {
      for (let parent = this.parentOf(id); parent !== undefined; parent = this.parentOf(parent)) {
        level += parent >= this.nodes.length ? 1 : 0;
      }
    }
    return level;
  }

  /** One-based, among the children of the same parent, as they stand; of a row that is visible. */
  place(id: number): SiblingPlace {
    const parent = this.parentOf(id);
    const of = parent === undefined ? 1 : (this.children[parent]?.length ?? 1);
    return { position: (this.positions[id] ?? 0) + 1, of };
  }

  hasChildren(id: number): boolean {
    return (this.children[id]?.length ?? 0) > 0;
  }

  isExpanded(id: number): boolean {
    return !this.collapsed.has(id);
  }

  /** As they stand, whether or not they are visible. */
  childrenOf(id: number): readonly number[] {
    const ids = this.children[id] ?? [];
    const { siblings } = this;
    if (!siblings || ids.length < 2) {
      return ids;
    }
    const known = this.sorted.get(id);
    const order = known ?? this.inOrder(ids, siblings);
    this.sorted.set(id, order);
    return order;
  }

  /** Where a row stands among the visible ones; -1 when it is inside a closed branch. */
  rowOf(id: number): number {
    return this.rowNumbers[id] ?? -1;
  }

  /** Selects a row and opens the branches around it. */
  select(id: number): void {
    this.chosen = id;
    let opened = false;
    for (let parent = this.parentOf(id); parent !== undefined; parent = this.parentOf(parent)) {
      opened = this.collapsed.delete(parent) || opened;
    }
    if (opened) {
      this.arrange();
    }
  }

  /** Opens or closes a branch. When the selected row disappears, the branch itself becomes the selected one. */
  toggle(id: number, expanded: boolean): void {
    if (!this.hasChildren(id) || this.isExpanded(id) === expanded) {
      return;
    }
    if (expanded) {
      this.collapsed.delete(id);
    } else {
      this.collapsed.add(id);
    }
    this.arrange();
    if (this.rowOf(this.chosen) < 0) {
      this.chosen = id;
    }
  }

  private inOrder(ids: readonly number[], { descending, key }: SiblingOrder): readonly number[] {
    const direction = descending ? -1 : 1;
    const keys = new Map<number, number>();
    for (const id of ids) {
      const node = this.node(id);
      keys.set(id, (node && key(node)) ?? -Infinity);
    }
    return ids.toSorted((a, b) => {
      const [left, right] = [keys.get(a) ?? 0, keys.get(b) ?? 0];
      return left === right ? a - b : left < right ? -direction : direction;
    });
  }

  private arrange(): void {
    const visible: number[] = [];
    const waiting = [0];
    this.rowNumbers.fill(-1);
    for (let id = waiting.pop(); id !== undefined && id < this.rowNumbers.length; id = waiting.pop()) {
      this.rowNumbers[id] = visible.length;
      visible.push(id);
      if (!this.collapsed.has(id)) {
        const ids = this.childrenOf(id);
        for (let at = ids.length - 1; at >= 0; at--) {
          const child = ids[at] ?? 0;
          this.positions[child] = at;
          waiting.push(child);
        }
      }
    }
    this.shown = visible;
  }
}

export interface SiblingPlace {
  readonly position: number;
  readonly of: number;
}

/** The children of each node, then those of each row of twins. */
function childrenOf(nodes: readonly PlanRow[], twins: readonly TwinGroup[]): readonly (readonly number[])[] {
  const all: number[][] = Array.from({ length: nodes.length + twins.length }, () => []);
  const groupOf = new Map<number, number>();
  for (const { row, members } of twins) {
    for (const member of members) {
      groupOf.set(member, row.id);
    }
  }
  for (const { id, parent } of nodes) {
    const group = groupOf.get(id);
    if (group !== undefined) {
      if (all[group]?.length === 0 && parent !== undefined) {
        all[parent]?.push(group);
      }
      all[group]?.push(id);
    } else if (parent !== undefined) {
      all[parent]?.push(id);
    }
  }
  return all;
}
