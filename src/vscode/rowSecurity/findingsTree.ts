import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { isRecord } from '../../base/validate';
import { displayName } from '../../core/explorer/displayName';
import { writeRelationName } from '../../core/scaffold/relationName';
import type { LintFinding, LintSeverity } from '../../core/scaffold/rowSecurity/lint/lintRule';

export type FindingsNode =
  | { readonly kind: 'relation'; readonly name: string; readonly findings: readonly FindingNode[] }
  | FindingNode;

export interface FindingNode {
  readonly kind: 'finding';
  readonly finding: LintFinding;
}

/** What was checked. */
export interface CheckedPlace {
  /** Connection, database and schema as words. */
  readonly where: string;
  /** Tables with row level security. */
  readonly tables: number;
}

/** The view of the findings: the relations, those with the gravest findings first, with what was found of each. */
export class FindingsTree implements vscode.TreeDataProvider<FindingsNode>, vscode.Disposable {
  readonly id = 'lakehouse.rowSecurity';
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<FindingsNode>;
  private nodes: readonly FindingsNode[] = [];

  constructor() {
    this.view = this.store.add(vscode.window.createTreeView(this.id, { treeDataProvider: this }));
  }

  get selected(): FindingsNode | undefined {
    return this.view.selection[0];
  }

  /** What the view says above its list. */
  get message(): string {
    return this.view.message ?? '';
  }

  show(findings: readonly LintFinding[], { where, tables }: CheckedPlace): void {
    const relations = [...new Set(findings.map(({ relation }) => writeRelationName(relation)))];
    this.nodes = relations.map((name) => ({
      kind: 'relation',
      name,
      findings: findings
        .filter(({ relation }) => writeRelationName(relation) === name)
        .map((finding) => ({ kind: 'finding', finding })),
    }));
    this.view.description = where;
    this.view.message = summary(findings.length, tables);
    this.view.badge =
      findings.length === 0
        ? undefined
        : { value: findings.length, tooltip: summary(findings.length, tables) };
    this.changed.fire(undefined);
  }

  getTreeItem(node: FindingsNode): vscode.TreeItem {
    if (node.kind === 'relation') {
      const item = new vscode.TreeItem(displayName(node.name), vscode.TreeItemCollapsibleState.Expanded);
      item.id = node.name;
      item.description = String(node.findings.length);
      item.iconPath = new vscode.ThemeIcon('table');
      return item;
    }
    return findingItem(node);
  }

  getChildren(node?: FindingsNode): FindingsNode[] {
    if (node === undefined) {
      return [...this.nodes];
    }
    return node.kind === 'relation' ? [...node.findings] : [];
  }

  dispose(): void {
    this.store.dispose();
  }
}

/** Anybody may call a command with anything. */
export function isFindingNode(value: unknown): value is FindingNode {
  return isRecord(value) && value['kind'] === 'finding' && isRecord(value['finding']);
}

function findingItem(node: FindingNode): vscode.TreeItem {
  const { finding } = node;
  const item = new vscode.TreeItem(finding.title);
  item.description = finding.policy === undefined ? '' : displayName(finding.policy);
  const { icon, color, word } = looks[finding.severity];
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  const tooltip = new vscode.MarkdownString();
  tooltip.appendText(displayName(finding.message)).appendMarkdown('\n\n').appendText(finding.explanation);
  item.tooltip = tooltip;
  item.contextValue = finding.fixes.length === 0 ? 'rowSecurityFinding' : 'rowSecurityFinding+fix';
  item.accessibilityInformation = { label: `${word}: ${displayName(finding.message)}` };
  item.command = { command: 'lakehouse.rowSecurity.fix', title: 'Fix…', arguments: [node] };
  return item;
}

const looks: Readonly<
  Record<LintSeverity, { readonly icon: string; readonly color: string; readonly word: string }>
> = {
  error: { icon: 'error', color: 'list.errorForeground', word: 'Error' },
  warning: { icon: 'warning', color: 'list.warningForeground', word: 'Warning' },
  hint: { icon: 'lightbulb', color: 'foreground', word: 'Hint' },
};

function summary(findings: number, tables: number): string {
  const checked = `${String(tables)} ${tables === 1 ? 'table has' : 'tables have'} row level security.`;
  if (findings > 0) {
    return `${findings === 1 ? '1 finding' : `${String(findings)} findings`}. ${checked}`;
  }
  return tables === 0 ? 'No table has row level security.' : `Nothing was found. ${checked}`;
}
