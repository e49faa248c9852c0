import type * as vscode from 'vscode';
import { isRecord, isString } from '../../base/validate';
import type { SourceName } from '../../core/catalog/ddl/source';
import { documentKey } from '../query/sqlDocuments';

/** A function, procedure or view that is being edited in a document. */
export interface EditedSource extends SourceName {
  readonly profileId: string;
  readonly database: string;
  /** The definitions that the document may replace: the one that was opened, and those that it made since. */
  readonly fingerprints: readonly string[];
}

/** Remembers what each document edits, also over a restart of the window, which brings unsaved texts back. */
export class EditedSources {
  private readonly sources: Map<string, EditedSource>;

  constructor(private readonly memory: vscode.Memento) {
    this.sources = readSources(memory.get(memoryKey));
  }

  of(uri: vscode.Uri): EditedSource | undefined {
    return this.sources.get(documentKey(uri));
  }

  set(uri: vscode.Uri, source: EditedSource): void {
    this.sources.set(documentKey(uri), source);
    this.save();
  }

  move(from: vscode.Uri, to: vscode.Uri): void {
    const source = this.of(from);
    if (source) {
      this.sources.delete(documentKey(from));
      this.set(to, source);
    }
  }

  forget(uri: vscode.Uri): void {
    if (this.sources.delete(documentKey(uri))) {
      this.save();
    }
  }

  private save(): void {
    void this.memory.update(memoryKey, Object.fromEntries(this.sources));
  }
}

const memoryKey = 'lakehouse.editedSources';

function readSources(stored: unknown): Map<string, EditedSource> {
  const sources = new Map<string, EditedSource>();
  for (const [key, value] of Object.entries(isRecord(stored) ? stored : {})) {
    const source = readSource(value);
    if (source) {
      sources.set(key, source);
    }
  }
  return sources;
}

function readSource(value: unknown): EditedSource | undefined {
  if (!isRecord(value)) {
    return undefined;
  }
  const { kind, schema, name, signature, profileId, database, fingerprints } = value;
  const isKind = kind === 'function' || kind === 'procedure' || kind === 'view';
  return isKind &&
    isString(schema) &&
    isString(name) &&
    isString(signature) &&
    isString(profileId) &&
    isString(database) &&
    Array.isArray(fingerprints)
    ? { kind, schema, name, signature, profileId, database, fingerprints: fingerprints.filter(isString) }
    : undefined;
}
