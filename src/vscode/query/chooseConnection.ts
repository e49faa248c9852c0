import * as vscode from 'vscode';
import { neverCancelled } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { displayName } from '../../core/explorer/displayName';
import { themeColorOf } from '../../core/connections/connectionColor';
import type { CatalogQuery } from '../../core/ports';
import type { ConnectionService } from '../connections/connectionService';
import type { Binding } from './connectionBindings';

/** What a connection is chosen for. */
export interface ConnectionPurpose {
  readonly title: string;
  readonly placeholder: string;
}

const forEditor: ConnectionPurpose = {
  title: 'Choose Connection for This Editor',
  placeholder: 'Its statements run on this connection',
};

/** Lets the user choose a connection, and with the button of an entry another database of its server. */
export async function chooseConnection(
  connections: ConnectionService,
  current: Binding | undefined,
  purpose: ConnectionPurpose = forEditor,
): Promise<Binding | undefined> {
  if (connections.profiles.length === 0) {
    throw new UserError('There is no connection yet. Add your PostgreSQL server first.', {
      action: { title: 'Add Connection', command: 'lakehouse.connections.add' },
    });
  }
  const choice = await pickProfile(connections.profiles, current, purpose);
  if (!choice) {
    return undefined;
  }
  const profileId = choice.profile.id;
  const database = choice.otherDatabase
    ? await pickDatabase(connections, choice.profile)
    : choice.profile.database;
  return database === undefined ? undefined : { profileId, database };
}

interface ProfileItem extends vscode.QuickPickItem {
  readonly profile: ConnectionProfile;
}

interface ProfileChoice {
  readonly profile: ConnectionProfile;
  readonly otherDatabase: boolean;
}

const otherDatabase: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('list-unordered'),
  tooltip: 'Choose Another Database of This Server',
};

function pickProfile(
  profiles: readonly ConnectionProfile[],
  current: Binding | undefined,
  { title, placeholder }: ConnectionPurpose,
): Promise<ProfileChoice | undefined> {
  const pick = vscode.window.createQuickPick<ProfileItem>();
  pick.title = title;
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.items = profiles.map((profile) => profileItem(profile));
  pick.activeItems = pick.items.filter((item) => item.profile.id === current?.profileId);
  return new Promise((resolve) => {
    const answer = (choice: ProfileChoice | undefined) => {
      resolve(choice);
      pick.dispose();
    };
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      answer(item && { profile: item.profile, otherDatabase: false });
    });
    pick.onDidTriggerItemButton(({ item }) => answer({ profile: item.profile, otherDatabase: true }));
    pick.onDidHide(() => answer(undefined));
    pick.show();
  });
}

function profileItem(profile: ConnectionProfile): ProfileItem {
  return {
    profile,
    label: escapeIcons(profile.name),
    iconPath: new vscode.ThemeIcon(
      profile.readOnly ? 'lock' : 'database',
      new vscode.ThemeColor(themeColorOf(profile)),
    ),
    description: escapeIcons(`${profile.user}@${profile.host}:${profile.port}/${profile.database}`),
    detail: profile.readOnly ? `${profile.environment}, read-only` : profile.environment,
    buttons: [otherDatabase],
  };
}

async function pickDatabase(
  connections: ConnectionService,
  profile: ConnectionProfile,
): Promise<string | undefined> {
  const names = connections
    .database(profile.id)
    .then((database) => database.read(databaseNames, neverCancelled))
    .then((rows) => rows.map((name) => ({ label: escapeIcons(name), name })));
  const item = await vscode.window.showQuickPick(names, {
    title: `Database on ${displayName(profile.name)}`,
  });
  return item?.name;
}

const databaseNames: CatalogQuery<string> = {
  name: 'connectable databases',
  text: `select datname from pg_catalog.pg_database
    where datallowconn and pg_catalog.has_database_privilege(oid, 'CONNECT') order by datname`,
  values: [],
  row: ([name]) => name ?? '',
};

/** A name as it can be seen; `$(…)` in a label would become an icon. */
export function escapeIcons(text: string): string {
  return displayName(text).replaceAll('$(', '\\$(');
}
