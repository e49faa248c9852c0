import type { Disposable } from '../../base/disposable';
import { UserError } from '../../base/userError';
import { scaffoldEntry } from '../../core/scaffold/scaffolds';
import { ScaffoldPanel } from './scaffoldPanel';
import type { ScaffoldParts, ScaffoldRequest } from './scaffoldParts';

/** The scaffolds that are open. Each request opens a page of its own: two may be compared. */
export class ScaffoldPanels implements Disposable {
  private readonly panels = new Set<ScaffoldPanel>();

  constructor(private readonly parts: ScaffoldParts) {}

  /** @throws UserError when there is no such scaffold or connection */
  async open(request: ScaffoldRequest): Promise<void> {
    const entry = scaffoldEntry(request.scaffold);
    if (entry === undefined) {
      throw new UserError(`There is no scaffold ${request.scaffold}.`);
    }
    if (this.parts.connections.profile(request.place.profileId) === undefined) {
      throw new UserError('This connection is no longer in the settings. Refresh the Lakehouse sidebar.');
    }
    const panel = new ScaffoldPanel(this.parts, await entry.load(), request);
    this.panels.add(panel);
    panel.onDidDispose(() => this.panels.delete(panel));
  }

  dispose(): void {
    for (const panel of [...this.panels]) {
      panel.dispose();
    }
  }
}
