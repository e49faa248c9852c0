import type { PlanTreeModel } from './planTreeModel';

/** What a key does in the tree, by the treegrid pattern of the ARIA Authoring Practices. */
export type TreeAction =
  | { readonly kind: 'select'; readonly node: number }
  | { readonly kind: 'toggle'; readonly node: number; readonly expanded: boolean }
  | { readonly kind: 'copy' };

export interface TreeKey {
  readonly key: string;
  readonly altKey: boolean;
  /** Control, or Command on a Mac. */
  readonly modKey: boolean;
}

/** The action of a key; undefined for a key that is not the tree's. `page` is the number of rows in sight. */
export function treeAction(key: TreeKey, model: PlanTreeModel, page: number): TreeAction | undefined {
  if (key.altKey) {
    return undefined;
  }
  if (key.modKey) {
    return key.key.toLowerCase() === 'c' ? { kind: 'copy' } : undefined;
  }
  return moveAction(key.key, model, page) ?? branchAction(key.key, model);
}

function moveAction(key: string, model: PlanTreeModel, page: number): TreeAction | undefined {
  const row = model.rowOf(model.selected);
  const last = model.visible.length - 1;
  const targets: Readonly<Record<string, number>> = {
    ArrowUp: row - 1,
    ArrowDown: row + 1,
    Home: 0,
    End: last,
    PageUp: row - page,
    PageDown: row + page,
  };
  const target = targets[key];
  const node = target === undefined ? undefined : model.visible[Math.max(0, Math.min(target, last))];
  return node === undefined ? undefined : { kind: 'select', node };
}

function branchAction(key: string, model: PlanTreeModel): TreeAction | undefined {
  const node = model.selected;
  const open = model.hasChildren(node) && model.isExpanded(node);
  const parent = model.parentOf(node);
  const [child] = model.childrenOf(node);
  switch (key) {
    case 'ArrowRight':
      return open && child !== undefined
        ? { kind: 'select', node: child }
        : { kind: 'toggle', node, expanded: true };
    case 'ArrowLeft':
      if (open) {
        return { kind: 'toggle', node, expanded: false };
      }
      return parent === undefined ? undefined : { kind: 'select', node: parent };
    case 'Enter':
      return { kind: 'toggle', node, expanded: !model.isExpanded(node) };
    default:
      return undefined;
  }
}

/** Letters typed in quick succession look for the next title that begins with them. */
export class TypeAhead {
  private typed = '';
  private lastAt = -Infinity;

  /** The node that fits what was typed, from the selected one on and around; undefined when none does. */
  find(letter: string, at: number, model: PlanTreeModel): number | undefined {
    const continued = at - this.lastAt < 800;
    this.typed = (continued ? this.typed : '') + letter.toLowerCase();
    this.lastAt = at;
    const { visible } = model;
    const start = model.rowOf(model.selected) + (continued ? 0 : 1);
    for (let step = 0; step < visible.length; step++) {
      const id = visible[(start + step) % visible.length];
      const title = id === undefined ? '' : (model.node(id)?.title ?? '');
      if (title.toLowerCase().startsWith(this.typed)) {
        return id;
      }
    }
    return undefined;
  }
}
