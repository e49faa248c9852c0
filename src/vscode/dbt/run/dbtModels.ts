import path from 'node:path';
import * as vscode from 'vscode';
import { CancelledError } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import type { DbtNode } from '../../../core/dbt/graph/dbtGraph';
import { nodeOfFile } from '../../../core/dbt/refs/graphNames';
import { type NodeTask, taskKinds, taskRefusal } from '../../../core/dbt/run/taskKinds';
import type { DbtProjectState } from '../../../core/dbt/view/dbtState';
import { displayName } from '../../../core/explorer/displayName';
import type { DbtService } from '../dbtService';
import { subjectOf } from '../dbtTree';

/** A node of a project that a command is about. */
export interface MeantNode {
  readonly state: DbtProjectState;
  readonly node: DbtNode;
}

/**
 * The node that a menu of the view passes, or that the active editor shows, or else one that the user chooses.
 * @throws UserError when there is none, or the task is nothing for what the menu passes; CancelledError when none was chosen
 */
export async function meantNode(service: DbtService, argument: unknown, task: NodeTask): Promise<MeantNode> {
  await service.ready();
  const subject = subjectOf(argument);
  const state = subject && service.state(subject.root);
  const chosen = subject?.kind === 'node' ? state?.graph?.nodes.get(subject.node) : undefined;
  if (state && chosen) {
    const refusal = taskRefusal(task, chosen);
    if (refusal !== undefined) {
      throw new UserError(refusal);
    }
    return { state, node: chosen };
  }
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  return (uri && nodeOfUri(service, uri, taskKinds[task])) ?? choose(service, taskKinds[task]);
}

/** The node that a file of a project is. */
export function nodeOfUri(
  service: Pick<DbtService, 'stateOf'>,
  uri: vscode.Uri,
  kinds: readonly DbtNode['kind'][],
): MeantNode | undefined {
  const state = service.stateOf(uri);
  const file = state && path.relative(state.project.root, uri.fsPath).split(path.sep).join('/');
  const node = state?.graph && nodeOfFile(state.graph, file ?? '');
  return state && node && kinds.includes(node.kind) ? { state, node } : undefined;
}

async function choose(service: DbtService, kinds: readonly DbtNode['kind'][]): Promise<MeantNode> {
  const items = service.states.flatMap((state) =>
    [...(state.graph?.nodes.values() ?? [])]
      .filter((node) => kinds.includes(node.kind) && node.package === state.graph?.project)
      .map((node) => ({
        label: displayName(node.name),
        description: displayName(node.file),
        meant: { state, node },
      })),
  );
  if (items.length === 0) {
    throw new UserError('No model is known in this workspace. Open a model of a dbt project first.');
  }
  const choice = await vscode.window.showQuickPick(items, {
    title: 'Choose a model',
    placeHolder: 'The editor shows none',
    matchOnDescription: true,
  });
  if (!choice) {
    throw new CancelledError();
  }
  return choice.meant;
}
