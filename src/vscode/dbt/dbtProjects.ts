import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { isCancellation } from '../../base/cancelSignal';
import { type DbtProjectState, type LiveCheck, shownTarget } from '../../core/dbt/view/dbtState';
import { JinjaRenderer } from '../../node/dbt/jinja/jinjaRenderer';
import type { DbtEnvironment } from '../../node/dbt/profiles/findProfiles';
import { findDbtProjects } from '../../node/dbt/project/findDbtProjects';
import type { GraphRead } from '../../node/dbt/graph/readDbtGraph';
import { readProjectState } from '../../node/dbt/readProjectState';
import { liesIn } from '../../node/liesIn';
import { onDidChangeSetting, readSetting } from '../settings';
import { DbtFileWatch } from './dbtFileWatch';
import type { DbtParts } from './dbtParts';
import type { DbtService } from './dbtService';

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
  private readonly known = new Map<string, DbtProjectState>();
  private readonly reading = new Map<string, Reading>();
  private readonly kept = new Map<string, GraphRead>();
  private readonly renderer: JinjaRenderer;
  private searching: Promise<void> | undefined;
  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: DbtParts) {
    const { extensionUri } = parts.context;
    this.renderer = this.owned.add(
      new JinjaRenderer(vscode.Uri.joinPath(extensionUri, 'dist', 'threads', 'jinja.js').fsPath),
    );
    this.owned.add(new DbtFileWatch(this));
    this.owned.add(vscode.workspace.onDidChangeWorkspaceFolders(() => void this.search()));
    this.owned.add(
      onDidChangeSetting(['lakehouse.dbt.profilesDir', 'lakehouse.dbt.environmentFile'], () =>
        this.checkAll(),
      ),
    );
    this.owned.add(onDidChangeSetting(['lakehouse.dbt.ignoredChecks'], () => this.checkAll()));
  }

  get states(): readonly DbtProjectState[] {
    return [...this.known.values()].sort((one, other) => one.project.root.localeCompare(other.project.root));
  }

  /** Whether the workspace is still being looked through, or some project read for the first time. */
  get isLoading(): boolean {
    return this.searching !== undefined && this.known.size === 0;
  }

  async ready(): Promise<void> {
    await (this.searching ?? this.search());
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
    const state = this.known.get(root);
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
    const state = this.known.get(root);
    if (state) {
      this.set({ ...state, live: new Map([...state.live, [target, live]]) });
    }
  }

  /** A live check that came to nothing leaves no trace. */
  forgetLive(root: string, target: string): void {
    const state = this.known.get(root);
    if (state?.live.has(target) === true) {
      this.set({ ...state, live: new Map([...state.live].filter(([name]) => name !== target)) });
    }
  }

  /** A new reading takes the place of one that is under way. */
  async check(root: string): Promise<void> {
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
    for (const { stop } of this.reading.values()) {
      stop.abort();
    }
    this.owned.dispose();
  }

  /** Looks for projects anew, and reads them. */
  async search(): Promise<void> {
    this.searching = this.findAll().finally(() => {
      this.searching = undefined;
      this.changed.fire();
    });
    await this.searching;
  }

  private async findAll(): Promise<void> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const signal = new AbortController().signal;
    const found = await Promise.all(folders.map(({ uri }) => findDbtProjects(uri.fsPath, signal)));
    const roots = new Set(found.flat());
    for (const root of [...this.known.keys()].filter((each) => !roots.has(each))) {
      this.known.delete(root);
      this.kept.delete(root);
      this.reading.get(root)?.stop.abort();
    }
    await Promise.all([...roots].map((root) => this.check(root)));
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
        openText,
        ...(chosen === undefined ? {} : { chosen }),
        ...(kept && { kept }),
        ...(profilesFolder === '' ? {} : { profilesFolder }),
      },
      signal,
    );
    signal.throwIfAborted();
    this.kept.set(root, read);
    const ignored = readSetting('lakehouse.dbt.ignoredChecks', scope);
    const targets = new Set(reading.project.targets.map(({ name }) => name));
    const before = this.known.get(root);
    const live = [...(before?.live ?? [])].filter(([name]) => targets.has(name));
    this.set({
      ...reading,
      // dbt keeps the last invocation only, which may have built a single model.
      runs: new Map([...(before?.runs ?? []), ...reading.runs]),
      findings: reading.findings.filter(({ check }) => !ignored.includes(check)),
      checkedAt: Date.now(),
      shown: shownTarget(reading.project, chosen),
      live: new Map(live),
    });
  }

  private set(state: DbtProjectState): void {
    this.known.set(state.project.root, state);
    this.changed.fire();
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

/** The text of a file as it stands in an editor, where that is not saved. */
function openText(file: string): string | undefined {
  return vscode.workspace.textDocuments
    .find((document) => document.isDirty && document.uri.scheme === 'file' && document.uri.fsPath === file)
    ?.getText();
}
