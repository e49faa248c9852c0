import * as vscode from 'vscode';
import { CancelledError } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { displayName } from '../../../core/explorer/displayName';
import type { DbtEnvironment } from '../../../node/dbt/profiles/findProfiles';
import { type DbtCandidate, findDbt } from '../../../node/dbt/run/findDbt';
import { readSetting } from '../../settings';
import { liesInWorkspace } from '../dbtVariables';
import type { DbtParts } from '../dbtParts';

const agreedKey = 'lakehouse.dbt.programs';

/** The dbt that runs a project. A program that came with the workspace runs only after the user has seen its path. */
export class DbtPrograms {
  constructor(private readonly parts: Pick<DbtParts, 'context' | 'confirm'>) {}

  /**
   * The path of the program.
   * @throws UserError when there is none, or the workspace is not trusted; CancelledError after a no
   */
  async program(root: string, env: DbtEnvironment): Promise<string> {
    if (!vscode.workspace.isTrusted) {
      throw new UserError('dbt runs code of the project, and this workspace is not trusted.', {
        action: { title: 'Manage Trust', command: 'workbench.trust.manage' },
      });
    }
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(root));
    const setting = readSetting('lakehouse.dbt.executable', vscode.Uri.file(root));
    const top = folder?.uri.fsPath ?? root;
    const found = await findDbt({ setting, project: root, top, env, platform: process.platform });
    if (!found) {
      throw new UserError(
        'No dbt was found: not in a virtual environment (.venv, venv, env) of the project or the folders above it, and not on PATH.',
        {
          action: {
            title: 'Open Setting',
            command: 'workbench.action.openSettings',
            args: ['lakehouse.dbt.executable'],
          },
        },
      );
    }
    await this.agree(found, root);
    return found.file;
  }

  private async agree({ file, foundBy }: DbtCandidate, root: string): Promise<void> {
    const { context, confirm } = this.parts;
    if (!liesInWorkspace(file) && !(foundBy === 'setting' && settingOfWorkspace(root))) {
      return;
    }
    const agreed = context.workspaceState.get<readonly string[]>(agreedKey, []);
    if (agreed.includes(file)) {
      return;
    }
    const why =
      foundBy === 'setting' ? 'A setting of this workspace names it.' : 'It lies in this workspace.';
    const yes = await confirm({
      message: `Run ${displayName(file)}?`,
      detail: `${why} It is run as dbt from now on, with your rights.`,
      yes: 'Run',
    });
    if (!yes) {
      throw new CancelledError();
    }
    await context.workspaceState.update(agreedKey, [...agreed, file]);
  }
}

function settingOfWorkspace(root: string): boolean {
  const scope = vscode.Uri.file(root);
  const values = vscode.workspace.getConfiguration(undefined, scope).inspect('lakehouse.dbt.executable');
  return values?.workspaceFolderValue !== undefined || values?.workspaceValue !== undefined;
}
