import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { UserError } from '../../base/userError';
import { checkDraft, draftOf } from '../../core/connections/connectionForm';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { normalizeConnection } from '../../core/connections/normalizeConnection';
import type { CommandId } from '../commands';
import { setContextKey } from '../contextKeys';
import { showInformation } from '../notices';
import type { Runner } from '../run';
import { withoutLinks } from '../withoutLinks';
import { type EditedConnection, editConnection } from './connectionEditor';
import type { ConnectionService } from './connectionService';
import { showConnectionTest } from './connectionTest';
import type { LoginPasswords } from './loginPasswords';
import type { PasswordVault } from './passwordVault';
import { findEntry, removeEntry, saveEntry } from './profileSettings';

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
  owned.add(runner.command('lakehouse.connections.add', () => add(feature)));
  owned.add(runner.command('lakehouse.connections.disconnectAll', () => connections.disconnectAll()));
  owned.add(registerFiles(feature));
  /** A command about one connection: that of the tree item, or one that the user picks. */
  const about = (id: CommandId, title: string, act: (profile: ConnectionProfile) => Promise<unknown>) =>
    owned.add(
      runner.command(id, async (item) => {
        await act(await chooseProfile(connections, item, title));
      }),
    );
  about('lakehouse.connections.edit', 'Edit Connection', (profile) => edit(feature, profile));
  about('lakehouse.connections.duplicate', 'Duplicate Connection', (profile) => duplicate(profile));
  about('lakehouse.connections.remove', 'Remove Connection', (profile) => remove(feature, profile));
  about('lakehouse.connections.test', 'Test Connection', (profile) => showConnectionTest(profile, feature));
  about('lakehouse.connections.connect', 'Connect', ({ id }) => connections.database(id));
  about('lakehouse.connections.disconnect', 'Disconnect', ({ id }) => connections.disconnect(id));
  about('lakehouse.connections.forgetPassword', 'Forget Saved Password', async (profile) => {
    await vault.forget(profile);
    void showInformation(`The saved password of ${profile.name} is gone.`);
  });
  const update = () => setContextKey('lakehouse.hasConnections', hasAny(connections));
  owned.add(connections.onDidChange(update));
  update();
  return owned;
}

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

async function add(feature: ConnectionsFeature): Promise<void> {
  const title = 'Add Connection';
  const start = await askForUrl(title);
  const edited = await editConnection(title, start, (profile, password) =>
    showConnectionTest(profile, feature, password),
  );
  const { value } = checkDraft(edited.draft);
  if (value) {
    const { name } = value;
    const id = await saveEntry(undefined, { name, ...edited.draft }, { name });
    await keepPassword(feature, { ...value, id }, edited.password);
  }
}

async function edit(feature: ConnectionsFeature, profile: ConnectionProfile): Promise<void> {
  const found = findEntry(profile.id);
  if (!found) {
    throw new UserError('This connection is no longer in the settings.');
  }
  const edited = await editConnection(
    `Edit ${profile.name}`,
    { draft: found.entry, password: undefined },
    (changed, password) => showConnectionTest({ ...changed, scope: profile.scope }, feature, password),
  );
  await saveEntry(profile.id, edited.draft, { name: profile.name, target: found.target });
}

async function duplicate(profile: ConnectionProfile): Promise<void> {
  const found = findEntry(profile.id);
  if (!found) {
    throw new UserError('This connection is no longer in the settings.');
  }
  const name = `${profile.name} copy`;
  await saveEntry(undefined, { ...found.entry, name }, { name, target: found.target });
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
