import * as vscode from 'vscode';
import type { RunTimeouts } from '../../core/query/timedRun';

interface Choice extends vscode.QuickPickItem {
  /** Milliseconds; undefined for a number of the user's own. */
  readonly limit: number | undefined;
}

/** Asks how long statements, and their waits for locks, may take. Undefined when the user turned away. */
export async function chooseTimeouts(): Promise<RunTimeouts | undefined> {
  const statement = await choose('A statement may run for');
  if (!statement) {
    return undefined;
  }
  const lock = await choose('It may wait for a lock for', [
    { label: 'As the session has it', limit: undefined, isKept: true },
  ]);
  return lock && { statement: statement.limit, lock: lock.limit };
}

async function choose(
  title: string,
  first: readonly (Choice & { readonly isKept: true })[] = [],
): Promise<{ readonly limit: number | undefined } | undefined> {
  const items: readonly (Choice & { readonly isKept?: true })[] = [
    ...first,
    ...limits.map(([label, seconds]) => ({ label, limit: seconds * 1000 })),
    { label: 'No limit', limit: 0 },
    { label: 'Other…', limit: undefined },
  ];
  const item = await vscode.window.showQuickPick(items, { title: `Run with Timeout: ${title}` });
  if (!item || item.limit !== undefined || item.isKept) {
    return item;
  }
  const text = await vscode.window.showInputBox({
    title: `Run with Timeout: ${title}`,
    prompt: 'Seconds, such as 90 or 0.5.',
    validateInput: (value) => (isSeconds(value) ? undefined : 'Give a number of seconds greater than 0.'),
  });
  return text === undefined ? undefined : { limit: Math.round(Number(text) * 1000) };
}

const limits: readonly (readonly [string, number])[] = [
  ['1 second', 1],
  ['5 seconds', 5],
  ['30 seconds', 30],
  ['2 minutes', 120],
  ['10 minutes', 600],
];

/** PostgreSQL keeps milliseconds in a 32-bit number. */
function isSeconds(text: string): boolean {
  const milliseconds = Math.round(Number(text) * 1000);
  return text.trim() !== '' && milliseconds > 0 && milliseconds <= 2_147_483_647;
}
