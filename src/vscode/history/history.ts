import path from 'node:path';
import type * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { type Day, dayOf } from '../../core/history/days';
import type { HistoryEntry } from '../../core/history/historyEntry';
import type { HistoryFiles } from '../../node/history/historyFiles';
import type { KeptPlans } from '../../node/history/keptPlans';
import type { KeptResults } from '../../node/history/keptResults';
import { readSetting } from '../settings';

/** The history on the disk, opened. */
export interface OpenHistory {
  readonly files: HistoryFiles;
  readonly kept: KeptResults;
  readonly plans: KeptPlans;
}

/** Milliseconds between two looks for what is too old or too much. */
const retainInterval = 60 * 60 * 1000;

/** The history of all windows, in the storage of the extension. It is opened when it is first needed. */
export class History implements Disposable {
  private readonly changed = new Emitter<Day | undefined>();
  private opened: Promise<OpenHistory> | undefined;
  private retainedAt = 0;
  /** Fires with the day of which runs were added or removed in this window; undefined for all. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly storage: Pick<vscode.Uri, 'fsPath'>) {}

  open(): Promise<OpenHistory> {
    return (this.opened ??= openHistory(path.join(this.storage.fsPath, 'history')));
  }

  /** Writes an entry. @throws Error of the file system */
  async add(entry: HistoryEntry): Promise<void> {
    const { files } = await this.open();
    const day = dayOf(entry.startedAt);
    await files.append(day, entry);
    this.changed.fire(day);
    await this.retain();
  }

  async delete(day: Day, id: string): Promise<void> {
    const { files, kept, plans } = await this.open();
    await files.delete(day, id);
    await kept.delete(id);
    await plans.delete(id);
    this.changed.fire(day);
  }

  async clear(): Promise<void> {
    const { files, kept, plans } = await this.open();
    await files.clear();
    await kept.clear();
    await plans.clear();
    this.changed.fire(undefined);
  }

  /** A result was kept, or another window may have changed something. */
  touch(day?: Day): void {
    this.changed.fire(day);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async retain(): Promise<void> {
    if (Date.now() - this.retainedAt < retainInterval) {
      return;
    }
    this.retainedAt = Date.now();
    const { files, kept, plans } = await this.open();
    const days = Math.max(1, readSetting('lakehouse.history.keepDays'));
    const limits = {
      before: dayOf(Date.now() - (days - 1) * 86_400_000),
      bytes: Math.max(1, readSetting('lakehouse.history.keepSize')) * 1024 * 1024,
    };
    await files.retain(limits);
    await plans.retain(limits);
    await kept.retain(keepLimits());
  }
}

/** How many results are kept, as the user has set it. */
export function keepLimits(): { readonly runs: number; readonly bytes: number } {
  return {
    runs: Math.max(0, readSetting('lakehouse.history.keepResults')),
    bytes: Math.max(0, readSetting('lakehouse.history.keepResultsSize')) * 1024 * 1024,
  };
}

async function openHistory(folder: string): Promise<OpenHistory> {
  const [{ HistoryFiles }, { KeptResults }, { KeptPlans }] = await Promise.all([
    import('../../node/history/historyFiles'),
    import('../../node/history/keptResults'),
    import('../../node/history/keptPlans'),
  ]);
  return {
    files: new HistoryFiles(folder),
    kept: new KeptResults(path.join(folder, 'results')),
    plans: new KeptPlans(path.join(folder, 'plans')),
  };
}
