import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { isCancellation } from '../../base/cancelSignal';
import { policyTestEnding } from '../../core/rowSecurity/tests/policyTest';
import type { TestOutcome } from '../../core/rowSecurity/tests/runPolicyTests';
import { chooseConnection } from '../query/chooseConnection';
import { documentName } from '../query/sqlDocuments';
import type { PolicyTestFiles, TestPlace } from './policyTestFiles';
import type { RlsBenchParts } from './rlsBenchParts';

/** The tests of row security in the Test Explorer: an entry for each file, and one below it for each test. */
export class PolicyTestExplorer implements Disposable {
  private readonly store = new DisposableStore();
  private readonly controller: vscode.TestController;

  constructor(
    private readonly files: PolicyTestFiles,
    private readonly parts: RlsBenchParts,
  ) {
    this.controller = this.store.add(
      vscode.tests.createTestController('lakehouse.rowSecurity', 'Row Security'),
    );
    this.controller.refreshHandler = () => this.refresh();
    const profile = (label: string, isDefault: boolean, where: () => Promise<TestPlace | undefined>) =>
      this.controller.createRunProfile(
        label,
        vscode.TestRunProfileKind.Run,
        async (request, token) => {
          const place = await parts.runner.attempt('lakehouse.rls.tests', where);
          if (place !== undefined) {
            await this.run(request, token, place);
          }
        },
        isDefault,
      );
    profile('Run on the Sandbox', true, () => Promise.resolve('sandbox'));
    profile('Run on a Connection…', false, () => this.choosePlace());
    const watcher = this.store.add(vscode.workspace.createFileSystemWatcher(`**/*${policyTestEnding}`));
    const read = (file: vscode.Uri) =>
      void parts.runner.quietly('reading tests of row security', undefined, () => this.take(file));
    watcher.onDidCreate(read);
    watcher.onDidChange(read);
    watcher.onDidDelete((file) => this.controller.items.delete(file.toString()));
  }

  /** The entries, for tests. */
  get items(): vscode.TestItemCollection {
    return this.controller.items;
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Looks for files anew. */
  async refresh(): Promise<void> {
    const files = await this.files.files();
    this.controller.items.replace([]);
    for (const file of files) {
      await this.parts.runner.quietly('reading tests of row security', undefined, () => this.take(file));
    }
  }

  /** Reads a file anew and lists its tests. */
  async take(file: vscode.Uri): Promise<void> {
    const { value, problems } = await this.files.read(file);
    const item = this.controller.createTestItem(file.toString(), documentName(file), file);
    const [problem] = problems;
    if (problem) {
      item.error = new vscode.MarkdownString().appendText(`Line ${problem.line + 1}: ${problem.message}`);
    }
    item.children.replace(
      value.tests.map(({ name, line, lens }, index) => {
        const child = this.controller.createTestItem(`${file.toString()}#${line}`, name, file);
        child.description = `as ${lens.role}`;
        child.range = new vscode.Range(line, 0, line, 0);
        child.sortText = String(index).padStart(6, '0');
        return child;
      }),
    );
    this.controller.items.add(item);
  }

  /** Runs what the request names, or everything. Answers with how many tests passed, and how many did not. */
  async run(
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
    place: TestPlace,
  ): Promise<{ readonly passed: number; readonly failed: number }> {
    const run = this.controller.createTestRun(request);
    const stopped = new AbortController();
    token.onCancellationRequested(() => stopped.abort());
    const tally = { passed: 0, failed: 0 };
    try {
      for (const item of request.include ?? itemsOf(this.controller.items)) {
        if (!token.isCancellationRequested) {
          await this.runItem(run, item, { place, signal: stopped.signal, tally });
        }
      }
    } finally {
      run.end();
    }
    return tally;
  }

  private async runItem(
    run: vscode.TestRun,
    item: vscode.TestItem,
    { place, signal, tally }: Running,
  ): Promise<void> {
    const file = item.uri;
    if (!file) {
      return;
    }
    const only = item.parent === undefined ? undefined : Number(item.id.slice(item.id.lastIndexOf('#') + 1));
    const waiting = new Map(
      (item.parent === undefined ? itemsOf(item.children) : [item]).map((each) => [each.id, each]),
    );
    waiting.forEach((each) => run.started(each));
    try {
      await this.files.run(file, { place, only, signal }, (test, outcome) => {
        const child = waiting.get(`${file.toString()}#${test.line}`);
        if (child) {
          waiting.delete(child.id);
          tally[outcome.kind === 'passed' ? 'passed' : 'failed']++;
          report(run, child, outcome);
        }
      });
    } catch (error) {
      if (isCancellation(error)) {
        waiting.forEach((each) => run.skipped(each));
        return;
      }
      const text = this.parts.runner.describe(error, 'lakehouse.rls.tests');
      const message = new vscode.TestMessage(text);
      tally.failed += Math.max(1, waiting.size);
      (waiting.size === 0 ? [item] : [...waiting.values()]).forEach((each) => run.errored(each, message));
    }
  }

  private async choosePlace(): Promise<TestPlace | undefined> {
    const binding = await chooseConnection(this.parts.connections, undefined);
    return binding && (await this.files.agreed(binding)) ? binding : undefined;
  }
}

interface Running {
  readonly place: TestPlace;
  readonly signal: AbortSignal;
  readonly tally: { passed: number; failed: number };
}

/** What a database answers is text, and no Markdown. */
function report(run: vscode.TestRun, item: vscode.TestItem, outcome: TestOutcome): void {
  if (outcome.kind === 'passed') {
    run.passed(item);
    return;
  }
  const place = item.uri && item.range ? new vscode.Location(item.uri, item.range) : undefined;
  const message =
    outcome.kind === 'failed'
      ? vscode.TestMessage.diff('Another answer than expected.', outcome.expected, outcome.actual)
      : new vscode.TestMessage(outcome.message);
  if (place) {
    message.location = place;
  }
  (outcome.kind === 'failed' ? run.failed : run.errored).call(run, item, message);
}

function itemsOf(collection: vscode.TestItemCollection): readonly vscode.TestItem[] {
  const items: vscode.TestItem[] = [];
  collection.forEach((item) => items.push(item));
  return items;
}
