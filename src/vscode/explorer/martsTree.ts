import type * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { isOneOf } from '../../base/validate';
import type { MartFilter } from '../../core/catalog/queries/martFilter';
import { type MartSort, martSorts } from '../../core/catalog/martSorts';
import { martLayersOf } from '../../core/explorer/martLayersOf';
import { type MartSearch, readMartSearch } from '../../core/explorer/martSearch';
import type { MartOptions } from '../../core/explorer/loadMarts';
import type { ExplorerNode } from '../../core/explorer/nodes';
import { setContextKey } from '../contextKeys';
import type { MartNotes } from '../marts/martNotes';
import { onDidChangeSetting, readSetting } from '../settings';
import { type DbtMarks, withDbtMark } from './dbtMarks';
import { ExplorerTree, type ExplorerTreeOptions } from './explorerTree';

const sortKey = 'lakehouse.martsSort';

/** The view of the layers of schemas: the rows, the size and the last write of each relation. */
export class MartsTree implements vscode.Disposable {
  private readonly owned = new DisposableStore();
  private typed = '';
  private search: MartSearch | undefined;
  readonly tree: ExplorerTree;

  constructor(
    options: Pick<ExplorerTreeOptions, 'connections' | 'runner'>,
    private readonly state: vscode.Memento,
    private readonly notes: MartNotes,
    private readonly dbt: DbtMarks,
  ) {
    this.tree = this.owned.add(
      new ExplorerTree({
        ...options,
        viewId: 'lakehouse.marts',
        marts: () => this.options(),
        decorate: (node) => this.decorate(node),
      }),
    );
    this.owned.add(onDidChangeSetting(['lakehouse.marts.layers'], () => this.tree.refresh()));
    this.owned.add(notes.onDidChange(() => this.tree.show()));
    setContextKey(sortKey, this.sort);
    setContextKey('lakehouse.martsFiltered', false);
  }

  async sortBy(sort: MartSort): Promise<void> {
    await this.state.update(sortKey, sort);
    setContextKey(sortKey, sort);
    this.tree.refresh();
  }

  /** What the user typed to see fewer marts. */
  get filter(): string {
    return this.typed;
  }

  /** @param typed as `readMartSearch` understands it; nothing to see everything. */
  filterBy(typed: string): void {
    this.search = readMartSearch(typed);
    this.typed = this.search === undefined ? '' : typed.trim();
    this.tree.message = this.search === undefined ? undefined : `Filter: ${this.typed}`;
    setContextKey('lakehouse.martsFiltered', this.search !== undefined);
    this.tree.refresh();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private options(): MartOptions {
    return {
      layers: martLayersOf(readSetting('lakehouse.marts.layers')),
      sort: this.sort,
      filter: (profileId) => this.filterOf(profileId),
      favourites: (profileId) => this.notes.favourites(profileId),
    };
  }

  private filterOf(profileId: string): MartFilter | undefined {
    const { search } = this;
    return (
      search && {
        text: search.text,
        owner: search.owner,
        among: search.tags.length === 0 ? undefined : this.notes.tagged(profileId, search.tags),
      }
    );
  }

  private decorate(node: ExplorerNode): ExplorerNode {
    return node.kind === 'relation' && !node.row.isPartition
      ? withDbtMark({ ...node, marks: this.notes.marks({ place: node.place, ...node.row }) }, this.dbt)
      : node;
  }

  private get sort(): MartSort {
    const kept = this.state.get(sortKey);
    return isOneOf(martSorts, kept) ? kept : 'name';
  }
}
