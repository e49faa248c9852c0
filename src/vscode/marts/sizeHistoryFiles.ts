import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { readSizeHistory, type SizePoint, withSizePoint } from '../../core/mart/sizeHistory';
import { keyText, type MartKey } from './martNotes';

/** The sizes of marts on the days they were looked at: a small file for each, in the storage of the extension. */
export class SizeHistoryFiles {
  constructor(private readonly storage: vscode.Uri) {}

  async read(key: MartKey): Promise<readonly SizePoint[]> {
    try {
      const bytes = await vscode.workspace.fs.readFile(this.file(key));
      return readSizeHistory(new TextDecoder().decode(bytes));
    } catch {
      // There is none before the first visit.
      return [];
    }
  }

  async add(key: MartKey, point: Omit<SizePoint, 'day'>): Promise<readonly SizePoint[]> {
    const history = withSizePoint(await this.read(key), { day: today(), ...point });
    await vscode.workspace.fs.writeFile(this.file(key), new TextEncoder().encode(JSON.stringify(history)));
    return history;
  }

  /** Names of relations can hold anything, so the file is named after their digest. */
  private file(key: MartKey): vscode.Uri {
    const digest = createHash('sha256').update(keyText(key)).digest('hex').slice(0, 32);
    return vscode.Uri.joinPath(this.storage, 'sizes', `${digest}.json`);
  }
}

function today(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
