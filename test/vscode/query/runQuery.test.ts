import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors } from '../../support/closeEditors';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';

const passwordVariable = 'LAKEHOUSE_HOST_TEST_PASSWORD';
const application = 'host test';

describe('running SQL from an editor', () => {
  const settings = vscode.workspace.getConfiguration('lakehouse');
  let server: TestServer;
  let database: string;

  before(async () => {
    server = await sharedServer();
    process.env[passwordVariable] = server.password;
  });

  beforeEach(async () => {
    database = await server.createDatabase('host');
    await connectTo({});
  });

  afterEach(async () => {
    await closeEditors();
    await noSession();
  });

  after(async () => {
    await settings.update('connections', undefined, vscode.ConfigurationTarget.Global);
    await settings.update('query.rowCap', undefined, vscode.ConfigurationTarget.Global);
  });

  it('runs the statement under the cursor, and the whole file with another command', async () => {
    const editor = await open('create table one ();\ncreate table two ();\ncreate table three ();');
    editor.selection = cursor(1, 5);
    await vscode.commands.executeCommand('lakehouse.query.runStatement');
    assert.deepEqual(await tables(), ['two']);
    await replace(editor, 'create table four ();\ncreate table five ();');
    await vscode.commands.executeCommand('lakehouse.query.runFile');
    assert.deepEqual(await tables(), ['five', 'four', 'two']);
  });

  it('runs only what is selected', async () => {
    const editor = await open('create table a (); create table b ();');
    editor.selection = new vscode.Selection(0, 19, 0, 37);
    await vscode.commands.executeCommand('lakehouse.query.runStatement');
    assert.deepEqual(await tables(), ['b']);
  });

  it('runs the statement of a CodeLens', async () => {
    const editor = await open('create table a ();create table b ();create table c ();');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      editor.document.uri,
      100,
    );
    const command = lenses.filter((lens) => lens.command?.title.includes('Run'))[1]?.command;
    assert.ok(command);
    await vscode.commands.executeCommand(command.command, ...((command.arguments ?? []) as unknown[]));
    assert.deepEqual(await tables(), ['b']);
  });

  it('keeps one session for the document, with its temporary tables and its transaction', async () => {
    const editor = await open(
      'create temp table kept as select 1 as n; begin; create table made as table kept;',
    );
    await vscode.commands.executeCommand('lakehouse.query.runFile');
    assert.deepEqual(await tables(), []);
    await replace(editor, 'commit; insert into made table kept;');
    await vscode.commands.executeCommand('lakehouse.query.runFile');
    assert.deepEqual(await server.query('select n from made', [], database), [{ n: 1 }, { n: 1 }]);
    assert.equal((await sessions()).length, 1);
  });

  it('keeps the session when the untitled document is saved, and closes it with the document', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder, 'saved.sql');
    const editor = await vscode.window.showTextDocument(uri.with({ scheme: 'untitled' }));
    await replace(editor, 'create temp table kept ()');
    await vscode.commands.executeCommand('lakehouse.query.runFile');
    const [before] = await sessions();
    await vscode.commands.executeCommand('workbench.action.files.save');
    const saved = vscode.window.activeTextEditor;
    assert.equal(saved?.document.uri.toString(), uri.toString());
    await replace(saved, 'create table made as table kept');
    await vscode.commands.executeCommand('lakehouse.query.runFile');
    assert.deepEqual(await tables(), ['made']);
    assert.deepEqual(await sessions(), [before]);
    await saved.document.save();
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await noSession();
    await vscode.workspace.fs.delete(uri);
  });

  it('marks an error at its place, follows it while other text is edited, and removes it with the next edit', async () => {
    const editor = await open("select '🐘🐘';\nselect 1,\n  '🐘' || nope from pg_class;\n");
    await vscode.commands.executeCommand('lakehouse.query.runFile');
    const [mark] = vscode.languages.getDiagnostics(editor.document.uri);
    assert.equal(mark?.source, 'PostgreSQL');
    assert.equal(editor.document.getText(mark.range), 'nope');
    assert.equal((mark.code as { value: string }).value, '42703');
    assert.match(mark.message, /column "nope" does not exist/);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '-- 🐘\n\n'));
    const [moved] = vscode.languages.getDiagnostics(editor.document.uri);
    assert.equal(moved && editor.document.getText(moved.range), 'nope');
    await editor.edit((edit) => edit.insert(new vscode.Position(3, 7), '2, '));
    assert.deepEqual(vscode.languages.getDiagnostics(editor.document.uri), []);
  });

  it('removes the mark at the next run', async () => {
    const editor = await open('select nope;\nselect 1;');
    await vscode.commands.executeCommand('lakehouse.query.runFile');
    assert.equal(vscode.languages.getDiagnostics(editor.document.uri).length, 1);
    editor.selection = cursor(1, 3);
    await vscode.commands.executeCommand('lakehouse.query.runStatement');
    assert.deepEqual(vscode.languages.getDiagnostics(editor.document.uri), []);
  });

  it('marks the error where the text is now when it was edited during the run', async () => {
    const editor = await open('select pg_sleep(0.5);\nselect nope;');
    const running = vscode.commands.executeCommand('lakehouse.query.runFile');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '-- late\n'));
    await running;
    const [mark] = vscode.languages.getDiagnostics(editor.document.uri);
    assert.equal(mark && editor.document.getText(mark.range), 'nope');
  });

  it('sends nothing of a Jinja document', async () => {
    await open("create table made ();\nselect * from {{ ref('x') }}");
    await vscode.commands.executeCommand('lakehouse.query.runFile');
    await vscode.commands.executeCommand('lakehouse.query.runStatement');
    assert.deepEqual(await tables(), []);
    assert.deepEqual(await sessions(), []);
  });

  it('sends nothing that writes on a production connection', async () => {
    await connectTo({ environment: 'production' });
    const editor = await open('create table made ();');
    await vscode.commands.executeCommand('lakehouse.query.runFile');
    assert.deepEqual(await tables(), []);
    const [mark] = vscode.languages.getDiagnostics(editor.document.uri);
    assert.match(mark?.message ?? '', /read-only, and nothing was sent/);
  });

  it('leaves the window usable with thousands of statements', async () => {
    const editor = await open(
      Array.from({ length: 5000 }, (_, index) => `select ${index} as n;`).join('\n') +
        '\ncreate table last ();',
    );
    await vscode.commands.executeCommand('lakehouse.query.runFile');
    assert.deepEqual(await tables(), ['last']);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '-- typed\n'));
    assert.match(editor.document.getText(), /^-- typed/);
  });

  it('cancels on the server', async () => {
    const editor = await open('create table before (); select pg_sleep(600); create table after ();');
    const running = vscode.commands.executeCommand('lakehouse.query.runFile');
    while (!(await sessions('active')).some((query) => query.includes('pg_sleep'))) {
      // The statement is on its way to the server.
    }
    await vscode.commands.executeCommand('lakehouse.query.cancel', editor.document.uri);
    await running;
    assert.deepEqual(await tables(), ['before']);
    assert.deepEqual(await sessions('active'), []);
  });

  it('runs in a new session after the server ended the old one', async () => {
    const editor = await open('select 1');
    await vscode.commands.executeCommand('lakehouse.query.runFile');
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
      application,
    ]);
    await noSession();
    await replace(editor, 'create table made ()');
    while ((await tables()).length === 0) {
      // The loss may be noticed only now; then this run says that it was not sent.
      await vscode.commands.executeCommand('lakehouse.query.runFile');
    }
    assert.deepEqual(await tables(), ['made']);
  });

  async function connectTo(changes: Record<string, unknown>): Promise<void> {
    const connection = {
      id: 'host',
      host: server.host,
      port: server.port,
      database,
      user: server.user,
      sslmode: 'disable',
      password: 'environment',
      passwordVariable,
      environment: 'local',
      applicationName: application,
      ...changes,
    };
    await settings.update('connections', [connection], vscode.ConfigurationTarget.Global);
  }

  async function open(content: string): Promise<vscode.TextEditor> {
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    return vscode.window.showTextDocument(document, { preview: false });
  }

  async function replace(editor: vscode.TextEditor, text: string): Promise<void> {
    const { document } = editor;
    const whole = new vscode.Range(new vscode.Position(0, 0), document.positionAt(document.getText().length));
    await editor.edit((edit) => edit.replace(whole, text));
  }

  async function tables(): Promise<readonly string[]> {
    const rows = await server.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
      [],
      database,
    );
    return rows.map((row) => row.name);
  }

  async function sessions(state = ''): Promise<readonly string[]> {
    const backends = await server.backends();
    return backends
      .filter((backend) => backend.application === application && (state === '' || backend.state === state))
      .map((backend) => `${backend.pid} ${state === '' ? '' : backend.query}`);
  }

  async function noSession(): Promise<void> {
    while ((await sessions()).length > 0) {
      // A session closes a moment after its document.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
});

function cursor(line: number, character: number): vscode.Selection {
  return new vscode.Selection(line, character, line, character);
}
