import path from 'node:path';
import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { MakeRows } from '../../core/query/storedRows';
import type { ResultFolder } from '../../node/results/resultFolder';

/** The extension's storage as the place of results. It is opened, and freed of leftovers, when it is first needed. */
export class ResultStorage implements Disposable {
  private folder: Promise<ResultFolder> | undefined;

  constructor(private readonly storage: vscode.Uri) {}

  readonly makeRows = async (): Promise<MakeRows> => {
    const folder = await (this.folder ??= this.open());
    return () => folder.newRows();
  };

  dispose(): void {
    void this.folder?.then((folder) => folder.dispose());
  }

  private async open(): Promise<ResultFolder> {
    const { ResultFolder } = await import('../../node/results/resultFolder');
    const folder = new ResultFolder(path.join(this.storage.fsPath, 'results'));
    void folder.removeLeftovers();
    return folder;
  }
}
