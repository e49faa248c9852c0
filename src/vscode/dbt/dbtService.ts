import type * as vscode from 'vscode';
import type { DbtProjectState } from '../../core/dbt/view/dbtState';
import type { DbtEnvironment } from '../../node/dbt/profiles/findProfiles';

/** What the features around dbt know of the projects of the workspace. */
export interface DbtService {
  /** What is known of each project, as it was read last. */
  readonly states: readonly DbtProjectState[];
  /** A project was read again, or another target was chosen, or a live check ended. */
  readonly onDidChange: vscode.Event<void>;
  /** Resolves when every project was read once. */
  ready(): Promise<void>;
  state(root: string): DbtProjectState | undefined;
  /** The project in which a file lies, or which takes it as its profiles.yml. */
  stateOf(file: vscode.Uri): DbtProjectState | undefined;
  /** The target on which everything of the project runs from now on. */
  chooseTarget(root: string, target: string): Promise<void>;
  /** The variables with which a project is read, and with which dbt is to be started. */
  environment(root: string): Promise<DbtEnvironment>;
  /** Reads a project again. */
  check(root: string): Promise<void>;
}
