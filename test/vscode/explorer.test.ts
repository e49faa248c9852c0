import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExplorerNode, MessageAction } from '../../src/core/explorer/nodes';
import type { Presentation } from '../../src/core/explorer/presentation';
import { explorerItem } from '../../src/vscode/explorer/explorerItem';

const look: Presentation = {
  label: 'loans',
  description: '~1.2M rows',
  tooltip: [],
  icon: 'table',
  iconColor: undefined,
  contextValue: 'relation.table',
  expandable: 'collapsed',
  spoken: 'Table loans',
};

const message = (action: MessageAction | undefined): ExplorerNode => ({
  kind: 'message',
  id: 'x',
  tone: 'info',
  text: 'No relations',
  action,
});

describe('explorer: tree items', () => {
  it('carry what a node looks like', () => {
    const item = explorerItem(message(undefined), { ...look, iconColor: 'lakehouse.production' });
    assert.ok(item.iconPath instanceof vscode.ThemeIcon);
    assert.deepEqual(
      {
        id: item.id,
        label: item.label,
        description: item.description,
        context: item.contextValue,
        spoken: item.accessibilityInformation?.label,
        icon: item.iconPath.id,
        color: item.iconPath.color?.id,
        state: item.collapsibleState,
        command: item.command,
      },
      {
        id: 'x',
        label: 'loans',
        description: '~1.2M rows',
        context: 'relation.table',
        spoken: 'Table loans',
        icon: 'table',
        color: 'lakehouse.production',
        state: vscode.TreeItemCollapsibleState.Collapsed,
        command: undefined,
      },
    );
  });

  it('show comments as text, never as Markdown or HTML', () => {
    const tooltip = ['core.loans', '[click](command:workbench.action.quit) <b>bold</b> `code`\n# Title'];
    const { tooltip: shown } = explorerItem(message(undefined), { ...look, tooltip });
    assert.ok(shown instanceof vscode.MarkdownString);
    assert.ok(shown.isTrusted !== true && shown.supportHtml !== true && shown.supportThemeIcons !== true);
    assert.doesNotMatch(shown.value, /(?<!\\)\[click|(?<!\\)<b>|(?<!\\)`code|^#/m);
    assert.match(shown.value, /^core\.loans {2}\n/);
  });

  it('have no empty tooltip', () => {
    assert.equal(explorerItem(message(undefined), look).tooltip, undefined);
  });

  it('run what helps when they are activated', () => {
    const retry = message({ kind: 'retry' });
    assert.deepEqual(explorerItem(retry, look).command, {
      title: 'loans',
      command: 'lakehouse.explorer.refresh',
      arguments: [retry],
    });
    const settings = message({
      kind: 'command',
      command: 'workbench.action.openSettings',
      args: ['lakehouse'],
    });
    assert.deepEqual(explorerItem(settings, look).command?.arguments, ['lakehouse']);
    const more: ExplorerNode = { kind: 'more', id: 'x', shown: 500, total: 700, next: ['t0500'] };
    assert.equal(explorerItem(more, look).command?.command, 'lakehouse.explorer.showMore');
  });
});
