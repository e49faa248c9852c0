import type * as vscode from 'vscode';
import { type ExplainSettings, readSettings } from '../../../core/plan/running/explainSettings';

const key = 'lakehouse.explainSettings';

/** How statements were explained the last time that somebody chose, in this workspace. */
export class SettingsMemory {
  constructor(private readonly memory: Pick<vscode.Memento, 'get' | 'update'>) {}

  last(): ExplainSettings {
    return readSettings(this.memory.get(key));
  }

  note({ choice, timeoutMs, repeat }: ExplainSettings): void {
    void this.memory.update(key, { choice, timeoutMs, repeat });
  }
}
