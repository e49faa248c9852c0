import os from 'node:os';
import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { checkDraft } from '../../core/connections/connectionForm';
import { readConnectionFile } from '../../core/connections/import/connectionFile';
import {
  draftWithPasswordSource,
  type ImportedConnection,
} from '../../core/connections/import/importedConnection';
import { showInformation } from '../notices';
import { withoutLinks } from '../withoutLinks';
import type { ConnectionService } from './connectionService';
import { type ImportSource, readImportSources } from './importSources';
import type { PasswordVault } from './passwordVault';
import { saveEntry } from './profileSettings';

export interface ImportItem extends vscode.QuickPickItem {
  readonly imported?: ImportedConnection;
}

/** How the user is asked. */
export interface ImportQuestions {
  chooseMany(items: readonly ImportItem[]): Promise<readonly ImportItem[] | undefined>;
  /** Whether passwords that stand in a source are to be kept in secret storage. @throws CancelledError */
  keepPasswords(): Promise<boolean>;
  say(message: string): void;
}

/** Questions in the quick input. */
export const importQuestions: ImportQuestions = {
  chooseMany: (items) =>
    Promise.resolve(
      vscode.window.showQuickPick(items, {
        title: 'Import Connections',
        placeHolder: 'Choose the connections to add to your settings',
        canPickMany: true,
        ignoreFocusOut: true,
        matchOnDescription: true,
      }),
    ),
  keepPasswords: askAboutPasswords,
  say: (message) => void showInformation(message),
};

export interface ImportServices {
  readonly connections: ConnectionService;
  readonly vault: PasswordVault;
  readonly questions: ImportQuestions;
}

/** Lists the connections that other tools know, and adds those that the user chooses to the user's settings. */
export async function importConnections(services: ImportServices): Promise<void> {
  const sources = await readImportSources();
  if (sources.every(({ value }) => value.length === 0)) {
    throw new UserError(
      'There is nothing to import. Looked in the service file, the password file, environment variables, .env files of ' +
        'the workspace, SQLTools and the PostgreSQL extension by Microsoft.',
      { action: { title: 'Add Connection', command: 'lakehouse.connections.add' } },
    );
  }
  await importFrom(sources, services);
}

/** @throws CancelledError when no file was chosen */
export async function chooseConnectionFile(): Promise<{ readonly name: string; readonly text: string }> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'Import Connections from a File',
      filters: { JSON: ['json'] },
    })) ?? [];
  if (!file) {
    throw new CancelledError();
  }
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  return { name: file.path.slice(file.path.lastIndexOf('/') + 1), text };
}

/** As `importConnections`, for a file that was exported. Connections that are not there yet are chosen from the start. */
export async function importConnectionFile(
  name: string,
  text: string,
  services: ImportServices,
): Promise<void> {
  const read = readConnectionFile(text);
  if (read.value.length === 0) {
    throw new UserError(`Nothing was imported from ${name}. ${read.problems.join(' ')}`.trim());
  }
  await importFrom([{ title: name, ...read }], services, { chosen: true });
  if (read.problems.length > 0) {
    services.questions.say(`Not everything in ${name} could be read. ${read.problems.join(' ')}`);
  }
}

async function importFrom(
  sources: readonly ImportSource[],
  { connections, vault, questions }: ImportServices,
  { chosen = false }: { readonly chosen?: boolean } = {},
): Promise<void> {
  const items = sources
    .filter(({ value }) => value.length > 0)
    .flatMap(({ title, value }): readonly ImportItem[] => [
      { label: title, kind: vscode.QuickPickItemKind.Separator },
      ...value.map((imported) => itemFor(withUser(imported), connections, chosen)),
    ]);
  const picked = (await questions.chooseMany(items)) ?? [];
  const wanted = picked.flatMap(({ imported }) => (imported === undefined ? [] : [imported]));
  if (wanted.length === 0) {
    throw new CancelledError();
  }
  const keep = wanted.some(({ secret }) => secret.kind === 'plain') && (await questions.keepPasswords());
  for (const imported of wanted) {
    await add(imported, keep ? vault : undefined);
  }
  const names = wanted.map(({ name }) => name).join(', ');
  questions.say(
    wanted.length === 1 ? `Imported ${names}.` : `Imported ${String(wanted.length)} connections: ${names}.`,
  );
}

/** Who names no user logs in as the user of the machine, as libpq does. */
function withUser(imported: ImportedConnection): ImportedConnection {
  return imported.draft['user'] === undefined
    ? { ...imported, draft: { ...imported.draft, user: os.userInfo().username } }
    : imported;
}

function itemFor(imported: ImportedConnection, { profiles }: ConnectionService, chosen: boolean): ImportItem {
  const { value, problems } = checkDraft({ name: imported.name, ...draftWithPasswordSource(imported) });
  const known = profiles.find(
    (each) =>
      each.host === value?.host &&
      each.port === value.port &&
      each.database === value.database &&
      each.user === value.user,
  );
  const notes = [
    ...(known === undefined ? [] : [`Already there as ${known.name}.`]),
    ...imported.problems,
    ...(value === undefined ? problems.map(({ message }) => message) : []),
  ];
  return {
    label: imported.name,
    description: addressOf(imported),
    detail: withoutLinks(notes.join(' ')),
    picked: chosen && known === undefined,
    imported,
  };
}

function addressOf({ draft, secret }: ImportedConnection): string {
  const { user, host, port, database } = draft as Readonly<Record<string, string | number | undefined>>;
  const login = user === undefined ? '' : `${String(user)}@`;
  const place = `${String(host)}${port === undefined ? '' : `:${String(port)}`}`;
  const words = {
    none: '',
    plain: ' · with a password',
    pgpass: ' · password in .pgpass',
    environment: ' · password in the environment',
  };
  return `${login}${place}${database === undefined ? '' : `/${String(database)}`}${words[secret.kind]}`;
}

/** Passwords that stand in a source are copied only to secret storage, and only if the user wants it. */
async function askAboutPasswords(): Promise<boolean> {
  const keep = { label: 'Keep the passwords in the secret storage of VS Code' };
  const leave = {
    label: 'Leave the passwords where they are',
    description: 'You are asked at the first login',
  };
  const picked = await vscode.window.showQuickPick([keep, leave], {
    title: 'Import Connections',
    placeHolder: 'Some of these connections come with a password',
    ignoreFocusOut: true,
  });
  if (!picked) {
    throw new CancelledError();
  }
  return picked === keep;
}

async function add(imported: ImportedConnection, vault: PasswordVault | undefined): Promise<void> {
  const { name } = imported;
  const draft = { name, ...draftWithPasswordSource(imported) };
  const id = await saveEntry(undefined, draft, { name });
  const { value } = checkDraft(draft);
  if (vault && value && imported.secret.kind === 'plain') {
    await vault.keep({ ...value, id }, imported.secret.password);
  }
}
