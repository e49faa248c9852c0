import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { isRecord, isString } from '../../base/validate';
import type { ConnectionService } from '../connections/connectionService';
import { documentKey } from './sqlDocuments';

/** Where an editor's statements go. */
export interface Binding {
  readonly profileId: string;
  readonly database: string;
}

/**
 * Remembers for each document which connection the user chose, in this workspace. A document without a choice uses the
 * only connection when there is just one.
 */
export class ConnectionBindings implements Disposable {
  private readonly bindings: Map<string, Binding>;
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly memory: vscode.Memento,
    private readonly connections: ConnectionService,
  ) {
    this.bindings = readBindings(memory.get(memoryKey));
  }

  /** Undefined when the user must choose first. A connection that was removed since counts as not chosen. */
  of(uri: vscode.Uri): Binding | undefined {
    const chosen = this.bindings.get(documentKey(uri));
    if (chosen && this.connections.profile(chosen.profileId)) {
      return chosen;
    }
    const [only, ...others] = this.connections.profiles;
    return only && others.length === 0 ? { profileId: only.id, database: only.database } : undefined;
  }

  has(uri: vscode.Uri): boolean {
    return this.bindings.has(documentKey(uri));
  }

  set(uri: vscode.Uri, binding: Binding): void {
    this.bindings.set(documentKey(uri), binding);
    this.save();
  }

  move(from: vscode.Uri, to: vscode.Uri): void {
    const binding = this.bindings.get(documentKey(from));
    if (binding) {
      this.bindings.delete(documentKey(from));
      this.bindings.set(documentKey(to), binding);
      this.save();
    }
  }

  forget(uri: vscode.Uri): void {
    if (this.bindings.delete(documentKey(uri))) {
      this.save();
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  private save(): void {
    void this.memory.update(memoryKey, Object.fromEntries(this.bindings));
    this.changed.fire();
  }
}

const memoryKey = 'lakehouse.bindings';

function readBindings(stored: unknown): Map<string, Binding> {
  const bindings = new Map<string, Binding>();
  for (const [key, value] of Object.entries(isRecord(stored) ? stored : {})) {
    if (isRecord(value) && isString(value['profileId']) && isString(value['database'])) {
      bindings.set(key, { profileId: value['profileId'], database: value['database'] });
    }
  }
  return bindings;
}
