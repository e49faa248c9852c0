import * as vscode from 'vscode';
import { isCancellation } from '../../base/cancelSignal';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { documentName } from '../query/sqlDocuments';
import type { Runner } from '../run';

/** A test as its file lists it. */
export interface ListedTest {
  /** Tells it from the others of its file, also when the file is read again. */
  readonly key: number;
  readonly label: string;
  readonly description?: string;
  /** Where it stands, from 0. */
  readonly line?: number;
}

export interface ListedFile {
  readonly tests: readonly ListedTest[];
  /** What is wrong with the file, as text. */
  readonly problem?: string | undefined;
}

/** What came of a test. */
export type TestVerdict =
  { readonly kind: 'passed' } | { readonly kind: 'failed' | 'errored'; readonly message: vscode.TestMessage };

/** What is run, where, and until when. */
export interface TestRunning<Place> {
  readonly place: Place;
  /** The key of the one test; undefined for all of the file. */
  readonly only: number | undefined;
  readonly signal: AbortSignal;
}

/** A kind of tests that lie in files of the workspace. */
export interface FileTestKind<Place> {
  readonly id: string;
  readonly label: string;
  /** How the names of the files end. */
  readonly ending: string;
  /** The first one is the default. `where` answers undefined when the user turned away. */
  readonly profiles: readonly {
    readonly label: string;
    readonly where: () => Promise<Place | undefined>;
  }[];
  files(): Promise<readonly vscode.Uri[]>;
  read(file: vscode.Uri): Promise<ListedFile>;
  /** Throws when nothing can be run. */
  run(
    file: vscode.Uri,
    running: TestRunning<Place>,
    tell: (key: number, verdict: TestVerdict) => void,
  ): Promise<void>;
}

/** How many tests passed, and how many did not. */
export interface TestTally {
  readonly passed: number;
  readonly failed: number;
}

/** Tests of one kind in the Test Explorer: an entry for each file, and one below it for each test. */
export class FileTests<Place> implements Disposable {
  private readonly store = new DisposableStore();
  private readonly controller: vscode.TestController;

  constructor(
    private readonly kind: FileTestKind<Place>,
    private readonly runner: Runner,
  ) {
    this.controller = this.store.add(vscode.tests.createTestController(kind.id, kind.label));
    this.controller.refreshHandler = () => this.refresh();
    kind.profiles.forEach(({ label, where }, index) => {
      const run = async (request: vscode.TestRunRequest, token: vscode.CancellationToken) => {
        const place = await runner.attempt(kind.id, where);
        if (place !== undefined) {
          await this.run(request, token, place);
        }
      };
      this.controller.createRunProfile(label, vscode.TestRunProfileKind.Run, run, index === 0);
    });
    const watcher = this.store.add(vscode.workspace.createFileSystemWatcher(`**/*${kind.ending}`));
    watcher.onDidCreate((file) => void this.takeQuietly(file));
    watcher.onDidChange((file) => void this.takeQuietly(file));
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
    const files = await this.kind.files();
    this.controller.items.replace([]);
    for (const file of files) {
      await this.takeQuietly(file);
    }
  }

  /** Reads a file anew and lists its tests. */
  async take(file: vscode.Uri): Promise<void> {
    const { tests, problem } = await this.kind.read(file);
    const item = this.controller.createTestItem(file.toString(), documentName(file), file);
    if (problem !== undefined) {
      item.error = new vscode.MarkdownString().appendText(problem);
    }
    item.children.replace(
      tests.map(({ key, label, description, line }, index) => {
        const child = this.controller.createTestItem(childId(file, key), label, file);
        if (description !== undefined) {
          child.description = description;
        }
        child.range = line === undefined ? undefined : new vscode.Range(line, 0, line, 0);
        child.sortText = String(index).padStart(6, '0');
        return child;
      }),
    );
    this.controller.items.add(item);
  }

  /** Runs what the request names, or everything, until the token or the Test Explorer stops it. */
  async run(
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
    place: Place,
  ): Promise<TestTally> {
    const run = this.controller.createTestRun(request);
    const stopped = new AbortController();
    const stops = [token, run.token].map((each) => each.onCancellationRequested(() => stopped.abort()));
    const tally = { passed: 0, failed: 0 };
    try {
      for (const item of request.include ?? itemsOf(this.controller.items)) {
        for (const chosen of withoutExcluded(item, request.exclude ?? [])) {
          if (!token.isCancellationRequested && !stopped.signal.aborted) {
            await this.runItem(run, chosen, { place, signal: stopped.signal, tally });
          }
        }
      }
    } finally {
      stops.forEach((each) => {
        each.dispose();
      });
      run.end();
    }
    return tally;
  }

  private takeQuietly(file: vscode.Uri): Promise<void> {
    return this.runner.quietly(this.kind.id, undefined, () => this.take(file));
  }

  private async runItem(
    run: vscode.TestRun,
    item: vscode.TestItem,
    { place, signal, tally }: Running<Place>,
  ): Promise<void> {
    const file = item.uri;
    if (!file) {
      return;
    }
    const only = item.parent === undefined ? undefined : keyOf(item);
    const tests = item.parent === undefined ? itemsOf(item.children) : [item];
    const waiting = new Map(tests.map((each) => [each.id, each]));
    waiting.forEach((each) => run.started(each));
    try {
      await this.kind.run(file, { place, only, signal }, (key, verdict) => {
        const child = waiting.get(childId(file, key));
        if (child) {
          waiting.delete(child.id);
          tally[verdict.kind === 'passed' ? 'passed' : 'failed']++;
          report(run, child, verdict);
        }
      });
      // The file is another one than was listed.
      waiting.forEach((each) => run.skipped(each));
    } catch (error) {
      if (isCancellation(error)) {
        waiting.forEach((each) => run.skipped(each));
        return;
      }
      const message = new vscode.TestMessage(this.runner.describe(error, this.kind.id));
      tally.failed += Math.max(1, waiting.size);
      (waiting.size === 0 ? [item] : [...waiting.values()]).forEach((each) => run.errored(each, message));
    }
  }
}

interface Running<Place> {
  readonly place: Place;
  readonly signal: AbortSignal;
  readonly tally: { passed: number; failed: number };
}

function report(run: vscode.TestRun, item: vscode.TestItem, verdict: TestVerdict): void {
  if (verdict.kind === 'passed') {
    run.passed(item);
    return;
  }
  const { message, kind } = verdict;
  if (!message.location && item.uri && item.range) {
    message.location = new vscode.Location(item.uri, item.range);
  }
  (kind === 'failed' ? run.failed : run.errored).call(run, item, message);
}

/** What is left of an entry: itself, its other children, or nothing. */
function withoutExcluded(
  item: vscode.TestItem,
  excluded: readonly vscode.TestItem[],
): readonly vscode.TestItem[] {
  const ids = new Set(excluded.map(({ id }) => id));
  if (ids.has(item.id) || (item.parent !== undefined && ids.has(item.parent.id))) {
    return [];
  }
  const children = itemsOf(item.children);
  return children.some(({ id }) => ids.has(id)) ? children.filter(({ id }) => !ids.has(id)) : [item];
}

function childId(file: vscode.Uri, key: number): string {
  return `${file.toString()}#${key}`;
}

function keyOf({ id }: vscode.TestItem): number {
  return Number(id.slice(id.lastIndexOf('#') + 1));
}

function itemsOf(collection: vscode.TestItemCollection): readonly vscode.TestItem[] {
  const items: vscode.TestItem[] = [];
  collection.forEach((item) => items.push(item));
  return items;
}
