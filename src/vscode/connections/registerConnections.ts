import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { UserError } from '../../base/userError';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { CommandId } from '../commands';
import { setContextKey } from '../contextKeys';
import { showInformation } from '../notices';
import type { ConnectionService } from './connectionService';
import type { ConnectionsFeature } from './connectionsFeature';
import { showConnectionTest } from './connectionTest';
import type { ConnectionForms } from './form/connectionForms';
import { removeEntry } from './profileSettings';

/** The commands that add, change, test, open and close connections. */
export function registerConnections(feature: ConnectionsFeature): Disposable {
  const { connections, runner, vault, mayDisconnect } = feature;
  const owned = new DisposableStore();
  owned.add(registerForms(feature));
  owned.add(
    runner.command('lakehouse.connections.disconnectAll', async () => {
      if (await mayDisconnect()) {
        await connections.disconnectAll();
      }
    }),
  );
  owned.add(registerFiles(feature));
  const about = (id: CommandId, title: string, act: (profile: ConnectionProfile) => Promise<unknown>) =>
    owned.add(aboutConnection(feature, id, title, act));
  about('lakehouse.connections.remove', 'Remove Connection', (profile) => remove(feature, profile));
  about('lakehouse.connections.test', 'Test Connection', (profile) => showConnectionTest(profile, feature));
  about('lakehouse.connections.connect', 'Connect', ({ id }) => connections.database(id));
  about('lakehouse.connections.disconnect', 'Disconnect', async ({ id }) => {
    if (await mayDisconnect(id)) {
      await connections.disconnect(id);
    }
  });
  about('lakehouse.connections.forgetPassword', 'Forget Saved Password', async (profile) => {
    await vault.forget(profile);
    void showInformation(`The saved password of ${profile.name} is gone.`);
  });
  const update = () => setContextKey('lakehouse.hasConnections', hasAny(connections));
  owned.add(connections.onDidChange(update));
  update();
  return owned;
}

/** The form, which is loaded when it is first opened. */
function registerForms(feature: ConnectionsFeature): Disposable {
  const owned = new DisposableStore();
  let loaded: Promise<ConnectionForms> | undefined;
  const forms = () =>
    (loaded ??= import('./form/connectionForms').then((module) =>
      owned.add(new module.ConnectionForms(feature)),
    ));
  owned.add(
    feature.runner.command('lakehouse.connections.add', async () => {
      (await forms()).add();
    }),
  );
  owned.add(
    aboutConnection(feature, 'lakehouse.connections.edit', 'Edit Connection', async (profile) =>
      (await forms()).edit(profile),
    ),
  );
  owned.add(
    aboutConnection(feature, 'lakehouse.connections.duplicate', 'Duplicate Connection', async (profile) =>
      (await forms()).duplicate(profile),
    ),
  );
  return owned;
}

/** A command about one connection: that of the tree item, or one that the user picks. */
function aboutConnection(
  { connections, runner }: ConnectionsFeature,
  id: CommandId,
  title: string,
  act: (profile: ConnectionProfile) => Promise<unknown>,
): Disposable {
  return runner.command(id, async (item) => {
    const profile = await chooseProfile(connections, item, title);
    if (profile.sandbox && !alsoForSandbox.includes(id)) {
      throw new UserError(
        'The sandbox stands in no settings, so there is nothing to edit, copy or test. It can be reset or removed.',
        { action: { title: 'Remove Sandbox…', command: 'lakehouse.sandbox.remove' satisfies CommandId } },
      );
    }
    await act(profile);
  });
}

const alsoForSandbox: readonly CommandId[] = [
  'lakehouse.connections.connect',
  'lakehouse.connections.disconnect',
];

/** Connections that come from elsewhere and go elsewhere. */
function registerFiles({ connections, runner, vault }: ConnectionsFeature): Disposable {
  const owned = new DisposableStore();
  owned.add(
    runner.command('lakehouse.connections.import', async () => {
      const { importConnections, importQuestions } = await import('./importConnections');
      await importConnections({ connections, vault, questions: importQuestions });
    }),
  );
  owned.add(
    runner.command('lakehouse.connections.importFile', async () => {
      const { chooseConnectionFile, importConnectionFile, importQuestions } =
        await import('./importConnections');
      const { name, text } = await chooseConnectionFile();
      await importConnectionFile(name, text, { connections, vault, questions: importQuestions });
    }),
  );
  owned.add(
    runner.command('lakehouse.connections.export', async () => {
      const { exportConnections } = await import('./exportConnections');
      await exportConnections(connections.profiles);
    }),
  );
  return owned;
}

/** A broken entry counts too: the tree shows what is wrong with it instead of the welcome text. */
function hasAny({ profiles, problems }: ConnectionService): boolean {
  return profiles.length + problems.length > 0;
}

async function remove(feature: ConnectionsFeature, profile: ConnectionProfile): Promise<void> {
  const remove = 'Remove';
  const answer = await vscode.window.showWarningMessage(
    `Remove the connection ${profile.name}?`,
    {
      modal: true,
      detail:
        'It is taken out of the settings, and its saved password is forgotten. Nothing changes on the server.',
    },
    remove,
  );
  if (answer === remove && (await feature.mayDisconnect(profile.id))) {
    await feature.connections.disconnect(profile.id);
    await feature.vault.forget(profile);
    await removeEntry(profile.id);
  }
}

/** The connection that a tree item stands for, or the one that the user picks. */
export async function chooseProfile(
  connections: ConnectionService,
  item: unknown,
  title: string,
): Promise<ConnectionProfile> {
  const id = profileIdOf(item);
  const known = id === undefined ? undefined : connections.profile(id);
  if (known) {
    return known;
  }
  if (connections.profiles.length === 0) {
    throw new UserError('There is no connection yet.', {
      action: { title: 'Add Connection', command: 'lakehouse.connections.add' },
    });
  }
  const picked = await vscode.window.showQuickPick(
    connections.profiles.map((profile) => ({
      label: profile.name,
      description: `${profile.user}@${profile.host}:${String(profile.port)}/${profile.database}`,
      detail: profile.environment,
      profile,
    })),
    { title, placeHolder: 'Choose a connection', matchOnDescription: true },
  );
  if (!picked) {
    throw new CancelledError();
  }
  return picked.profile;
}

function profileIdOf(item: unknown): string | undefined {
  if (typeof item === 'string') {
    return item;
  }
  const id = typeof item === 'object' && item !== null && 'profileId' in item ? item.profileId : undefined;
  return typeof id === 'string' ? id : undefined;
}
