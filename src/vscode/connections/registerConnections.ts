import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { UserError } from '../../base/userError';
import { checkDraft, draftOf } from '../../core/connections/connectionForm';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { normalizeConnection } from '../../core/connections/normalizeConnection';
import { setContextKey } from '../contextKeys';
import { showInformation } from '../notices';
import type { Runner } from '../run';
import { withoutLinks } from '../withoutLinks';
import { type EditedConnection, editConnection } from './connectionEditor';
import type { ConnectionService } from './connectionService';
import { showConnectionTest } from './connectionTest';
import type { LoginPasswords } from './loginPasswords';
import type { PasswordVault } from './passwordVault';
import { findEntry, freshId, removeEntry, saveEntry } from './profileSettings';

export interface ConnectionsFeature {
  readonly connections: ConnectionService;
  readonly vault: PasswordVault;
  readonly passwords: LoginPasswords;
  readonly runner: Runner;
}

/** The commands that add, change, test, open and close connections. */
export function registerConnections(feature: ConnectionsFeature): Disposable {
  const { connections, runner, vault } = feature;
  const owned = new DisposableStore();
  const chosen = (item: unknown, title: string) => chooseProfile(connections, item, title);

  owned.add(runner.command('lakehouse.connections.add', () => add(feature)));
  owned.add(
    runner.command('lakehouse.connections.import', async () => {
      const { importConnections } = await import('./importConnections');
      await importConnections(connections, vault);
    }),
  );
  owned.add(
    runner.command('lakehouse.connections.edit', async (item) =>
      edit(feature, await chosen(item, 'Edit Connection')),
    ),
  );
  owned.add(
    runner.command('lakehouse.connections.remove', async (item) =>
      remove(feature, await chosen(item, 'Remove Connection')),
    ),
  );
  owned.add(
    runner.command('lakehouse.connections.test', async (item) =>
      showConnectionTest(await chosen(item, 'Test Connection'), feature),
    ),
  );
  owned.add(
    runner.command('lakehouse.connections.connect', async (item) => {
      await connections.database((await chosen(item, 'Connect')).id);
    }),
  );
  owned.add(
    runner.command('lakehouse.connections.disconnect', async (item) =>
      connections.disconnect((await chosen(item, 'Disconnect')).id),
    ),
  );
  owned.add(
    runner.command('lakehouse.connections.forgetPassword', async (item) => {
      const profile = await chosen(item, 'Forget Saved Password');
      await vault.forget(profile);
      void showInformation(`The saved password of ${profile.name} is gone.`);
    }),
  );
  const update = () => setContextKey('lakehouse.hasConnections', hasAny(connections));
  owned.add(connections.onDidChange(update));
  update();
  return owned;
}

/** A broken entry counts too: the tree shows what is wrong with it instead of the welcome text. */
function hasAny({ profiles, problems }: ConnectionService): boolean {
  return profiles.length + problems.length > 0;
}

async function add(feature: ConnectionsFeature): Promise<void> {
  const title = 'Add Connection';
  const start = await askForUrl(title);
  const edited = await editConnection(title, start, (profile, password) =>
    showConnectionTest(profile, feature, password),
  );
  const { value } = checkDraft(edited.draft);
  if (value) {
    const id = freshId(value.name);
    await saveEntry(undefined, { id, name: value.name, ...edited.draft });
    await keepPassword(feature, { ...value, id }, edited.password);
  }
}

async function edit(feature: ConnectionsFeature, profile: ConnectionProfile): Promise<void> {
  const entry = findEntry(profile.id);
  if (!entry) {
    throw new UserError('This connection is no longer in the settings.');
  }
  const edited = await editConnection(
    `Edit ${profile.name}`,
    { draft: entry, password: undefined },
    (changed, password) => showConnectionTest({ ...changed, scope: profile.scope }, feature, password),
  );
  await saveEntry(profile.id, edited.draft);
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
  if (answer === remove) {
    await feature.connections.disconnect(profile.id);
    await feature.vault.forget(profile);
    await removeEntry(profile.id);
  }
}

/** What is pasted fills in the fields; leaving it empty starts with none. */
async function askForUrl(title: string): Promise<EditedConnection> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: 'Paste a URL, a psql command or a connection string. Or leave this empty to fill in the fields.',
    placeHolder: 'postgresql://user@host:5432/database?sslmode=require',
    ignoreFocusOut: true,
    validateInput: pastedProblem,
  });
  if (typed === undefined) {
    throw new CancelledError();
  }
  const { value } = normalizeConnection(typed);
  return { draft: value === undefined ? {} : draftOf(value), password: value?.password };
}

/** What cannot be read stops; what is only left out is said and does not. */
function pastedProblem(typed: string): vscode.InputBoxValidationMessage | undefined {
  const { value, problems } = normalizeConnection(typed);
  if (typed.trim() === '' || problems.length === 0) {
    return undefined;
  }
  return {
    message: withoutLinks(problems.join(' ')),
    severity:
      value === undefined
        ? vscode.InputBoxValidationSeverity.Error
        : vscode.InputBoxValidationSeverity.Warning,
  };
}

/** A password that came with the URL goes to secret storage if the connection is to keep it there. */
async function keepPassword(
  { vault }: ConnectionsFeature,
  profile: ConnectionProfile,
  password: string | undefined,
): Promise<void> {
  if (password !== undefined && (profile.password === 'secretStorage' || profile.password === 'ask')) {
    await vault.keep(profile, password);
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
