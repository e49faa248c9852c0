import path from 'node:path';
import * as vscode from 'vscode';
import type { CancelSignal } from '../../base/cancelSignal';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { JinjaRenderer } from '../../node/dbt/jinja/jinjaRenderer';
import { readDbtProject } from '../../node/dbt/project/readDbtProject';
import { readSetting } from '../settings';
import type { DbtVariables } from './dbtVariables';

export interface ProjectOfTargetParts {
  readonly variables: Pick<DbtVariables, 'environment' | 'envFile' | 'hasKept'>;
  readonly renderer: JinjaRenderer;
  readonly signal: CancelSignal;
}

/**
 * The folder of the project that a target belongs to: its values of variables are for the logins of this target and of no
 * other. Of projects that share a profile it is the one for which values were entered.
 * @param files every dbt_project.yml of the workspace
 * @returns undefined when no project that has such values uses the target
 */
export async function projectOfTarget(
  { dbtTarget }: Pick<ConnectionProfile, 'dbtTarget'>,
  files: readonly vscode.Uri[],
  parts: ProjectOfTargetParts,
): Promise<string | undefined> {
  const { variables } = parts;
  // The others have nothing to give, so they need not be read.
  const giving = files
    .map(({ fsPath }) => path.dirname(fsPath))
    .filter((root) => variables.hasKept(root) || variables.envFile(root) !== undefined);
  const using: string[] = [];
  for (const root of giving) {
    if (dbtTarget && (await uses(root, dbtTarget, parts))) {
      using.push(root);
    }
  }
  return using.find((root) => variables.hasKept(root)) ?? using[0];
}

async function uses(
  root: string,
  { profiles, profile, target }: NonNullable<ConnectionProfile['dbtTarget']>,
  { variables, renderer, signal }: ProjectOfTargetParts,
): Promise<boolean> {
  const profilesFolder = readSetting('lakehouse.dbt.profilesDir', vscode.Uri.file(root));
  const { targets } = await readDbtProject(
    root,
    await variables.environment(root),
    { renderer, ...(profilesFolder === '' ? {} : { profilesFolder }) },
    signal,
  );
  return targets.some(
    (each) => each.place.file === profiles && each.profile === profile && each.name === target,
  );
}
