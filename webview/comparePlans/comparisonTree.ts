import type { ComparedRow } from '../../src/core/plan/compare/planComparison';

/** The rows of a comparison as a tree whose branches close, and which can show the differences only. */
export class ComparisonTree {
  private readonly collapsed = new Set<number>();
  /** Rows that differ, and those above them. */
  private readonly around: ReadonlySet<number>;
  private shown: readonly number[] = [];
  private chosen: number;
  readonly differing: number;
  onlyDifferences = false;

  constructor(readonly rows: readonly ComparedRow[]) {
    const differing = rows.filter(({ differs }) => differs);
    this.differing = differing.length;
    this.around = withParents(differing, rows);
    this.chosen = differing[0]?.id ?? 0;
    this.update();
  }

  /** The ids of the visible rows, from top to bottom. There is always one. */
  get visible(): readonly number[] {
    return this.shown;
  }

  get selected(): number {
    return this.chosen;
  }

  row(id: number): ComparedRow | undefined {
    return this.rows[id];
  }

  hasChildren(id: number): boolean {
    const end = this.rows[id]?.end ?? 0;
    if (!this.onlyDifferences) {
      return end > id + 1;
    }
    for (let below = id + 1; below < end; below = this.rows[below]?.end ?? end) {
      if (this.around.has(below)) {
        return true;
      }
    }
    return false;
  }

  isExpanded(id: number): boolean {
    return !this.collapsed.has(id);
  }

  showOnlyDifferences(only: boolean): void {
    this.onlyDifferences = only && this.differing > 0;
    this.update();
  }

  /** Selects a row and opens the branches around it; a row without differences brings back the others. */
  select(id: number): void {
    this.chosen = id;
    if (!this.around.has(id)) {
      this.onlyDifferences = false;
    }
    for (let above = this.rows[id]?.parent; above !== undefined; above = this.rows[above]?.parent) {
      this.collapsed.delete(above);
    }
    this.update();
  }

  toggle(id: number, expanded: boolean): void {
    if (expanded) {
      this.collapsed.delete(id);
    } else if (this.hasChildren(id)) {
      this.collapsed.add(id);
    }
    this.update();
  }

  /** Where a row stands among the visible ones; the selected one always does. */
  placeOf(id: number): number {
    return this.shown.indexOf(id);
  }

  private update(): void {
    const visible: number[] = [];
    for (let id = 0; id < this.rows.length;) {
      const end = this.rows[id]?.end ?? id + 1;
      if (this.onlyDifferences && !this.around.has(id)) {
        id = end;
      } else {
        visible.push(id);
        id = this.collapsed.has(id) ? Math.max(id + 1, end) : id + 1;
      }
    }
    this.shown = visible;
    while (!this.isVisible(this.chosen)) {
      this.chosen = this.rows[this.chosen]?.parent ?? visible[0] ?? 0;
    }
  }

  private isVisible(id: number): boolean {
    const { shown } = this;
    let [low, high] = [0, shown.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = shown[middle] ?? 0;
      if (found === id) {
        return true;
      }
      [low, high] = found < id ? [middle + 1, high] : [low, middle - 1];
    }
    return shown.length === 0;
  }
}

/** What a key does, by the treegrid pattern of the ARIA Authoring Practices. */
export function keyTarget(
  key: string,
  tree: ComparisonTree,
  page: number,
): { readonly select?: number; readonly toggle?: boolean } | undefined {
  const { selected, visible } = tree;
  const place = tree.placeOf(selected);
  const last = visible.length - 1;
  const at = (wanted: number) => ({ select: visible[Math.max(0, Math.min(last, wanted))] ?? selected });
  const open = tree.hasChildren(selected) && tree.isExpanded(selected);
  const parent = tree.row(selected)?.parent;
  switch (key) {
    case 'ArrowUp':
      return at(place - 1);
    case 'ArrowDown':
      return at(place + 1);
    case 'Home':
      return at(0);
    case 'End':
      return at(last);
    case 'PageUp':
      return at(place - page);
    case 'PageDown':
      return at(place + page);
    case 'ArrowRight':
      return open ? at(place + 1) : { toggle: true };
    case 'ArrowLeft':
      return open ? { toggle: false } : parent === undefined ? undefined : { select: parent };
    case 'Enter':
      return { toggle: !tree.isExpanded(selected) };
    default:
      return undefined;
  }
}

function withParents(differing: readonly ComparedRow[], rows: readonly ComparedRow[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const row of differing) {
    for (let id: number | undefined = row.id; id !== undefined && !found.has(id); id = rows[id]?.parent) {
      found.add(id);
    }
  }
  return found;
}
