import * as vscode from 'vscode';
import { type ExplorerNode, hasFacts } from '../../core/explorer/nodes';
import type { Presentation } from '../../core/explorer/presentation';
import type { CommandId } from '../commands';

/** The tree item for a node. One that has facts gets its tooltip later, from `resolveTreeItem`. */
export function explorerItem(node: ExplorerNode, look: Presentation): vscode.TreeItem {
  const item = new vscode.TreeItem(look.label, collapsibleStates[look.expandable]);
  item.id = node.id;
  item.description = look.description;
  if (!hasFacts(node)) {
    item.tooltip = plainTooltip(look.tooltip);
  }
  item.contextValue = look.contextValue;
  item.accessibilityInformation = { label: look.spoken };
  item.iconPath = new vscode.ThemeIcon(
    look.icon,
    look.iconColor === undefined ? undefined : new vscode.ThemeColor(look.iconColor),
  );
  const command = commandOf(node, look.label);
  if (command) {
    item.command = command;
  }
  return item;
}

const collapsibleStates: Readonly<Record<Presentation['expandable'], vscode.TreeItemCollapsibleState>> = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};

/** Names and comments come from the database, so they are appended as text and never read as Markdown. */
export function plainTooltip(lines: readonly string[]): vscode.MarkdownString | undefined {
  if (lines.length === 0) {
    return undefined;
  }
  const tooltip = new vscode.MarkdownString();
  lines.forEach((line, place) => {
    // Two spaces before the line break make it one in Markdown, without the gap of a paragraph.
    tooltip.appendMarkdown(place === 0 ? '' : '  \n').appendText(line);
  });
  return tooltip;
}

function commandOf(node: ExplorerNode, title: string): vscode.Command | undefined {
  if (node.kind === 'more') {
    return { title, command: 'lakehouse.explorer.showMore' satisfies CommandId, arguments: [node] };
  }
  if (node.kind !== 'message' || node.action === undefined) {
    return undefined;
  }
  return node.action.kind === 'retry'
    ? { title, command: 'lakehouse.explorer.refresh' satisfies CommandId, arguments: [node] }
    : { title, command: node.action.command, arguments: [...node.action.args] };
}
