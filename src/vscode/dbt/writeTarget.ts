import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancelSignal';
import { UserError } from '../../base/userError';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { insertTarget, type NewTarget, passwordVariableOf } from '../../core/dbt/profiles/insertTarget';
import { readYaml } from '../../node/dbt/yaml/readYaml';
import { chooseProfile } from '../connections/registerConnections';
import { showInformation } from '../notices';
import { chooseProject } from './chooseDbt';
import type { DbtParts } from './dbtParts';
import type { DbtService } from './dbtService';
import { subjectOf } from './dbtTree';

/**
 * Writes a connection as a target into the profiles.yml of a project. The change is shown first; the file is edited and saved
 * only after a yes. The password is named, never written.
 * @throws UserError, CancelledError
 */
export async function writeTarget(argument: unknown, parts: DbtParts, projects: DbtService): Promise<void> {
  const connection = await choosePlain(argument, parts, 'Write dbt Target');
  await projects.ready();
  const subject = subjectOf(argument);
  const named = subject && projects.state(subject.root);
  const { project } = named ?? (await chooseProject(projects, 'Write dbt Target'));
  const file = project.profiles?.document.file ?? project.profilesSearched.at(-1);
  if (file === undefined) {
    throw new UserError('dbt would look for no profiles.yml here.');
  }
  const profile = project.profileName ?? project.name;
  const target = await askTarget(
    connection,
    project.targets.map(({ name }) => name),
  );
  const before = await openText(file);
  const after = insertTarget(readYaml(file, before), profile, target);
  await offerChange({ file, before, after, target }, parts);
  await projects.check(project.root);
  await offerPassword(project.root, target, parts, projects);
}

/** @throws UserError for a connection that dbt cannot make */
export async function choosePlain(
  argument: unknown,
  { connections }: DbtParts,
  title: string,
): Promise<ConnectionProfile> {
  const connection = await chooseProfile(connections as Parameters<typeof chooseProfile>[0], argument, title);
  if (connection.sandbox) {
    throw new UserError(
      'dbt cannot reach the sandbox: it runs inside of VS Code and takes no other clients.',
    );
  }
  if (connection.ssh) {
    throw new UserError(
      'This connection goes through an SSH tunnel of its own, which dbt does not have. Open a tunnel on a port of this machine and write a target for that.',
    );
  }
  return connection;
}

/** Asks for what a connection does not say: the name and the schema. */
export async function askTarget(connection: ConnectionProfile, taken: readonly string[]): Promise<NewTarget> {
  const name = await ask({
    title: 'Name of the dbt target',
    value: suggestName(connection, taken),
    validateInput: (text) =>
      !/^\w[\w-]*$/.test(text)
        ? 'Letters, digits, _ and - only.'
        : taken.includes(text)
          ? 'There is a target of this name.'
          : undefined,
  });
  const schema = await ask({
    title: 'Schema that dbt builds into',
    prompt: 'Models with a schema of their own go to <schema>_<their schema>.',
    value: `dbt_${connection.user.replaceAll(/\W+/g, '_')}`,
    validateInput: (text) => (text.trim() === '' ? 'dbt wants a schema.' : undefined),
  });
  return {
    name,
    schema,
    ...{ host: connection.host, port: connection.port, user: connection.user, database: connection.database },
    sslmode: connection.tls.mode === 'prefer' ? undefined : connection.tls.mode,
    role: connection.role,
    searchPath: connection.searchPath,
    threads: 4,
    passwordVariable: passwordVariableOf(name),
  };
}

/** Asks for the value of the password's variable, so that the target can be checked at once. */
export async function offerPassword(
  root: string,
  { passwordVariable }: NewTarget,
  { variables }: DbtParts,
  projects: Pick<DbtService, 'check'>,
): Promise<void> {
  const enter = 'Enter Password';
  const choice = await showInformation(
    `dbt reads the password from the environment variable ${passwordVariable}. Checks here can use a value that you enter once.`,
    enter,
  );
  if (choice === enter && (await variables.ask(root, passwordVariable))) {
    await projects.check(root);
  }
}

interface Change {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly target: NewTarget;
}

const previewScheme = 'lakehouse-dbt-preview';

/** @throws UserError when the file was changed meanwhile; CancelledError after a no */
async function offerChange({ file, before, after, target }: Change, { confirm }: DbtParts): Promise<void> {
  const uri = vscode.Uri.file(file);
  const texts = new Map([
    ['/before/profiles.yml', before],
    ['/after/profiles.yml', after],
  ]);
  const provider = vscode.workspace.registerTextDocumentContentProvider(previewScheme, {
    provideTextDocumentContent: ({ path }) => texts.get(path) ?? '',
  });
  try {
    const side = (path: string) =>
      vscode.Uri.from({ scheme: previewScheme, path, query: String(Date.now()) });
    await vscode.commands.executeCommand(
      'vscode.diff',
      side('/before/profiles.yml'),
      side('/after/profiles.yml'),
      `profiles.yml: target ${target.name}`,
    );
    const yes = await confirm({
      message: `Write the target ${target.name} into ${file}?`,
      detail:
        'The change is shown behind this question. The password is not written: the file names an environment variable.',
      yes: 'Write Target',
    });
    if (!yes) {
      throw new CancelledError();
    }
  } finally {
    provider.dispose();
  }
  if ((await openText(file)) !== before) {
    throw new UserError('profiles.yml was changed meanwhile. Nothing was written; try again.');
  }
  await vscode.workspace.fs.writeFile(uri, Buffer.from(after, 'utf8'));
  await vscode.window.showTextDocument(uri);
}

/** The text of the file as an editor has it, else as it is; empty where there is none. */
async function openText(file: string): Promise<string> {
  const open = vscode.workspace.textDocuments.find(
    ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && uri.fsPath === file,
  );
  if (open) {
    throw new UserError('profiles.yml has changes that are not saved. Save it first.');
  }
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return '';
    }
    throw new UserError(`${file} cannot be read.`, { cause: error });
  });
}

function suggestName({ environment, name }: ConnectionProfile, taken: readonly string[]): string {
  const short = { production: 'prod', staging: 'staging', development: 'dev', local: 'local' }[environment];
  return taken.includes(short) ? name.toLowerCase().replaceAll(/\W+/g, '_') : short;
}

async function ask(options: vscode.InputBoxOptions): Promise<string> {
  const text = await vscode.window.showInputBox({ ignoreFocusOut: true, ...options });
  if (text === undefined) {
    throw new CancelledError();
  }
  return text.trim();
}
