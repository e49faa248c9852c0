import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import type { Move } from '../../core/connections/arrangeConnections';
import type { ConnectionProfile, ProfileScope } from '../../core/connections/connectionProfile';
import { type ProfileEntries, type ProfileProblem, readProfiles } from '../../core/connections/readProfiles';

const settingKey = 'lakehouse.connections';

/** One list of connections in one settings file. */
interface SettingsList extends ProfileEntries {
  /** Tells the lists apart. */
  readonly key: string;
  readonly target: vscode.ConfigurationTarget;
  readonly folder: vscode.WorkspaceFolder | undefined;
}

type Entry = Readonly<Record<string, unknown>>;

/** A settings file in which a connection can be saved. */
export interface SaveTarget {
  readonly key: string;
  /** Such as `user settings`. */
  readonly label: string;
  readonly scope: ProfileScope;
}

/** The settings file of a person, who takes it everywhere. */
export const userTarget = 'user';

/** The profiles of every settings file. A workspace's entries stand beside the user's, never in their place. */
export function loadProfiles(): {
  readonly value: readonly ConnectionProfile[];
  readonly problems: readonly ProfileProblem[];
} {
  return readProfiles(settingsLists());
}

/** An entry as it is written in the settings, for editing, and the file that holds it. */
export function findEntry(profileId: string): { readonly entry: Entry; readonly target: string } | undefined {
  const found = locate(profileId);
  return found && { entry: found.entry, target: found.list.key };
}

/**
 * The settings files that a connection can be saved in. The lists of a workspace that is not trusted cannot be seen, so
 * nothing is written over them.
 */
export function saveTargets(): readonly SaveTarget[] {
  const lists = settingsLists().filter(({ scope }) => scope === 'user' || vscode.workspace.isTrusted);
  return lists.map(({ key, label, scope }) => ({ key, label, scope }));
}

/**
 * Writes an entry to a settings file: in its old place when it was there before, else at the end. Answers the id of the
 * connection that it makes.
 * @param profileId the connection that is edited; undefined for a new one
 * @param name what a new id is made of, where the entry has none or comes to another file
 */
export async function saveEntry(
  profileId: string | undefined,
  entry: Entry,
  { name, target = userTarget }: { readonly name: string; readonly target?: string },
): Promise<string> {
  const found = profileId === undefined ? undefined : locate(profileId);
  const list = settingsLists().find(({ key }) => key === target);
  if (!list) {
    throw new UserError('These settings are no longer open. Choose where to save the connection.');
  }
  if (found?.list.key === target) {
    await write(found.list, replaced(found.list, found.index, [{ ...entry, id: found.entry['id'] }]));
    return profileId ?? '';
  }
  const id = freshId(name, list);
  await write(list, [...entriesOf(list), { ...entry, id }]);
  if (found) {
    await write(found.list, replaced(found.list, found.index, []));
  }
  return list.idPrefix + id;
}

export async function removeEntry(profileId: string): Promise<void> {
  const found = locate(profileId);
  if (found) {
    await write(found.list, replaced(found.list, found.index, []));
  }
}

/** Gives a connection another place in its settings file, and another group. The other one must be in the same file. */
export async function moveEntry(profileId: string, { before, group }: Move): Promise<void> {
  const found = locate(profileId);
  if (!found) {
    return;
  }
  const rest = Object.fromEntries(Object.entries(found.entry).filter(([key]) => key !== 'group'));
  const moved = group === undefined ? rest : { ...rest, group };
  const others = replaced(found.list, found.index, []);
  const at = before === undefined ? -1 : others.findIndex((each) => idOf(each, found.list) === before);
  await write(found.list, at < 0 ? [...others, moved] : [...others.slice(0, at), moved, ...others.slice(at)]);
}

/** An id that no entry of the list has yet, made from a name. */
function freshId(name: string, list: SettingsList): string {
  const base =
    name
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-+|-+$/g, '') || 'connection';
  const taken = new Set(entriesOf(list).map((entry) => idOf(entry, list)));
  for (let suffix = 1; ; suffix++) {
    const id = suffix === 1 ? base : `${base}-${String(suffix)}`;
    if (!taken.has(list.idPrefix + id)) {
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
        key: userTarget,
        scope,
        value,
        folder,
        label: 'user settings',
        idPrefix: '',
        target: vscode.ConfigurationTarget.Global,
      };
    case 'workspace':
      return {
        key: 'workspace',
        scope,
        value,
        folder,
        label: 'workspace settings',
        idPrefix: 'workspace/',
        target: vscode.ConfigurationTarget.Workspace,
      };
    case 'workspaceFolder':
      return {
        key: `folder ${folder?.uri.toString() ?? ''}`,
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
): { readonly list: SettingsList; readonly index: number; readonly entry: Entry } | undefined {
  for (const each of settingsLists()) {
    const entries = entriesOf(each);
    const index = entries.findIndex((entry) => idOf(entry, each) === profileId);
    if (index >= 0) {
      return { list: each, index, entry: entries[index] as Entry };
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
