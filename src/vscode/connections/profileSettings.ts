import * as vscode from 'vscode';
import type { ConnectionProfile, ProfileScope } from '../../core/connections/connectionProfile';
import { type ProfileEntries, type ProfileProblem, readProfiles } from '../../core/connections/readProfiles';

const settingKey = 'lakehouse.connections';

/** One list of connections in one settings file. */
interface SettingsList extends ProfileEntries {
  readonly target: vscode.ConfigurationTarget;
  readonly folder: vscode.WorkspaceFolder | undefined;
}

/** The profiles of every settings file. A workspace's entries stand beside the user's, never in their place. */
export function loadProfiles(): {
  readonly value: readonly ConnectionProfile[];
  readonly problems: readonly ProfileProblem[];
} {
  return readProfiles(settingsLists());
}

/** An entry as it is written in the settings, for editing. */
export function findEntry(profileId: string): Readonly<Record<string, unknown>> | undefined {
  const found = locate(profileId);
  return found?.entry;
}

/** Writes an entry back to the settings file that it came from; a new entry goes to the user's settings. */
export async function saveEntry(
  profileId: string | undefined,
  entry: Readonly<Record<string, unknown>>,
): Promise<void> {
  const found = profileId === undefined ? undefined : locate(profileId);
  if (found) {
    await write(found.list, replaced(found.list, found.index, [entry]));
    return;
  }
  const user = settingsLists().find((list) => list.scope === 'user');
  if (user) {
    await write(user, [...entriesOf(user), entry]);
  }
}

export async function removeEntry(profileId: string): Promise<void> {
  const found = locate(profileId);
  if (found) {
    await write(found.list, replaced(found.list, found.index, []));
  }
}

/** An id that no entry of the user's settings has yet, made from a name. */
export function freshId(name: string): string {
  const base =
    name
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-+|-+$/g, '') || 'connection';
  const taken = new Set(loadProfiles().value.map((profile) => profile.id));
  for (let suffix = 1; ; suffix++) {
    const id = suffix === 1 ? base : `${base}-${String(suffix)}`;
    if (!taken.has(id)) {
      return id;
    }
  }
}

function settingsLists(): readonly SettingsList[] {
  const common = vscode.workspace.getConfiguration().inspect<unknown>(settingKey);
  const lists: SettingsList[] = [
    list('user', common?.globalValue),
    ...(vscode.workspace.workspaceFile ? [list('workspace', common?.workspaceValue)] : []),
  ];
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const inspected = vscode.workspace.getConfiguration(undefined, folder).inspect<unknown>(settingKey);
    // With a single folder open, its settings file is the workspace's.
    const value = vscode.workspace.workspaceFile
      ? inspected?.workspaceFolderValue
      : inspected?.workspaceValue;
    lists.push(list('workspaceFolder', value, folder));
  }
  return lists;
}

function list(scope: ProfileScope, value: unknown, folder?: vscode.WorkspaceFolder): SettingsList {
  switch (scope) {
    case 'user':
      return {
        scope,
        value,
        folder,
        label: 'user settings',
        idPrefix: '',
        target: vscode.ConfigurationTarget.Global,
      };
    case 'workspace':
      return {
        scope,
        value,
        folder,
        label: 'workspace settings',
        idPrefix: 'workspace/',
        target: vscode.ConfigurationTarget.Workspace,
      };
    case 'workspaceFolder':
      return {
        scope,
        value,
        folder,
        label: `settings of ${folder?.name ?? 'the folder'}`,
        idPrefix: `${folder?.name ?? 'folder'}/`,
        target: vscode.workspace.workspaceFile
          ? vscode.ConfigurationTarget.WorkspaceFolder
          : vscode.ConfigurationTarget.Workspace,
      };
  }
}

function entriesOf(from: SettingsList): readonly unknown[] {
  return Array.isArray(from.value) ? (from.value as readonly unknown[]) : [];
}

function locate(
  profileId: string,
):
  | { readonly list: SettingsList; readonly index: number; readonly entry: Readonly<Record<string, unknown>> }
  | undefined {
  for (const each of settingsLists()) {
    const entries = entriesOf(each);
    const index = entries.findIndex((entry) => idOf(entry, each) === profileId);
    if (index >= 0) {
      return { list: each, index, entry: entries[index] as Readonly<Record<string, unknown>> };
    }
  }
  return undefined;
}

function idOf(entry: unknown, { idPrefix }: SettingsList): string | undefined {
  const id = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined;
  return typeof id === 'string' ? idPrefix + id : undefined;
}

function replaced(from: SettingsList, index: number, by: readonly unknown[]): readonly unknown[] {
  const entries = entriesOf(from);
  return [...entries.slice(0, index), ...by, ...entries.slice(index + 1)];
}

async function write(to: SettingsList, entries: readonly unknown[]): Promise<void> {
  await vscode.workspace.getConfiguration(undefined, to.folder).update(settingKey, entries, to.target);
}
