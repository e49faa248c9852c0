import { actionsOf, type LineageAction, lineageActionWords } from '../../src/core/dbt/lineage/lineageActions';
import type { LineageNode } from '../../src/core/dbt/lineage/lineageGraph';
import type { MenuItem } from '../shared/popupMenu';

/** What the page itself does with a node. */
export interface LineageMenuActions {
  open(): void;
  narrow(): void;
  act(action: LineageAction): void;
}

/** The menu of a node: what the page does, what runs dbt, and what leads elsewhere. */
export function lineageMenu(node: LineageNode, actions: LineageMenuActions): readonly MenuItem[] {
  return [
    { title: 'Open File', keys: 'Enter', group: 'open', run: () => actions.open() },
    { title: 'Only Its Lineage', group: 'open', run: () => actions.narrow() },
    ...actionsOf(node).map((action) => ({
      title: lineageActionWords[action],
      group: groups[action],
      run: () => actions.act(action),
    })),
  ];
}

const groups: Readonly<Record<LineageAction, string>> = {
  build: 'dbt',
  buildWith: 'dbt',
  test: 'dbt',
  preview: 'look',
  showInMarts: 'look',
  openMartPage: 'look',
  copyName: 'copy',
};
