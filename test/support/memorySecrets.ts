import * as vscode from 'vscode';

/** Secret storage that forgets with the test. */
export function memorySecrets(saved = new Map<string, string>()): vscode.SecretStorage {
  return {
    get: (key) => Promise.resolve(saved.get(key)),
    store: (key, value) => Promise.resolve(void saved.set(key, value)),
    delete: (key) => Promise.resolve(void saved.delete(key)),
    onDidChange: new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event,
  };
}
