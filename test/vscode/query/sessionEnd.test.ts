import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { DisposableStore } from '../../../src/base/disposable';
import { cancelWork } from '../../../src/vscode/query/cancelCommand';
import { ConnectionBindings } from '../../../src/vscode/query/connectionBindings';
import { endDocumentSession } from '../../../src/vscode/query/documentEnd';
import { EditorSessions } from '../../../src/vscode/query/editorSessions';
import { mayDisconnect } from '../../../src/vscode/query/mayDisconnect';
import { EditorWork } from '../../../src/vscode/query/editorWork';
import type { Question } from '../../../src/vscode/query/questions';
import { emptyMemory } from '../../support/emptyMemory';
import type { TestServer } from '../../support/postgres';
import { CollectingSink, profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

const uri = vscode.Uri.parse('untitled:/work/query.sql');

describe('the end of an editor’s session', () => {
  let server: TestServer;
  let database: string;
  let store: DisposableStore;
  let connections: TestConnections;
  let sessions: EditorSessions;
  let work: EditorWork;
  let questions: Question[];
  let answer: boolean;
  const confirm = (question: Question) => {
    questions.push(question);
    return Promise.resolve(answer);
  };

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    database = await server.createDatabase('end');
    await server.query('create table t (n int)', [], database);
    questions = [];
    answer = false;
    store = new DisposableStore();
    connections = store.add(new TestConnections([profileFor(server, { database })], server.password));
    sessions = store.add(new EditorSessions(connections, confirm, () => undefined));
    const bindings = store.add(new ConnectionBindings(emptyMemory, connections));
    work = store.add(new EditorWork({ connections, bindings, sessions }));
  });

  afterEach(async () => {
    await sessions.close(uri);
    store.dispose();
    await connections.disconnect();
  });

  it('asks before a disconnect rolls something back', async () => {
    const asked = (profileId?: string) => mayDisconnect(sessions, profileId, confirm);
    await perform('select 1');
    assert.deepEqual([await asked(), questions.length], [true, 0]);
    await perform('begin');
    assert.deepEqual([await asked('another'), questions.length], [true, 0]);
    assert.deepEqual([await asked(), await asked('test')], [false, false]);
    answer = true;
    assert.equal(await asked('test'), true);
    assert.deepEqual(
      questions.map(({ message, yes }) => [message, yes]),
      Array(3).fill([
        'Disconnect, and roll back the open transaction of query.sql?',
        'Roll Back and Disconnect',
      ]),
    );
    await perform('rollback');
    assert.deepEqual([await asked(), questions.length], [true, 3]);
  });

  for (const [decision, rows] of [
    ['commit', 1],
    ['roll back', 0],
  ] as const) {
    it(`lets the user ${decision} the open transaction of a closed document`, async () => {
      answer = decision === 'commit';
      await perform('begin');
      await perform('insert into t values (1)');
      await endDocumentSession(uri, { sessions, work, confirm });
      assert.deepEqual(
        questions.map(({ message, yes, no }) => [message, yes, no]),
        [['query.sql was closed with an open transaction.', 'Commit', 'Roll Back']],
      );
      assert.equal(sessions.of(uri), undefined);
      assert.deepEqual(await server.query('select count(*)::int as n from t', [], database), [{ n: rows }]);
    });
  }

  it('closes the session also when its transaction cannot be committed', async () => {
    await server.query('alter table t add unique (n) deferrable initially deferred', [], database);
    answer = true;
    await perform('begin');
    await perform('insert into t values (1), (1)');
    await assert.rejects(endDocumentSession(uri, { sessions, work, confirm }), /duplicate key/);
    assert.equal(sessions.of(uri), undefined);
  });

  it('asks about a transaction that began after the document was closed', async () => {
    answer = true;
    const running = perform('begin');
    await until(() => work.of(uri) !== undefined);
    await endDocumentSession(uri, { sessions, work, confirm });
    await running;
    assert.deepEqual(
      questions.map(({ yes }) => yes),
      ['Let It Finish', 'Commit'],
    );
  });

  it('lets a running statement of a closed document finish when the user wants it', async () => {
    answer = true;
    const running = perform('insert into t select 1 from pg_sleep(0.5)');
    await until(() => work.of(uri)?.editor?.session.busy === true);
    await endDocumentSession(uri, { sessions, work, confirm });
    await running;
    assert.equal(questions[0]?.yes, 'Let It Finish');
    assert.deepEqual(await server.query('select count(*)::int as n from t', [], database), [{ n: 1 }]);
  });

  it('cancels a running statement of a closed document otherwise', async () => {
    const running = perform('insert into t select 1 from pg_sleep(600)');
    await until(() => work.of(uri)?.editor?.session.busy === true);
    await endDocumentSession(uri, { sessions, work, confirm });
    await assert.rejects(running);
    assert.deepEqual(await server.query('select count(*)::int as n from t', [], database), [{ n: 0 }]);
  });

  it('offers to terminate with the second press when the server does not obey', async () => {
    const stubborn = `do $$ begin loop begin perform pg_sleep(600);
      exception when query_canceled then raise notice 'no'; end; end loop; end $$`;
    const running = perform(stubborn);
    await until(() => work.of(uri)?.editor?.session.busy === true);
    // It waits for an answer to its message, which nobody gives here.
    void cancelWork(uri, work, confirm);
    await cancelWork(uri, work, confirm);
    assert.deepEqual(
      questions.map(({ yes }) => yes),
      ['Terminate'],
    );
    assert.equal(sessions.of(uri)?.lost, undefined);
    answer = true;
    await cancelWork(uri, work, confirm);
    await assert.rejects(running);
    assert.notEqual(sessions.of(uri)?.lost, undefined);
    while ((await server.backends()).some((backend) => backend.query === stubborn)) {
      // The backend ends a moment after its line.
    }
  });

  function perform(text: string): Promise<unknown> {
    return work.perform(uri, ({ session }) =>
      session.execute({ text, maxRows: 1 }, new CollectingSink(), neverCancelled),
    );
  }

  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});
