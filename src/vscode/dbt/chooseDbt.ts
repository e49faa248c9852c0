import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { DbtTarget } from '../../core/dbt/profiles/target';
import type { DbtProjectState } from '../../core/dbt/view/dbtState';
import { otherAdapterWords, targetPlace } from '../../core/dbt/view/targetItems';
import { displayName } from '../../core/explorer/displayName';
import { escapeIcons } from '../query/chooseConnection';
import type { DbtService } from './dbtService';

/**
 * The only project, or that of the active file, or the one that the user chooses.
 * @throws UserError when there is none; CancelledError when none was chosen
 */
export async function chooseProject(projects: DbtService, title: string): Promise<DbtProjectState> {
  const { states } = projects;
  if (states.length === 0) {
    throw noProject();
  }
  const active = vscode.window.activeTextEditor?.document.uri;
  const known = states.length === 1 ? states[0] : active && projects.stateOf(active);
  if (known) {
    return known;
  }
  const items = states.map((state) => ({
    label: escapeIcons(displayName(state.project.name)),
    description: escapeIcons(displayName(vscode.workspace.asRelativePath(state.project.root))),
    state,
  }));
  const choice = await vscode.window.showQuickPick(items, { title, placeHolder: 'Choose a dbt project' });
  if (!choice) {
    throw new CancelledError();
  }
  return choice.state;
}

function noProject(): UserError {
  return new UserError('There is no dbt project in this workspace: no folder has a dbt_project.yml.', {
    action: { title: 'Start dbt Project…', command: 'lakehouse.dbt.startProject' },
  });
}

/** @throws UserError when the project has no target; CancelledError when none was chosen */
export async function chooseTarget({ project, shown }: DbtProjectState, title: string): Promise<DbtTarget> {
  if (project.targets.length === 0) {
    throw new UserError(
      `The dbt project ${project.name} has no target: ${project.profiles ? 'its profile has no outputs.' : 'dbt would find no profiles.yml.'}`,
      { action: { title: 'Write dbt Target…', command: 'lakehouse.dbt.writeTarget' } },
    );
  }
  const items = project.targets.map((target) => ({
    label: escapeIcons(displayName(target.name)),
    iconPath: new vscode.ThemeIcon(target.name === shown?.name ? 'target' : 'database'),
    description: [
      ...(target.name === shown?.name ? ['shown'] : []),
      ...(target.isDefault ? ['default'] : []),
    ].join(' · '),
    detail: escapeIcons(targetPlace(target) ?? otherAdapterWords(target) ?? ''),
    target,
  }));
  const choice = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: `Target of ${displayName(project.name)}`,
  });
  if (!choice) {
    throw new CancelledError();
  }
  return choice.target;
}

/** The environment variables that profiles.yml asks for and that are not set. */
export function missingVariables({ project }: DbtProjectState): string[] {
  const names = project.targets.flatMap(({ fields }) =>
    [...fields.values()].flatMap(({ value }) => {
      switch (value.kind) {
        case 'unrendered':
          return value.missing;
        case 'secret':
          return value.from.kind === 'text' ? (value.from.unrendered?.missing ?? []) : [];
        case 'value':
        case 'structure':
          return [];
      }
    }),
  );
  return [...new Set(names)];
}
