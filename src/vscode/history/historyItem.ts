import * as vscode from 'vscode';
import { displayName } from '../../core/explorer/displayName';
import { countWords } from '../../core/explorer/measures';
import { durationWords, timeWords, todayWords } from '../../core/history/days';
import type { HistoryEntry, Outcome } from '../../core/history/historyEntry';
import { statementTitle } from '../../core/query/runPlan';
import type { CommandId } from '../commands';
import type { DayNode, HistoryNode, RunNode } from './historyModel';

export function historyItem(node: HistoryNode): vscode.TreeItem {
  switch (node.kind) {
    case 'day':
      return dayItem(node);
    case 'run':
      return runItem(node);
    case 'more': {
      const item = new vscode.TreeItem(`Show more (${countWords(node.rest)} left)`);
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      item.command = {
        title: 'Show More',
        command: 'lakehouse.history.showMore' satisfies CommandId,
        arguments: [node],
      };
      return item;
    }
  }
}

/** How a run looks, wherever it is listed. */
export function outcomeIcon(outcome: Outcome): vscode.ThemeIcon {
  const { icon, color } = outcomeLooks[outcome];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** What a run is called, as one line. */
export function runTitle({ text, statements, plan }: HistoryEntry): string {
  const others = statements > 1 ? ` (${countWords(statements)} statements)` : '';
  const explain = plan === undefined ? '' : plan.analyzed ? 'EXPLAIN ANALYZE ' : 'EXPLAIN ';
  return explain + displayName(statementTitle(text)) + others;
}

/** Where it ran, how long it took and what it brought, as one line. */
export function runFacts({ connection, elapsedMs, rows, outcome, code }: HistoryEntry): string {
  const count = rows === undefined ? undefined : `${countWords(rows)} ${rows === 1 ? 'row' : 'rows'}`;
  const end = outcome === 'done' ? count : `${outcomeLooks[outcome].words}${code ? ` ${code}` : ''}`;
  return [displayName(connection), durationWords(elapsedMs), end]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/** Everything that is known of a run. Texts come from anywhere, so they are appended as text or as a block of code. */
export function runTooltip(entry: HistoryEntry): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  const { startedAt, connection, environment, database, role, message, code, document, extension } = entry;
  const lines = [
    `${new Date(startedAt).toLocaleString()} · ${runFacts(entry)}`,
    `${connection} (${environment}) · database ${database} · role ${role}`,
    document === undefined ? undefined : `Document: ${documentLabel(document)}`,
    extension === undefined ? undefined : `Asked for by the extension ${extension}`,
    message === undefined ? undefined : `${code === undefined ? '' : `${code}: `}${shortened(message)}`,
    entry.isAltered ? 'Secrets were left out of the text, or it was too long to keep all of it.' : undefined,
  ];
  for (const line of lines.filter((each) => each !== undefined)) {
    tooltip.appendText(displayName(line)).appendMarkdown('  \n');
  }
  return tooltip.appendCodeblock(shortened(entry.text), 'sql');
}

function dayItem({ day, label, found }: DayNode): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, found || label === todayWords ? Expanded : Collapsed);
  // VS Code keeps by the id what is open; a search opens days by itself.
  item.id = found ? `${day} found` : day;
  item.iconPath = new vscode.ThemeIcon('calendar');
  item.contextValue = 'historyDay';
  if (found) {
    item.description = countWords(found.length);
  }
  return item;
}

function runItem({ entry, hasResult, hasPlan }: RunNode): vscode.TreeItem {
  const item = new vscode.TreeItem(runTitle(entry));
  const facts = `${timeWords(entry.startedAt)} · ${runFacts(entry)}`;
  item.id = entry.id;
  item.description = `${facts}${hasResult ? ' · result kept' : ''}${hasPlan ? ' · plan kept' : ''}`;
  item.iconPath = outcomeIcon(entry.outcome);
  item.contextValue = `historyRun${hasResult ? '+result' : ''}${hasPlan ? '+plan' : ''}`;
  item.accessibilityInformation = {
    label: `${runTitle(entry)}, ${outcomeLooks[entry.outcome].words}, ${facts}`,
  };
  return item;
}

const outcomeLooks: Readonly<
  Record<Outcome, { readonly icon: string; readonly color: string | undefined; readonly words: string }>
> = {
  done: { icon: 'pass', color: 'testing.iconPassed', words: 'succeeded' },
  failed: { icon: 'error', color: 'list.errorForeground', words: 'failed' },
  cancelled: { icon: 'circle-slash', color: undefined, words: 'cancelled' },
  lost: { icon: 'debug-disconnect', color: 'list.warningForeground', words: 'connection lost' },
};

/** A tooltip shows no more than this of a text, in UTF-16 units. */
const shownText = 1500;

function shortened(text: string): string {
  return text.length <= shownText ? text : `${text.slice(0, shownText).trimEnd()} …`;
}

function documentLabel(document: string): string {
  const uri = vscode.Uri.parse(document);
  return uri.scheme === 'file' ? vscode.workspace.asRelativePath(uri) : uri.path.replace(/^.*\//, '');
}
