import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../base/disposable';
import { type BaselineOutcome, outcomeSentences } from '../../../core/plan/baseline/checkBaseline';
import { baselineEnding } from '../../../core/plan/baseline/baselineFile';
import { documentName } from '../../query/sqlDocuments';
import type { Runner } from '../../run';
import type { CheckedBaseline, PlanBaselines } from './planBaselines';

/** The baselines of the workspace in the Test Explorer: an entry for each file, and one below it for each statement. */
export class BaselineTests implements Disposable {
  private readonly store = new DisposableStore();
  private readonly controller: vscode.TestController;

  constructor(
    private readonly baselines: PlanBaselines,
    private readonly runner: Runner,
  ) {
    this.controller = this.store.add(
      vscode.tests.createTestController('lakehouse.planBaselines', 'Plan Baselines'),
    );
    this.controller.refreshHandler = () => this.refresh();
    this.controller.createRunProfile(
      'Check Plans',
      vscode.TestRunProfileKind.Run,
      async (request, token) => {
        await this.run(request, token);
      },
      true,
    );
    const watcher = this.store.add(vscode.workspace.createFileSystemWatcher(`**/*${baselineEnding}`));
    const read = (file: vscode.Uri) => void this.runner.attempt('lakehouse.baselines', () => this.take(file));
    watcher.onDidCreate(read);
    watcher.onDidChange(read);
    watcher.onDidDelete((file) => this.controller.items.delete(file.toString()));
  }

  /** The entries, for the command that checks all of them and for tests. */
  get items(): vscode.TestItemCollection {
    return this.controller.items;
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Looks for baselines anew. */
  async refresh(): Promise<void> {
    const files = await this.baselines.files();
    this.controller.items.replace([]);
    for (const file of files) {
      await this.runner.attempt('lakehouse.baselines', () => this.take(file));
    }
  }

  /** Checks what the request names, or everything. Answers with how many plans are as they were, and how many not. */
  async run(
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
  ): Promise<{ readonly passed: number; readonly failed: number }> {
    const run = this.controller.createTestRun(request);
    const stopped = new AbortController();
    token.onCancellationRequested(() => stopped.abort());
    const tally = { passed: 0, failed: 0 };
    try {
      for (const item of request.include ?? itemsOf(this.controller.items)) {
        if (token.isCancellationRequested) {
          break;
        }
        await this.check(run, item, { signal: stopped.signal, tally });
      }
    } finally {
      run.end();
    }
    return tally;
  }

  /** Reads a baseline anew and lists its statements. */
  async take(file: vscode.Uri): Promise<void> {
    const baseline = await this.baselines.read(file);
    const item = this.controller.createTestItem(file.toString(), documentName(file), file);
    item.children.replace(
      (baseline?.statements ?? []).map(({ number, sql }) => {
        const child = this.controller.createTestItem(`${file.toString()}#${number}`, sql, file);
        child.sortText = String(number).padStart(6, '0');
        return child;
      }),
    );
    this.controller.items.add(item);
  }

  private async check(run: vscode.TestRun, item: vscode.TestItem, running: Running): Promise<void> {
    const file = item.uri;
    if (!file) {
      return;
    }
    const hash = item.parent === undefined ? undefined : Number(item.id.slice(item.id.lastIndexOf('#') + 1));
    const items = item.parent === undefined ? itemsOf(item.children) : [item];
    items.forEach((each) => run.started(each));
    try {
      const checked = await this.baselines.check(file, hash, running.signal);
      for (const each of checked) {
        const child = items.find(({ id }) => id === `${file.toString()}#${each.number}`);
        if (child) {
          await this.report(run, child, { file, checked: each, tally: running.tally });
        }
      }
    } catch (error) {
      const message = new vscode.TestMessage(this.runner.describe(error, 'lakehouse.plan.checkBaselines'));
      running.tally.failed += items.length;
      items.forEach((each) => run.errored(each, message));
    }
  }

  private async report(
    run: vscode.TestRun,
    item: vscode.TestItem,
    { file, checked, tally }: { file: vscode.Uri; checked: CheckedBaseline; tally: Running['tally'] },
  ): Promise<void> {
    const { outcome, number } = checked;
    if (outcome.kind === 'same') {
      tally.passed++;
      run.passed(item);
      return;
    }
    tally.failed++;
    const message = messageFor(outcome, file, number);
    const place = await this.baselines.place(file, number).catch(() => undefined);
    if (place) {
      message.location = place;
    }
    (outcome.kind === 'changed' ? run.failed : run.errored).call(run, item, message);
  }
}

interface Running {
  readonly signal: AbortSignal;
  readonly tally: { passed: number; failed: number };
}

/** The sentences, the difference of the lines, and a link to the comparison. Names of a database are data. */
function messageFor(outcome: BaselineOutcome, file: vscode.Uri, number: number): vscode.TestMessage {
  const text = new vscode.MarkdownString();
  for (const sentence of outcomeSentences(outcome)) {
    text.appendText(sentence);
    text.appendMarkdown('\n\n');
  }
  if (outcome.kind !== 'changed') {
    return new vscode.TestMessage(text);
  }
  text.isTrusted = { enabledCommands: ['lakehouse.plan.compare'] };
  const argument = encodeURIComponent(JSON.stringify([{ baseline: file.toString(), statement: number }]));
  text.appendMarkdown(`[Compare the plans](command:lakehouse.plan.compare?${argument})`);
  return vscode.TestMessage.diff(text, outcome.expected.join('\n'), outcome.actual.join('\n'));
}

function itemsOf(collection: vscode.TestItemCollection): readonly vscode.TestItem[] {
  const items: vscode.TestItem[] = [];
  collection.forEach((item) => items.push(item));
  return items;
}
