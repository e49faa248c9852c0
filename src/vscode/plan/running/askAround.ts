import * as vscode from 'vscode';
import { mostRepeats } from '../../../core/plan/running/explainSettings';
import type { TakeableRole } from '../../../core/plan/running/roleQuery';
import { escapeIcons } from '../../query/chooseConnection';

interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** The role, or undefined for that of the session. Whoever turns away keeps `now`. */
export async function askRole(
  roles: readonly TakeableRole[],
  now: string | undefined,
): Promise<string | undefined> {
  const items: readonly Choice<string | undefined>[] = [
    { label: 'As the session does', value: undefined },
    ...roles.map((role) => ({
      label: `$(account) ${escapeIcons(role.name)}`,
      description: roleWords(role),
      value: role.name,
    })),
  ];
  const item = await vscode.window.showQuickPick(items, {
    title: 'Explain as Role',
    placeHolder: 'The roles that this login may take by SET ROLE',
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return item ? item.value : now;
}

/** What is special about a role. */
export function roleWords({ superuser, bypassesRowSecurity, canLogin, isLogin }: TakeableRole): string {
  const words = [
    isLogin ? 'this login' : undefined,
    superuser ? 'superuser' : bypassesRowSecurity ? 'row security does not apply' : undefined,
    canLogin ? undefined : 'group',
  ];
  return words.filter((word) => word !== undefined).join(', ');
}

/** Whoever turns away keeps `now`. */
export async function askRepeat(now: number): Promise<number> {
  const items: readonly Choice<number>[] = [1, 3, 5, 10, 20, 50].map((value) => ({
    label: value === 1 ? 'Once' : `${value} times`,
    ...(value === now && { description: 'now' }),
    value,
  }));
  const other: Choice<number> = { label: 'Other…', value: 0 };
  const item = await vscode.window.showQuickPick([...items, other], {
    title: 'Repeat the Execution',
    placeHolder: 'The plan of the median run is shown',
    ignoreFocusOut: true,
  });
  if (!item || item.value > 0) {
    return item?.value ?? now;
  }
  const text = await vscode.window.showInputBox({
    title: 'Repeat the Execution',
    prompt: `How many times, from 1 to ${mostRepeats}?`,
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^\d+$/.test(value.trim()) && Number(value) >= 1 && Number(value) <= mostRepeats
        ? undefined
        : `Give a whole number from 1 to ${mostRepeats}.`,
  });
  return text === undefined ? now : Number(text);
}

/** Milliseconds; undefined for the session's own limit. Whoever turns away keeps `now`. */
export async function askTimeout(now: number | undefined): Promise<number | undefined> {
  const items: readonly Choice<number | undefined>[] = [undefined, 1, 5, 30, 120, 600].map((seconds) => {
    const value = seconds === undefined ? undefined : seconds * 1000;
    return { label: timeoutWords(value), ...(value === now && { description: 'now' }), value };
  });
  const item = await vscode.window.showQuickPick(items, {
    title: 'Time Limit of the EXPLAIN',
    placeHolder: 'The server ends it after so long',
    ignoreFocusOut: true,
  });
  return item ? item.value : now;
}

export function timeoutWords(timeoutMs: number | undefined): string {
  if (timeoutMs === undefined) {
    return 'as the session';
  }
  const seconds = timeoutMs / 1000;
  return seconds >= 120
    ? `${Math.round(seconds / 60)} minutes`
    : `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
}
