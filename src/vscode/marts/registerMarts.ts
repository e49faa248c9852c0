import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { UserError } from '../../base/userError';
import { martSorts } from '../../core/catalog/martSorts';
import type { ExplorerNode } from '../../core/explorer/nodes';
import type { CommandId } from '../commands';
import type { MartsTree } from '../explorer/martsTree';
import { GraphPages } from '../graph/graphPages';
import { registerGraph } from '../graph/registerGraph';
import type { MartPageParts } from './martPageParts';
import { MartPages } from './martPages';

export interface MartParts extends Omit<MartPageParts, 'graphs'> {
  readonly tree: MartsTree;
  /** The node that a menu passes, or else the one that is selected. */
  readonly chosen: (argument: unknown) => ExplorerNode | undefined;
}

/** Registers the commands of the view of marts. What they do is loaded when one of them is used. */
export function registerMarts(parts: MartParts): Disposable & { readonly pages: MartPages } {
  const { runner, tree, chosen } = parts;
  const owned = new DisposableStore();
  const actions = () => import('./martActions');
  const add = (id: CommandId, handler: (argument: unknown) => void | Promise<void>): void => {
    owned.add(runner.command(id, handler));
  };
  const graphs: GraphPages = owned.add(
    new GraphPages({ ...parts, open: (place, oid) => pages.openOid(place, oid) }),
  );
  const pages = owned.add(new MartPages({ ...parts, graphs }));
  owned.add(registerGraph({ ...parts, pages: graphs }));
  add('lakehouse.openMart', async (argument) => {
    const node = chosen(argument);
    if (node?.kind !== 'relation') {
      throw new UserError('Select a table or a view in the Lakehouse sidebar first, then choose Open Page.');
    }
    await pages.open(node.place, node.row);
  });
  add('lakehouse.marts.refresh', () => tree.tree.refresh());
  for (const sort of martSorts) {
    add(sortCommands[sort], () => tree.sortBy(sort));
  }
  add('lakehouse.marts.filter', () => filter(tree));
  add('lakehouse.marts.clearFilter', () => tree.filterBy(''));
  add('lakehouse.marts.addFavourite', async (argument) =>
    (await actions()).setFavourite(parts, chosen(argument), true),
  );
  add('lakehouse.marts.removeFavourite', async (argument) =>
    (await actions()).setFavourite(parts, chosen(argument), false),
  );
  add('lakehouse.marts.editTags', async (argument) => (await actions()).editTags(parts, chosen(argument)));
  add('lakehouse.marts.chooseTimeColumn', async (argument) =>
    (await actions()).chooseTimeColumn(parts, chosen(argument)),
  );
  add('lakehouse.marts.measure', async (argument) => (await actions()).measure(parts, chosen(argument)));
  return { pages, dispose: () => owned.dispose() };
}

const sortCommands = {
  name: 'lakehouse.marts.sortByName',
  size: 'lakehouse.marts.sortBySize',
  rows: 'lakehouse.marts.sortByRows',
  freshness: 'lakehouse.marts.sortByFreshness',
} as const satisfies Record<(typeof martSorts)[number], CommandId>;

async function filter(tree: MartsTree): Promise<void> {
  const typed = await vscode.window.showInputBox({
    title: 'Filter Marts',
    prompt: 'Words in names and comments; owner:name; tag:name. Nothing shows everything.',
    placeHolder: 'loans owner:etl tag:finance',
    value: tree.filter,
  });
  if (typed !== undefined) {
    tree.filterBy(typed);
  }
}
