import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { isCancellation } from '../../base/cancelSignal';
import {
  type DbtProjectState,
  keptLive,
  type LiveCheck,
  shownTarget,
  withoutChecks,
} from '../../core/dbt/view/dbtState';
import { JinjaRenderer } from '../../node/dbt/jinja/jinjaRenderer';
import type { DbtEnvironment } from '../../node/dbt/profiles/findProfiles';
import { findDbtProjects } from '../../node/dbt/project/findDbtProjects';
import { TrackedFiles } from '../../node/dbt/project/trackedFiles';
import type { GraphRead } from '../../node/dbt/graph/readDbtGraph';
import { readProjectState } from '../../node/dbt/readProjectState';
import { liesIn } from '../../node/liesIn';
import { onDidChangeSetting, readSetting } from '../settings';
import { DbtFileWatch } from './dbtFileWatch';
import type { DbtParts } from './dbtParts';
import type { DbtService } from './dbtService';
import { unsavedText } from './editorText';

const targetKey = 'lakehouse.dbt.target';

/** What is under way for one project. */
interface Reading {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** The dbt projects of the workspace, read again as their files change. */
export class DbtProjects implements DbtService, vscode.Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new vscode.EventEmitter<void>());
  private readonly stop = new AbortController();
  /** With the findings that the user does not want to see. */
  private readonly whole = new Map<string, DbtProjectState>();
  private readonly known = new Map<string, DbtProjectState>();
  private readonly reading = new Map<string, Reading>();
  /** The folders of the projects that the newest search found. */
  private roots: ReadonlySet<string> = new Set();
  private readonly kept = new Map<string, GraphRead>();
  private readonly tracked = new TrackedFiles();
  private readonly renderer: JinjaRenderer;
  /** The newest search. What changes later is told by the watcher, so nobody has to search again. */
  private searched: Promise<void> | undefined;
  private searching = 0;
  private wasFound = false;
  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: DbtParts) {
    const { extensionUri } = parts.context;
    this.renderer = this.owned.add(
      new JinjaRenderer(vscode.Uri.joinPath(extensionUri, 'dist', 'threads', 'jinja.js').fsPath),
    );
    this.owned.add(new DbtFileWatch(this));
    this.owned.add(
      vscode.workspace.onDidChangeWorkspaceFolders(
        () => void parts.runner.quietly('looking for dbt projects', undefined, () => this.search()),
      ),
    );
    this.owned.add(
      onDidChangeSetting(['lakehouse.dbt.profilesDir', 'lakehouse.dbt.environmentFile'], () =>
        this.checkAll(),
      ),
    );
    this.owned.add(onDidChangeSetting(['lakehouse.dbt.ignoredChecks'], () => this.leaveOut()));
  }

  get states(): readonly DbtProjectState[] {
    return [...this.known.values()].sort((one, other) => one.project.root.localeCompare(other.project.root));
  }

  /** Whether the workspace is still being looked through, or some project read for the first time. */
  get isLoading(): boolean {
    return this.searching > 0 && !this.wasFound;
  }

  async ready(): Promise<void> {
    await (this.searched ?? this.search());
  }

  state(root: string): DbtProjectState | undefined {
    return this.known.get(root);
  }

  stateOf(file: vscode.Uri): DbtProjectState | undefined {
    const inside = this.states
      .filter(({ project }) => liesIn(file.fsPath, project.root))
      .sort((one, other) => other.project.root.length - one.project.root.length);
    return inside[0] ?? this.states.find(({ project }) => project.profiles?.document.file === file.fsPath);
  }

  get variableFiles(): readonly string[] {
    return this.states.flatMap(({ project }) => this.parts.variables.envFile(project.root) ?? []);
  }

  /** The projects that must be read again when a file changes. */
  rootsOf(file: string): readonly string[] {
    return this.states
      .filter(
        ({ project }) =>
          (liesIn(file, project.root) && !isForeign(path.relative(project.root, file))) ||
          project.profilesSearched.includes(file) ||
          this.parts.variables.envFile(project.root) === file,
      )
      .map(({ project }) => project.root);
  }

  async chooseTarget(root: string, target: string): Promise<void> {
    const key = `${targetKey}:${root}`;
    await this.parts.context.workspaceState.update(key, target);
    const state = this.whole.get(root);
    if (state) {
      this.set({ ...state, shown: shownTarget(state.project, target) });
      // Relations are named for the shown target.
      await this.check(root);
    }
  }

  environment(root: string): Promise<DbtEnvironment> {
    return this.parts.variables.environment(root);
  }

  setLive(root: string, target: string, live: LiveCheck): void {
    const state = this.whole.get(root);
    if (state) {
      this.set({ ...state, live: new Map([...state.live, [target, live]]) });
    }
  }

  /** A live check that came to nothing leaves no trace. */
  forgetLive(root: string, target: string): void {
    const state = this.whole.get(root);
    if (state?.live.has(target) === true) {
      this.set({ ...state, live: new Map([...state.live].filter(([name]) => name !== target)) });
    }
  }

  /** A new reading takes the place of one that is under way. A project that is gone meanwhile is not read, and stays gone. */
  async check(root: string): Promise<void> {
    if (!this.roots.has(root)) {
      return;
    }
    this.reading.get(root)?.stop.abort();
    const stop = new AbortController();
    const done = this.read(root, stop.signal).catch((error: unknown) => {
      if (!isCancellation(error)) {
        throw error;
      }
    });
    this.reading.set(root, { stop, done });
    await done;
    // Whoever waits wants the newest state.
    const newest = this.reading.get(root);
    if (newest && newest.stop !== stop) {
      await newest.done;
    }
  }

  dispose(): void {
    this.stop.abort();
    for (const { stop } of this.reading.values()) {
      stop.abort();
    }
    this.owned.dispose();
  }

  /** Looks for projects anew, and reads them, after a search that is under way. */
  async search(): Promise<void> {
    const before = this.searched?.catch(() => undefined);
    const search = this.searchAfter(before);
    this.searched = search;
    try {
      await search;
    } catch (error) {
      // Whoever needs the projects next tries again.
      this.searched = this.searched === search ? undefined : this.searched;
      throw error;
    }
  }

  private async searchAfter(before: Promise<void> | undefined): Promise<void> {
    this.searching++;
    try {
      await before;
      await this.findAll();
      this.wasFound = true;
    } finally {
      this.searching--;
      this.tell();
    }
  }

  private async findAll(): Promise<void> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const found = await Promise.all(folders.map(({ uri }) => findDbtProjects(uri.fsPath, this.stop.signal)));
    const before = [...this.roots];
    this.roots = new Set(found.flat());
    for (const root of before.filter((each) => !this.roots.has(each))) {
      this.known.delete(root);
      this.whole.delete(root);
      this.kept.delete(root);
      this.reading.get(root)?.stop.abort();
      this.reading.delete(root);
    }
    await Promise.all([...this.roots].map((root) => this.check(root)));
  }

  private checkAll(): void {
    for (const root of this.known.keys()) {
      void this.parts.runner.quietly('reading a dbt project', undefined, () => this.check(root));
    }
  }

  private async read(root: string, signal: AbortSignal): Promise<void> {
    const scope = vscode.Uri.file(root);
    const profilesFolder = readSetting('lakehouse.dbt.profilesDir', scope);
    const environment = await this.environment(root);
    const chosen = this.parts.context.workspaceState.get<string>(`${targetKey}:${root}`);
    const kept = this.kept.get(root);
    const { kept: read, ...reading } = await readProjectState(
      root,
      environment,
      {
        renderer: this.renderer,
        openText: unsavedText,
        tracked: this.tracked,
        ...(chosen === undefined ? {} : { chosen }),
        ...(kept && { kept }),
        ...(profilesFolder === '' ? {} : { profilesFolder }),
      },
      signal,
    );
    signal.throwIfAborted();
    this.kept.set(root, read);
    const before = this.whole.get(root);
    this.set({
      ...reading,
      // dbt keeps the last invocation only, which may have built a single model.
      runs: new Map([...(before?.runs ?? []), ...reading.runs]),
      checkedAt: Date.now(),
      shown: shownTarget(reading.project, chosen),
      live: before ? keptLive(before, reading.project) : new Map(),
    });
  }

  /** Nothing is read again, so what live checks found comes back with its check. */
  private leaveOut(): void {
    for (const state of this.whole.values()) {
      this.set(state);
    }
  }

  private set(state: DbtProjectState): void {
    const { root } = state.project;
    const ignored = readSetting('lakehouse.dbt.ignoredChecks', vscode.Uri.file(root));
    this.whole.set(root, state);
    this.known.set(root, withoutChecks(state, ignored));
    this.tell();
  }

  /** A search reads all projects, and is told of once: a tree that is drawn many times in a moment loses lines. */
  private tell(): void {
    if (this.searching === 0) {
      this.changed.fire();
    }
  }
}

/**
 * What dbt and package managers bring along is not the user's, and of what dbt writes only the artifacts tell something: a
 * run writes hundreds of compiled files.
 */
function isForeign(relative: string): boolean {
  return (
    /(?:^|[\\/])(?:dbt_packages|dbt_modules|node_modules|logs|\.[^\\/]+)[\\/]/.test(relative) ||
    /(?:^|[\\/])target[\\/](?!(?:manifest|run_results|sources)\.json$)/.test(relative)
  );
}
