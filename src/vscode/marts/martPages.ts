import type { Disposable } from '../../base/disposable';
import { neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { currentRelation, type RelationRow } from '../../core/catalog/queries/relations';
import type { Place } from '../../core/explorer/nodes';
import { keyText } from './martNotes';
import type { MartPageHost } from './martPageHost';
import type { MartPageParts } from './martPageParts';

/** One page for each relation. What it shows is loaded with the first one. */
export class MartPages implements Disposable {
  private readonly pages = new Map<string, MartPageHost>();

  constructor(private readonly parts: MartPageParts) {}

  /** Shows the page of a relation. */
  async open(place: Place, relation: RelationRow): Promise<void> {
    const key = keyText({ place, ...relation });
    const open = this.pages.get(key);
    if (open) {
      open.reveal();
      return;
    }
    const { MartPageHost: Host } = await import('./martPageHost');
    const page = new Host(this.parts, { place, relation, open: (oid) => this.openOid(place, oid) });
    this.pages.set(key, page);
    page.onDidDispose(() => this.pages.delete(key));
  }

  /**
   * Shows the page of the relation with this oid.
   * @throws UserError when it is gone; otherwise as `ConnectionService.database` and `Database.read`
   */
  async openOid(place: Place, oid: number): Promise<void> {
    const database = await this.parts.connections.database(place.profileId, place.database);
    const [row] = await database.read(currentRelation({ oid, schema: '', name: '' }), neverCancelled);
    if (row === undefined) {
      throw new UserError('It no longer exists: it was dropped meanwhile. Refresh the page.');
    }
    await this.open(place, row);
  }

  dispose(): void {
    for (const page of [...this.pages.values()]) {
      page.dispose();
    }
  }
}
