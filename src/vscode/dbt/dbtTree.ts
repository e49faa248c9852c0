import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { isRecord } from '../../base/validate';
import { everyDbtCheck } from '../../core/dbt/checks/everyCheck';
import { taskKinds } from '../../core/dbt/run/taskKinds';
import type { DbtItem, DbtMood, DbtSubject } from '../../core/dbt/view/dbtItem';
import { dbtItems } from '../../core/dbt/view/dbtItems';
import type { DbtProjects } from './dbtProjects';

const checks = new Map(everyDbtCheck.map((check) => [check.id, check]));

/** The dbt view: project, targets with their checks, and models with what dbt last did to them. */
export class DbtTree implements vscode.TreeDataProvider<DbtItem>, vscode.Disposable {
  readonly id = 'lakehouse.dbt';
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<undefined>());
  private readonly view: vscode.TreeView<DbtItem>;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly projects: DbtProjects) {
    this.view = this.store.add(vscode.window.createTreeView(this.id, { treeDataProvider: this }));
    this.store.add(projects.onDidChange(() => this.refresh()));
    this.refresh();
  }

  /** The lines below one, or the projects, for tests. */
  getChildren(item?: DbtItem): DbtItem[] {
    return [...(item ? item.children() : dbtItems(this.projects.states, { checks, now: Date.now() }))];
  }

  getTreeItem(item: DbtItem): vscode.TreeItem {
    const shown = new vscode.TreeItem(item.label, states[item.open]);
    shown.id = item.id;
    shown.description = item.description;
    shown.iconPath = new vscode.ThemeIcon(item.icon, colors[item.mood]);
    shown.contextValue = contextOf(item);
    shown.accessibilityInformation = { label: accessibleLabel(item) };
    if (item.tooltip.length > 0) {
      shown.tooltip = tooltip(item.tooltip);
    }
    if (item.place) {
      shown.command = {
        command: 'lakehouse.dbt.openPlace',
        title: 'Open',
        arguments: [item.place],
      };
    }
    return shown;
  }

  get selected(): DbtItem | undefined {
    return this.view.selection[0];
  }

  dispose(): void {
    this.store.dispose();
  }

  private refresh(): void {
    // The welcome text would say that there is no project while one is looked for.
    this.view.message = this.projects.isLoading ? 'Reading dbt projects…' : '';
    this.changed.fire(undefined);
  }
}

/** What a command was called on; anybody may call a command with anything. */
export function subjectOf(argument: unknown): DbtSubject | undefined {
  const subject = isRecord(argument) ? argument['subject'] : undefined;
  return isRecord(subject) && typeof subject['kind'] === 'string' && typeof subject['root'] === 'string'
    ? (subject as unknown as DbtSubject)
    : undefined;
}

const states = {
  leaf: vscode.TreeItemCollapsibleState.None,
  closed: vscode.TreeItemCollapsibleState.Collapsed,
  open: vscode.TreeItemCollapsibleState.Expanded,
} as const;

const colors: Readonly<Record<DbtMood, vscode.ThemeColor | undefined>> = {
  good: new vscode.ThemeColor('testing.iconPassed'),
  warning: new vscode.ThemeColor('list.warningForeground'),
  error: new vscode.ThemeColor('list.errorForeground'),
  plain: undefined,
};

function contextOf({ subject }: DbtItem): string {
  switch (subject.kind) {
    case 'target':
      return subject.postgres ? 'dbtTarget+postgres' : 'dbtTarget';
    case 'finding':
      return subject.finding.fixes.length === 0 ? 'dbtFinding' : 'dbtFinding+fix';
    case 'node':
      return nodeContext(subject.node);
    case 'project':
      return 'dbtProject';
    case 'group':
      return subject.lacks === undefined ? 'dbtGroup' : 'dbtGroup+noTargets';
  }
}

/** What can be done with a node: menus offer nothing else. Its id begins with its kind. */
function nodeContext(id: string): string {
  const tasks = Object.entries(taskKinds).filter(([, kinds]) =>
    kinds.some((kind) => id.startsWith(`${kind}.`)),
  );
  return ['dbtNode', ...tasks.map(([task]) => task)].join('+');
}

function accessibleLabel({ label, description, subject }: DbtItem): string {
  const severity = subject.kind === 'finding' ? `${subject.finding.severity}: ` : '';
  return `${severity}${label}${description === '' ? '' : `, ${description}`}`;
}

function tooltip(paragraphs: readonly string[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  paragraphs.forEach((paragraph, index) => {
    if (index > 0) {
      text.appendMarkdown('\n\n');
    }
    text.appendText(paragraph);
  });
  return text;
}
