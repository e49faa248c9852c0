import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { PgParser } from '../../../src/node/sql/pgParser';
import type { Binding } from '../../../src/vscode/query/connectionBindings';
import type { EditorSession } from '../../../src/vscode/query/editorSession';
import { EditorSessions } from '../../../src/vscode/query/editorSessions';
import type { Question } from '../../../src/vscode/query/questions';
import type { TestServer } from '../../support/postgres';
import { CollectingSink, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

const uri = vscode.Uri.parse('untitled:/work/query.sql');

describe('sessions of editors', () => {
  let server: TestServer;
  let connections: TestConnections;
  let sessions: EditorSessions;
  let binding: Binding;
  let questions: Question[];
  let told: string[];
  let answer: boolean;

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    const database = await server.createDatabase('editor');
    const profile = profileFor(server, { database, name: 'Warehouse' });
    const guarded = { ...profile, id: 'guarded', name: 'Production', readOnly: true };
    connections = new TestConnections([profile, guarded], server.password);
    binding = { profileId: 'test', database };
    questions = [];
    told = [];
    answer = false;
    const confirm = (question: Question) => {
      questions.push(question);
      return Promise.resolve(answer);
    };
    sessions = new EditorSessions(connections, confirm, (message) => told.push(message));
  });

  afterEach(async () => {
    await sessions.close(uri);
    sessions.dispose();
    await connections.disconnect();
  });

  it('opens one session at the first run and keeps it', async () => {
    const editor = await sessions.acquire(uri, binding);
    assert.equal(await sessions.acquire(uri, binding), editor);
    assert.equal(connections.opened, 1);
  });

  it('opens one session also when the user stops waiting for it and runs again', async () => {
    const [first, second] = await Promise.all([
      sessions.acquire(uri, binding),
      sessions.acquire(uri, binding),
    ]);
    assert.equal(first, second);
    assert.equal(connections.opened, 1);
  });

  it('closes a session that opens after its document was closed', async () => {
    const opening = sessions.acquire(uri, binding);
    assert.equal(sessions.has(uri), true);
    await sessions.close(uri);
    await assert.rejects(opening, CancelledError);
    assert.equal(sessions.has(uri), false);
    while ((await server.backends()).some(({ database }) => database === binding.database)) {
      // The backend ends a moment after its line.
    }
  });

  it('keeps a session that opens while its document gets a new name', async () => {
    const opening = sessions.acquire(uri, binding);
    const renamed = uri.with({ path: '/work/renamed.sql' });
    sessions.move(uri, renamed);
    assert.equal(await opening, sessions.of(renamed));
    await sessions.close(renamed);
  });

  it('keeps the session under a new name', async () => {
    const editor = await sessions.acquire(uri, binding);
    const renamed = uri.with({ path: '/work/renamed.sql' });
    sessions.move(uri, renamed);
    assert.equal(await sessions.acquire(renamed, binding), editor);
    await sessions.close(renamed);
  });

  it('says that the connection was lost, and runs in a new session, where nothing was lost with it', async () => {
    const editor = await sessions.acquire(uri, binding);
    await kill(editor);
    const next = await sessions.acquire(uri, binding);
    assert.notEqual(next, editor);
    assert.deepEqual((await run(next.session, 'select 1')).rows, [['1']]);
    assert.deepEqual(told, [
      'The connection was lost. Temporary tables, settings and the open transaction of this editor are gone. Running in a new session.',
    ]);
    assert.deepEqual(questions, []);
  });

  const losses: readonly (readonly [string, (editor: EditorSession) => Promise<unknown> | undefined])[] = [
    ['a transaction', (editor) => run(editor.session, 'begin')],
    ['a setting', (editor) => void (editor.hasTraces = true)],
  ];
  for (const [what, prepare] of losses) {
    it(`asks before a new session when ${what} was lost`, async () => {
      const editor = await sessions.acquire(uri, binding);
      await prepare(editor);
      await kill(editor);
      await assert.rejects(sessions.acquire(uri, binding), CancelledError);
      assert.equal(questions[0]?.yes, 'Run in New Session');
      assert.equal(connections.opened, 1);
      answer = true;
      assert.equal((await sessions.acquire(uri, binding)).lost, undefined);
    });
  }

  it('says at once that the open transaction went with the connection', async () => {
    const editor = await sessions.acquire(uri, binding);
    await run(editor.session, 'begin');
    await kill(editor);
    assert.deepEqual(told, [
      'The connection of query.sql to Warehouse was lost. Its open transaction was rolled back.',
    ]);
  });

  it('asks before an open transaction is rolled back by a change of the connection', async () => {
    const editor = await sessions.acquire(uri, binding);
    await run(editor.session, 'begin');
    const other = { profileId: 'test', database: 'postgres' };
    await assert.rejects(sessions.change(uri, other), CancelledError);
    assert.equal(sessions.of(uri), editor);
    assert.equal(questions[0]?.message, 'query.sql has an open transaction on Warehouse.');
    answer = true;
    await sessions.change(uri, other);
    assert.equal(sessions.of(uri), undefined);
  });

  it('names the connection that is no longer in the settings', async () => {
    connections.profiles = [];
    await assert.rejects(sessions.acquire(uri, binding), /no longer in the settings/);
  });

  it('runs on a read-only connection only what reads, until writes are allowed for this session', async () => {
    const guarded = { ...binding, profileId: 'guarded' };
    const editor = await sessions.acquire(uri, guarded);
    const create = { text: 'create table t ()', maxRows: 1 };
    const parser = new PgParser();
    const execute = await editor.executor(() => Promise.resolve(parser));
    await assert.rejects(execute(create, new CollectingSink()), /read-only, and nothing was sent/);
    assert.equal((await execute({ text: 'select 1', maxRows: 1 }, new CollectingSink())).rowCount, 1);
    assert.equal(editor.inTransaction, false);
    await editor.allowWrites();
    assert.equal(editor.readOnly, false);
    const unguarded = await editor.executor(() => Promise.resolve(parser));
    assert.equal((await unguarded(create, new CollectingSink())).commandTag, 'CREATE TABLE');
    await kill(editor);
    assert.equal((await sessions.acquire(uri, guarded)).readOnly, true);
  });

  it('allows writes also before the first statement', async () => {
    const editor = await sessions.acquire(uri, { ...binding, profileId: 'guarded' });
    await editor.allowWrites();
    assert.equal((await run(editor.session, 'create table t ()')).commandTag, 'CREATE TABLE');
  });

  async function kill(editor: EditorSession): Promise<void> {
    const lost = new Promise<void>((resolve) => {
      editor.onDidChange(() => {
        if (editor.lost !== undefined) {
          resolve();
        }
      });
    });
    const sink = new CollectingSink();
    await editor.session.execute({ text: 'select pg_backend_pid()', maxRows: 1 }, sink, neverCancelled);
    await server.query('select pg_terminate_backend($1)', [sink.received[0]?.[0]]);
    await lost;
  }
});
