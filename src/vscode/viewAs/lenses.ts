import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { isRecord, isString } from '../../base/validate';
import type { Lens } from '../../core/rowSecurity/lens';
import { documentKey } from '../query/sqlDocuments';

const memoryKey = 'viewAs.lenses';

/**
 * Through which lens each document looks. Kept across windows, because a document that VS Code restores must not run with
 * other rights than before.
 */
export class Lenses implements Disposable {
  private readonly lenses: Map<string, Lens>;
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly memory: Pick<vscode.Memento, 'get' | 'update'>) {
    this.lenses = readLenses(memory.get(memoryKey));
  }

  get isEmpty(): boolean {
    return this.lenses.size === 0;
  }

  of(uri: vscode.Uri): Lens | undefined {
    return this.lenses.get(documentKey(uri));
  }

  set(uri: vscode.Uri, lens: Lens | undefined): void {
    if (lens) {
      this.lenses.set(documentKey(uri), lens);
    } else if (!this.lenses.delete(documentKey(uri))) {
      return;
    }
    void this.memory.update(memoryKey, Object.fromEntries(this.lenses));
    this.changed.fire();
  }

  move(from: vscode.Uri, to: vscode.Uri): void {
    const lens = this.of(from);
    if (lens) {
      this.set(from, undefined);
      this.set(to, lens);
    }
  }

  dispose(): void {
    this.changed.dispose();
  }
}

function readLenses(kept: unknown): Map<string, Lens> {
  const lenses = new Map<string, Lens>();
  for (const [key, value] of Object.entries(isRecord(kept) ? kept : {})) {
    if (isRecord(value) && isString(value['role']) && Array.isArray(value['settings'])) {
      const settings = value['settings'].flatMap((each: unknown) =>
        isRecord(each) && isString(each['name']) && isString(each['value'])
          ? [{ name: each['name'], value: each['value'] }]
          : [],
      );
      lenses.set(key, { role: value['role'], settings });
    }
  }
  return lenses;
}
