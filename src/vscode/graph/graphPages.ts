import type { Disposable } from '../../base/disposable';
import type { RelationRow } from '../../core/catalog/queries/relations';
import type { Place } from '../../core/explorer/nodes';
import type { GraphPageHost } from './graphPageHost';
import type { GraphPageParts } from './graphPageParts';
import type { GraphSource } from './graphSource';

/** Pages of graphs, one for each thing that is asked for. What draws them is loaded with the first one. */
export class GraphPages implements Disposable {
  private readonly pages = new Map<string, GraphPageHost>();

  constructor(private readonly parts: GraphPageParts) {}

  /** What a relation depends on and what depends on it. */
  async dependencies(place: Place, relation: RelationRow): Promise<void> {
    const { dependencySource } = await import('./graphSource');
    await this.show(place, dependencySource(relation), [relation.schema, relation.name]);
  }

  /** The diagram of a schema; of some of its tables with their neighbours, when they are named. */
  async diagram(place: Place, schema: string, tables?: readonly string[]): Promise<void> {
    const { diagramSource } = await import('./graphSource');
    await this.show(place, diagramSource(schema, tables), [schema, tables ?? null]);
  }

  dispose(): void {
    for (const page of [...this.pages.values()]) {
      page.dispose();
    }
  }

  private async show(place: Place, source: GraphSource, subject: readonly unknown[]): Promise<void> {
    const key = JSON.stringify([source.kind, place.profileId, place.database ?? null, ...subject]);
    const open = this.pages.get(key);
    if (open) {
      open.reveal();
      return;
    }
    const { GraphPageHost: Host } = await import('./graphPageHost');
    const page = new Host(this.parts, place, source);
    this.pages.set(key, page);
    page.onDidDispose(() => this.pages.delete(key));
  }
}
