import type * as vscode from 'vscode';
import { isRecord } from '../../base/validate';
import type { Cell } from '../../core/ports';
import { looksSecret } from '../../core/query/parameters';
import { documentKey } from '../query/sqlDocuments';

const memoryKey = 'lakehouse.parameters';

/** So many documents are remembered, the ones that ran last. */
const documentsKept = 100;

/**
 * The last values of each document's parameters. Those whose names look secret, and those that the user does not want to
 * be kept, are forgotten with the window.
 */
export class ParameterMemory {
  private readonly values = new Map<string, Map<string, Cell>>();
  /** Only what the user said otherwise than the name. */
  private readonly kept = new Map<string, boolean>();

  constructor(private readonly memory: vscode.Memento) {
    for (const [key, stored] of Object.entries(readStored(memory.get(memoryKey)))) {
      this.values.set(key, new Map(Object.entries(stored)));
    }
  }

  of(uri: vscode.Uri): ReadonlyMap<string, Cell> {
    return this.values.get(documentKey(uri)) ?? new Map<string, Cell>();
  }

  /** Whether a value stays when the window closes. */
  isKept(parameter: string): boolean {
    return this.kept.get(parameter) ?? !looksSecret(parameter);
  }

  keep(parameter: string, isKept: boolean): void {
    this.kept.set(parameter, isKept);
  }

  note(uri: vscode.Uri, values: ReadonlyMap<string, Cell>): void {
    const key = documentKey(uri);
    const all = new Map([...this.of(uri), ...values]);
    this.values.delete(key);
    this.values.set(key, all);
    this.save();
  }

  move(from: vscode.Uri, to: vscode.Uri): void {
    const values = this.values.get(documentKey(from));
    if (values) {
      this.values.delete(documentKey(from));
      this.note(to, values);
    }
  }

  forget(uri: vscode.Uri): void {
    if (this.values.delete(documentKey(uri))) {
      this.save();
    }
  }

  private save(): void {
    const last = [...this.values].slice(-documentsKept);
    const stored = last.map(([key, values]) => [
      key,
      Object.fromEntries([...values].filter(([parameter]) => this.isKept(parameter))),
    ]);
    void this.memory.update(memoryKey, Object.fromEntries(stored));
  }
}

function readStored(stored: unknown): Record<string, Record<string, Cell>> {
  const documents = Object.entries(isRecord(stored) ? stored : {}).map(([key, values]) => {
    const entries = Object.entries(isRecord(values) ? values : {});
    return [key, Object.fromEntries(entries.filter((entry): entry is [string, Cell] => isCell(entry[1])))];
  });
  return Object.fromEntries(documents) as Record<string, Record<string, Cell>>;
}

function isCell(value: unknown): value is Cell {
  return value === null || typeof value === 'string';
}
