import type * as vscode from 'vscode';

/** A memento that remembers nothing. */
export const emptyMemory: vscode.Memento = {
  keys: () => [],
  get: () => undefined,
  update: () => Promise.resolve(),
};
