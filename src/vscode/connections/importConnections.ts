import os from 'node:os';
import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import { checkDraft } from '../../core/connections/connectionForm';
import { readEnvFile } from '../../core/connections/import/envFile';
import { readEnvironment } from '../../core/connections/import/environmentConnection';
import {
  draftWithPasswordSource,
  type ImportedConnection,
  type ImportRead,
} from '../../core/connections/import/importedConnection';
import { readMicrosoftPostgres, readSqlTools } from '../../core/connections/import/otherExtensions';
import { readPgpassConnections } from '../../core/connections/import/pgpassConnections';
import { readServiceFile } from '../../core/connections/import/serviceFile';
import { readTextFile, serviceFilePaths } from '../../node/connections/importFiles';
import { pgpassPath } from '../../node/secrets/pgpassFile';
import { showInformation } from '../notices';
import { withoutLinks } from '../withoutLinks';
import type { ConnectionService } from './connectionService';
import type { PasswordVault } from './passwordVault';
import { freshId, saveEntry } from './profileSettings';

interface Source extends ImportRead {
  readonly title: string;
}

interface ImportItem extends vscode.QuickPickItem {
  readonly imported?: ImportedConnection;
}

/** Lists the connections that other tools know, and adds those that the user chooses to the user's settings. */
export async function importConnections(connections: ConnectionService, vault: PasswordVault): Promise<void> {
  const sources = await readSources();
  const chosen = await choose(sources, connections);
  const keep = await askAboutPasswords(chosen);
  for (const imported of chosen) {
    await add(imported, keep ? vault : undefined);
  }
  const names = chosen.map(({ name }) => name).join(', ');
  void showInformation(
    chosen.length === 1 ? `Imported ${names}.` : `Imported ${String(chosen.length)} connections: ${names}.`,
  );
}

/** Who names no user logs in as the user of the machine, as libpq does. */
function withUser(imported: ImportedConnection): ImportedConnection {
  return imported.draft['user'] === undefined
    ? { ...imported, draft: { ...imported.draft, user: os.userInfo().username } }
    : imported;
}

async function readSources(): Promise<readonly Source[]> {
  const { env } = process;
  const sources: Source[] = [];
  for (const file of serviceFilePaths()) {
    sources.push(await fileSource(`Service file ${file}`, file, readServiceFile));
  }
  const environment = readEnvironment(env);
  sources.push({ title: 'Environment variables', ...environment });
  const pgpass = pgpassPath();
  sources.push(await fileSource(`Password file ${pgpass}`, pgpass, readPgpassConnections));
  sources.push({ title: 'SQLTools', ...readSqlTools(setting('sqltools.connections')) });
  sources.push({
    title: 'PostgreSQL by Microsoft',
    ...readMicrosoftPostgres(setting('pgsql.connections')),
  });
  return [...sources, ...(await envFileSources())];
}

async function fileSource(title: string, file: string, read: (text: string) => ImportRead): Promise<Source> {
  const text = await readTextFile(file);
  return { title, ...(text === undefined ? { value: [], problems: [] } : read(text)) };
}

/** A workspace that is not trusted is not searched: its files could name any host. */
async function envFileSources(): Promise<readonly Source[]> {
  if (!vscode.workspace.isTrusted) {
    return [];
  }
  const unwanted = '**/{node_modules,.venv,venv,dbt_packages,target,.git}/**';
  const files = await vscode.workspace.findFiles('**/{.env,.env.*,*.env}', unwanted, 50);
  const local = files.filter(({ scheme }) => scheme === 'file');
  return Promise.all(
    local.map(({ fsPath }) => fileSource(vscode.workspace.asRelativePath(fsPath), fsPath, readEnvFile)),
  );
}

/** What the user wrote, in the user's own settings: a workspace's list is not imported unseen. */
function setting(key: string): unknown {
  const inspected = vscode.workspace.getConfiguration().inspect<unknown>(key);
  const lists = [inspected?.globalValue, ...(vscode.workspace.isTrusted ? [inspected?.workspaceValue] : [])];
  return lists.flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []));
}

async function choose(
  sources: readonly Source[],
  connections: ConnectionService,
): Promise<readonly ImportedConnection[]> {
  const items: ImportItem[] = sources
    .filter(({ value }) => value.length > 0)
    .flatMap(({ title, value }) => [
      { label: title, kind: vscode.QuickPickItemKind.Separator },
      ...value.map((imported) => itemFor(withUser(imported), connections)),
    ]);
  if (items.length === 0) {
    throw new UserError(
      'There is nothing to import. Looked in the service file, the password file, environment variables, .env files of ' +
        'the workspace, SQLTools and the PostgreSQL extension by Microsoft.',
      { action: { title: 'Add Connection', command: 'lakehouse.connections.add' } },
    );
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Import Connections',
    placeHolder: 'Choose the connections to add to your settings',
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDescription: true,
  });
  const chosen = (picked ?? []).flatMap(({ imported }) => (imported === undefined ? [] : [imported]));
  if (chosen.length === 0) {
    throw new CancelledError();
  }
  return chosen;
}

function itemFor(imported: ImportedConnection, { profiles }: ConnectionService): ImportItem {
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
async function askAboutPasswords(chosen: readonly ImportedConnection[]): Promise<boolean> {
  if (!chosen.some(({ secret }) => secret.kind === 'plain')) {
    return false;
  }
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
  const id = freshId(imported.name);
  const draft = draftWithPasswordSource(imported);
  await saveEntry(undefined, { id, name: imported.name, ...draft });
  const { value } = checkDraft({ name: imported.name, ...draft });
  if (vault && value && imported.secret.kind === 'plain') {
    await vault.keep({ ...value, id }, imported.secret.password);
  }
}
