import type { PlanRow } from '../../src/protocol/plan';

/** The nodes of a plan as a tree whose branches open and close. One node is always selected, and always visible. */
export class PlanTreeModel {
  private readonly collapsed = new Set<number>();
  private readonly places: readonly SiblingPlace[];
  private shown: readonly number[];
  private chosen: number;

  constructor(
    readonly nodes: readonly PlanRow[],
    selected: number,
  ) {
    this.places = siblingPlaces(nodes);
    this.shown = nodes.map(({ id }) => id);
    this.chosen = selected;
  }

  /** The ids of the visible nodes, from top to bottom. */
  get visible(): readonly number[] {
    return this.shown;
  }

  get selected(): number {
    return this.chosen;
  }

  get collapsedNodes(): readonly number[] {
    return [...this.collapsed];
  }

  /** Brings back what a user had opened and selected. */
  restore(selected: number, collapsed: readonly number[]): void {
    for (const id of collapsed.filter((each) => this.hasChildren(each))) {
      this.collapsed.add(id);
    }
    this.shown = this.visibleNodes();
    this.select(this.nodes[selected] === undefined ? 0 : selected);
  }

  node(id: number): PlanRow | undefined {
    return this.nodes[id];
  }

  place(id: number): SiblingPlace {
    return this.places[id] ?? { position: 1, of: 1 };
  }

  hasChildren(id: number): boolean {
    return (this.nodes[id]?.end ?? 0) > id + 1;
  }

  isExpanded(id: number): boolean {
    return !this.collapsed.has(id);
  }

  /** Where a node stands among the visible ones; -1 when it is inside a closed branch. */
  rowOf(id: number): number {
    let low = 0;
    let high = this.shown.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.shown[middle] ?? 0;
      if (found === id) {
        return middle;
      }
      if (found < id) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** Selects a node and opens the branches around it. */
  select(id: number): void {
    this.chosen = id;
    let parent = this.nodes[id]?.parent;
    let opened = false;
    while (parent !== undefined) {
      opened = this.collapsed.delete(parent) || opened;
      parent = this.nodes[parent]?.parent;
    }
    if (opened) {
      this.shown = this.visibleNodes();
    }
  }

  /** Opens or closes a branch. When the selected node disappears, the branch itself becomes the selected one. */
  toggle(id: number, expanded: boolean): void {
    if (!this.hasChildren(id) || this.isExpanded(id) === expanded) {
      return;
    }
    if (expanded) {
      this.collapsed.delete(id);
    } else {
      this.collapsed.add(id);
      const hidden = this.chosen > id && this.chosen < (this.nodes[id]?.end ?? 0);
      this.chosen = hidden ? id : this.chosen;
    }
    this.shown = this.visibleNodes();
  }

  private visibleNodes(): readonly number[] {
    const visible: number[] = [];
    for (let id = 0; id < this.nodes.length;) {
      visible.push(id);
      id = this.collapsed.has(id) ? Math.max(id + 1, this.nodes[id]?.end ?? 0) : id + 1;
    }
    return visible;
  }
}

/** One-based, among the children of the same parent. */
export interface SiblingPlace {
  readonly position: number;
  readonly of: number;
}

function siblingPlaces(nodes: readonly PlanRow[]): readonly SiblingPlace[] {
  const counts = new Map<number | undefined, number>();
  const positions = nodes.map(({ parent }) => {
    const position = (counts.get(parent) ?? 0) + 1;
    counts.set(parent, position);
    return position;
  });
  return nodes.map(({ parent }, index) => ({ position: positions[index] ?? 1, of: counts.get(parent) ?? 1 }));
}
