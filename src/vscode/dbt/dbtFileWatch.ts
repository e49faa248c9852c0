import path from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { DbtProject } from '../../core/dbt/project/dbtProject';
import { liesIn } from '../../node/liesIn';

/** How long is waited for more, in milliseconds: after a save almost not, while somebody types until they pause. */
const delays = { saved: 20, written: 150, typed: 250 } as const;

/** What is told that its files changed. */
export interface WatchedProjects {
  readonly states: readonly { readonly project: Pick<DbtProject, 'root' | 'profilesSearched'> }[];
  /** The files that settings name for variables. Any name is possible. */
  readonly variableFiles: readonly string[];
  readonly onDidChange: vscode.Event<void>;
  rootsOf(file: string): readonly string[];
  check(root: string): Promise<void>;
  search(): Promise<void>;
}

/**
 * Notices what concerns projects: a file that is saved or typed into, and one that another program writes, such as git or
 * dbt. One reading follows for each project, however many files changed.
 */
export class DbtFileWatch implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** Files that the patterns for the workspace do not meet, each by its path. */
  private readonly named = new Map<string, vscode.Disposable>();

  constructor(private readonly projects: WatchedProjects) {
    const { workspace } = vscode;
    this.owned.add(workspace.onDidSaveTextDocument(({ uri }) => this.touched(uri, delays.saved)));
    this.owned.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        // Also where the document is as saved afterwards: what was typed before was undone, or thrown away.
        if (contentChanges.length > 0 && isYaml(document.uri)) {
          this.touched(document.uri, delays.typed);
        }
      }),
    );
    // What was typed goes with the editor.
    this.owned.add(
      workspace.onDidCloseTextDocument(({ uri }) => isYaml(uri) && this.touched(uri, delays.written)),
    );
    this.watch('**/*.{yml,yaml,sql,csv,py}');
    this.watch('**/target/{manifest,run_results,sources}.json');
    this.watch('**/{.env,.dbtignore}');
    const found = this.watch('**/dbt_project.yml', false);
    found.onDidCreate(() => this.searchSoon());
    found.onDidDelete(() => this.searchSoon());
    // A folder goes as one, and nothing is said of what was in it.
    const gone = this.owned.add(workspace.createFileSystemWatcher('**', true, true, false));
    gone.onDidDelete(({ fsPath }) => {
      if (projects.states.some(({ project }) => project.root === fsPath || liesIn(project.root, fsPath))) {
        this.searchSoon();
      }
    });
    this.owned.add(projects.onDidChange(() => this.watchNamed()));
  }

  dispose(): void {
    for (const timer of this.timers.values()) {
      clearTimeout(timer);
    }
    for (const watcher of this.named.values()) {
      watcher.dispose();
    }
    this.owned.dispose();
  }

  private watch(pattern: vscode.GlobPattern, reads = true): vscode.FileSystemWatcher {
    const watcher = this.owned.add(vscode.workspace.createFileSystemWatcher(pattern));
    if (reads) {
      this.follow(watcher);
    }
    return watcher;
  }

  private follow(watcher: vscode.FileSystemWatcher): void {
    const written = (uri: vscode.Uri) => this.touched(uri, delays.written);
    watcher.onDidChange(written);
    watcher.onDidCreate(written);
    watcher.onDidDelete(written);
  }

  private touched(uri: vscode.Uri, delay: number): void {
    const { scheme, fsPath } = uri;
    const counts =
      /\.(?:ya?ml|sql|csv|py|json|env)$|[\\/]\.env$/i.test(fsPath) ||
      this.projects.variableFiles.includes(fsPath);
    if (scheme !== 'file' || !counts) {
      return;
    }
    for (const root of this.projects.rootsOf(uri.fsPath)) {
      this.soon(root, delay, () => this.projects.check(root));
    }
  }

  private searchSoon(): void {
    this.soon('', delays.written, () => this.projects.search());
  }

  private soon(key: string, delay: number, work: () => Promise<void>): void {
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        // What cannot be read is among the findings; a reading that fails otherwise leaves the state as it was.
        work().catch(() => undefined);
      }, delay),
    );
  }

  /** VS Code watches what lies outside the workspace only when it is told of the folder. */
  private watchNamed(): void {
    const profiles = this.projects.states.flatMap(({ project }) => project.profilesSearched);
    for (const file of profiles) {
      if (vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)) === undefined) {
        this.watchFile(file);
      }
    }
    for (const file of this.projects.variableFiles) {
      this.watchFile(file);
    }
  }

  private watchFile(file: string): void {
    if (!this.named.has(file)) {
      // A name can hold what means something in a pattern.
      const name = path.basename(file).replaceAll(/[[\]{}*]/g, '?');
      const pattern = new vscode.RelativePattern(vscode.Uri.file(path.dirname(file)), name);
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      this.named.set(file, watcher);
      this.follow(watcher);
    }
  }
}

/** Only these are read while somebody types: of models it counts what is saved. */
function isYaml({ fsPath }: vscode.Uri): boolean {
  return /\.ya?ml$/i.test(fsPath);
}
