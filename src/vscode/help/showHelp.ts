import * as vscode from 'vscode';
import { helpTopics } from './helpTopics';
import { keysOf, type Keybinding } from './keyWords';

interface HelpManifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly keybindings: readonly Keybinding[];
  };
}

interface HelpItem extends vscode.QuickPickItem {
  readonly command?: string;
}

const walkthrough = 'lakehouse-postgres.lakehouse-postgres#lakehouse.start';

/** Lists the commands of the palette by task, with their keys, and runs the one that is chosen. */
export async function showHelp(extension: vscode.Extension<unknown>): Promise<void> {
  const { contributes } = extension.packageJSON as HelpManifest;
  const titles = new Map(contributes.commands.map(({ command, title }) => [command, title]));
  const items = helpTopics.flatMap(({ task, commands }): HelpItem[] => [
    { label: task, kind: vscode.QuickPickItemKind.Separator },
    ...commands.map((command) => ({
      label: titles.get(command) ?? command,
      description: keysOf(command, contributes.keybindings, process.platform),
      command,
    })),
  ]);
  const start: HelpItem = {
    label: '$(book) Get Started with Lakehouse Postgres',
    description: 'five steps',
    command: 'workbench.action.openWalkthrough',
  };
  const chosen = await vscode.window.showQuickPick([start, ...items], {
    title: 'Lakehouse Commands by Task',
    placeHolder: 'Choose a command to run it',
    matchOnDescription: true,
  });
  if (chosen?.command !== undefined) {
    const args = chosen === start ? [walkthrough, false] : [];
    await vscode.commands.executeCommand(chosen.command, ...args);
  }
}
