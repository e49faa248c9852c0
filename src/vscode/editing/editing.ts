import { type Disposable, DisposableStore } from '../../base/disposable';
import type { EditHost } from '../../protocol/editing';
import type { Handlers } from '../../protocol/rpc';
import type { EditService, EditServiceParts } from './editService';
import { PendingEdits } from './pendingEdits';

/** Editing of results. What does it is loaded when somebody begins to. */
export class Editing implements Disposable {
  readonly pending: PendingEdits;
  private service: Promise<EditService> | undefined;
  private readonly owned = new DisposableStore();

  constructor(private readonly parts: Omit<EditServiceParts, 'pending' | 'previews'>) {
    this.pending = new PendingEdits(parts.runs, parts.confirm);
  }

  readonly handlers: Handlers<EditHost> = {
    beginEdit: async (place, signal) => (await this.load()).handlers.beginEdit(place, signal),
    // Before anybody began, nothing is edited.
    edits: async (place, signal) => (await this.service)?.handlers.edits(place, signal),
    edit: async (request, signal) => (await this.load()).handlers.edit(request, signal),
    editedValue: async (request, signal) => (await this.load()).handlers.editedValue(request, signal),
    previewEdits: async (place, signal) => (await this.load()).handlers.previewEdits(place, signal),
    applyEdits: async (place, signal) => (await this.load()).handlers.applyEdits(place, signal),
    endEdit: async (place, signal) => (await this.load()).handlers.endEdit(place, signal),
  };

  dispose(): void {
    this.owned.dispose();
  }

  private load(): Promise<EditService> {
    return (this.service ??= this.start());
  }

  private async start(): Promise<EditService> {
    const { EditService } = await import('./editService');
    const { EditPreviews } = await import('./editPreviews');
    const previews = new EditPreviews();
    const service = new EditService({ ...this.parts, pending: this.pending, previews });
    this.owned.add(previews);
    return this.owned.add(service);
  }
}
