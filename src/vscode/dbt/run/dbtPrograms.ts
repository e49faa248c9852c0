import * as vscode from 'vscode';
import { CancelledError } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import { displayName } from '../../../core/explorer/displayName';
import { type DbtTarget, targetText } from '../../../core/dbt/profiles/target';
import type { DbtEnvironment } from '../../../node/dbt/profiles/findProfiles';
import { type DbtCandidate, findDbt } from '../../../node/dbt/run/findDbt';
import { installedDbt } from '../../../node/dbt/run/installedDbt';
import { isSetByWorkspace, readSetting } from '../../settings';
import { liesInWorkspace } from '../dbtVariables';
import type { DbtParts } from '../dbtParts';
import { isOfWorkspace, targetConnection } from '../targetConnection';

const agreedKey = 'lakehouse.dbt.programs';

/**
 * The dbt that runs a project. A program that came with the workspace runs only after the user has seen its path, and it gets
 * to know a password only after a yes to the host where it takes it, if nobody but a file of the workspace names that.
 */
export class DbtPrograms {
  constructor(private readonly parts: Pick<DbtParts, 'context' | 'confirm' | 'variables' | 'vault'>) {}

  /**
   * The path of the program.
   * @param target which dbt is to log in to
   * @throws UserError when there is none, or the workspace is not trusted; CancelledError after a no
   */
  async program(root: string, target: DbtTarget, env: DbtEnvironment): Promise<string> {
    demandTrust();
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(root));
    const setting = readSetting('lakehouse.dbt.executable', vscode.Uri.file(root));
    const top = folder?.uri.fsPath ?? root;
    const found = await findDbt({ setting, project: root, top, env, platform: process.platform });
    if (!found) {
      throw new UserError(
        'No dbt was found: not in a virtual environment (.venv, venv, env, .env) of the project or the folders above it, and not on PATH.',
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
    await this.agreeToHost(root, target);
    return found.file;
  }

  /**
   * What makes no connection here may still be one for dbt: libpq fills in a user or a database that is empty, and dbt may render
   * what we cannot. There is no place for which a yes could be kept then, so it is asked each time.
   */
  private async agreeToHost(root: string, target: DbtTarget): Promise<void> {
    const { vault, confirm } = this.parts;
    const made = targetConnection(root, target, this.parts);
    if (made.kind === 'connection') {
      await vault.confirmHost(made.profile);
      return;
    }
    const isOther = made.kind === 'otherAdapter' && made.type !== undefined;
    if (isOther || !isOfWorkspace(root, target, this.parts)) {
      return;
    }
    const host = targetText(target, 'host');
    const fields = made.kind === 'incomplete' ? made.fields : ['type'];
    const yes = await confirm({
      message: `Run dbt on the target ${displayName(target.name)}?`,
      detail: `It comes from a file of this workspace, not from one of yours, and has no usable ${fields.join(', ')}. dbt may send its password to ${host === undefined || host === '' ? 'a host that cannot be told here' : displayName(host)}.`,
      yes: 'Run dbt',
    });
    if (!yes) {
      throw new CancelledError();
    }
  }

  private async agree({ file, foundBy }: DbtCandidate, root: string): Promise<void> {
    const { context, confirm } = this.parts;
    if (
      !liesInWorkspace(file) &&
      !(foundBy === 'setting' && isSetByWorkspace('lakehouse.dbt.executable', vscode.Uri.file(root)))
    ) {
      return;
    }
    const agreed = context.workspaceState.get<readonly string[]>(agreedKey, []);
    if (agreed.includes(file)) {
      return;
    }
    const why =
      foundBy === 'setting' ? 'A setting of this workspace names it.' : 'It lies in this workspace.';
    const version = await installedDbt(file);
    const yes = await confirm({
      message: `Run ${displayName(file)}?`,
      detail: `${why}${version === undefined ? '' : ` It is ${version}.`} It is run as dbt from now on, with your rights.`,
      yes: 'Run',
    });
    if (!yes) {
      throw new CancelledError();
    }
    await context.workspaceState.update(agreedKey, [...agreed, file]);
  }
}

/** @throws UserError in a workspace that is not trusted */
export function demandTrust(): void {
  if (!vscode.workspace.isTrusted) {
    throw new UserError('dbt runs code of the project, and this workspace is not trusted.', {
      action: { title: 'Manage Trust', command: 'workbench.trust.manage' },
    });
  }
}
