import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { isOneOf, isRecord } from '../../base/validate';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { ConnectionService } from '../connections/connectionService';
import type { ConnectionBindings } from '../query/connectionBindings';
import { documentKey } from '../query/sqlDocuments';
import { readSetting } from '../settings';

const modes = ['automatic', 'manual'] as const;
/** Whether each statement commits by itself, or the user commits. */
export type CommitMode = (typeof modes)[number];

const memoryKey = 'lakehouse.commitModes';

/** The commit mode of each document: what the user chose for it, or what its connection or the settings say. */
export class CommitModes implements Disposable {
  private readonly chosen: Map<string, CommitMode>;
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly memory: vscode.Memento,
    private readonly connections: ConnectionService,
    private readonly bindings: ConnectionBindings,
  ) {
    this.chosen = readModes(memory.get(memoryKey));
  }

  of(uri: vscode.Uri): CommitMode {
    const chosen = this.chosen.get(documentKey(uri));
    const binding = this.bindings.of(uri);
    const profile = binding && this.connections.profile(binding.profileId);
    return chosen ?? usualMode(profile, uri);
  }

  set(uri: vscode.Uri, mode: CommitMode): void {
    this.chosen.set(documentKey(uri), mode);
    this.save();
  }

  move(from: vscode.Uri, to: vscode.Uri): void {
    const mode = this.chosen.get(documentKey(from));
    if (mode) {
      this.chosen.delete(documentKey(from));
      this.set(to, mode);
    }
  }

  forget(uri: vscode.Uri): void {
    if (this.chosen.delete(documentKey(uri))) {
      this.save();
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  private save(): void {
    void this.memory.update(memoryKey, Object.fromEntries(this.chosen));
    this.changed.fire();
  }
}

function usualMode(profile: ConnectionProfile | undefined, uri: vscode.Uri): CommitMode {
  const automatic = profile?.autocommit ?? readSetting('lakehouse.query.autocommit', uri);
  return automatic ? 'automatic' : 'manual';
}

function readModes(stored: unknown): Map<string, CommitMode> {
  const entries = Object.entries(isRecord(stored) ? stored : {});
  return new Map(entries.flatMap(([key, value]) => (isOneOf(modes, value) ? [[key, value] as const] : [])));
}
