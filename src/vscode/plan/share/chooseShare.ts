import * as vscode from 'vscode';
import type { ShareFormat } from '../../../core/plan/share/exportPlan';

/** What the user wants to share, and how. */
export interface ShareChoice {
  readonly format: ShareFormat;
  readonly anonymous: boolean;
  readonly to: 'file' | 'clipboard';
}

interface FormatItem extends vscode.QuickPickItem {
  readonly format: ShareFormat;
}

interface WayItem extends vscode.QuickPickItem {
  readonly anonymous: boolean;
  readonly to: ShareChoice['to'];
}

const formats: readonly FormatItem[] = [
  {
    format: 'html',
    label: '$(browser) Web page',
    detail: 'One HTML file with the tree, advice and the statement. It needs no network and runs no script.',
  },
  {
    format: 'markdown',
    label: '$(markdown) Markdown summary',
    detail: 'For a ticket or a chat: the verdict, where the time went, advice, and the plan as text.',
  },
  {
    format: 'text',
    label: '$(list-tree) PostgreSQL’s text',
    detail: 'As EXPLAIN writes it in psql.',
  },
  { format: 'json', label: '$(json) JSON', detail: 'As EXPLAIN (FORMAT JSON) writes it, for other tools.' },
  { format: 'svg', label: '$(graph) Picture', detail: 'An SVG of the plan, each node as wide as its time.' },
];

const replaced =
  'Other names and constants, the same everywhere. Node types, PostgreSQL’s functions and figures stay.';
const ways: readonly WayItem[] = [
  { to: 'file', anonymous: false, label: '$(save) Save to a file…' },
  { to: 'clipboard', anonymous: false, label: '$(copy) Copy' },
  { to: 'file', anonymous: true, label: '$(eye-closed) Anonymise and save to a file…', detail: replaced },
  { to: 'clipboard', anonymous: true, label: '$(eye-closed) Anonymise and copy', detail: replaced },
];

/** Undefined when the user wants nothing. */
export async function chooseShare(): Promise<ShareChoice | undefined> {
  const format = await vscode.window.showQuickPick(formats, {
    title: 'Export Plan',
    placeHolder: 'The format for whoever reads it',
  });
  if (!format) {
    return undefined;
  }
  const way = await vscode.window.showQuickPick(ways, {
    title: `Export Plan: ${format.label.replace(/^\$\([\w-]+\) /, '')}`,
    placeHolder: 'Where it goes. A plan holds names and values of the database.',
  });
  return way && { format: format.format, anonymous: way.anonymous, to: way.to };
}
