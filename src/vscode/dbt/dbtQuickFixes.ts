import * as vscode from 'vscode';
import { everyDbtCheck } from '../../core/dbt/checks/everyCheck';
import type { CommandId } from '../commands';
import type { DbtProblems, ShownFinding } from './dbtProblems';
import { dbtSource } from './dbtProblems';
import { workspaceEdit } from './dbtFixes';

/** Where findings can stand. */
export const quickFixSelector: vscode.DocumentSelector = [
  { scheme: 'file', pattern: '**/*.{yml,yaml,sql,py}' },
];

/** Offers the fixes of findings where the findings stand. */
export class DbtQuickFixes implements vscode.CodeActionProvider {
  constructor(private readonly problems: Pick<DbtProblems, 'of'>) {}

  async provideCodeActions(
    { uri }: vscode.TextDocument,
    _: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const actions: vscode.CodeAction[] = [];
    for (const shown of this.problems.of(uri)) {
      const diagnostic = diagnostics.find((each) => isSame(each, shown.diagnostic));
      if (diagnostic) {
        actions.push(...(await fixes(shown, diagnostic)), ...aboutCheck(shown, diagnostic));
      }
    }
    return actions;
  }
}

async function fixes(
  { root, finding }: ShownFinding,
  diagnostic: vscode.Diagnostic,
): Promise<readonly vscode.CodeAction[]> {
  return Promise.all(
    finding.fixes.map(async (fix, index) => {
      const action = quickFix(fix.title, diagnostic);
      action.isPreferred = index === 0 && fix.kind === 'edit';
      const edit = fix.kind === 'edit' ? await workspaceEdit(fix.edits) : undefined;
      if (edit) {
        action.edit = edit;
      } else {
        // Of a file that has changed, the command says so.
        action.command = commandOf('lakehouse.dbt.fix', fix.title, { root, finding, fix });
      }
      return action;
    }),
  );
}

function aboutCheck(
  { root, finding }: ShownFinding,
  diagnostic: vscode.Diagnostic,
): readonly vscode.CodeAction[] {
  const enter = quickFix('Enter the Value Once…', diagnostic);
  enter.command = commandOf('lakehouse.dbt.askVariable', enter.title, { subject: { kind: 'project', root } });
  const title = everyDbtCheck.find(({ id }) => id === finding.check)?.title ?? finding.check;
  const explain = quickFix(`Explain “${title}”`, diagnostic);
  explain.command = commandOf('lakehouse.dbt.explain', explain.title, { check: finding.check });
  const ignore = quickFix(`Leave Out “${title}” in This Workspace`, diagnostic);
  ignore.command = commandOf('lakehouse.dbt.ignoreCheck', ignore.title, { check: finding.check, root });
  return [...(finding.check === 'missing-variable' ? [enter] : []), explain, ignore];
}

function quickFix(title: string, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  return action;
}

function commandOf(command: CommandId, title: string, argument: unknown): vscode.Command {
  return { command, title, arguments: [argument] };
}

/** VS Code hands back copies of the problems that it was given. */
function isSame(one: vscode.Diagnostic, other: vscode.Diagnostic): boolean {
  return one.source === dbtSource && one.message === other.message && one.range.isEqual(other.range);
}
