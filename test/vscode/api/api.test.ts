import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import { ApiAccess } from '../../../src/vscode/api/apiAccess';
import { callerOf } from '../../../src/vscode/api/caller';
import { createApi } from '../../../src/vscode/api/createApi';
import type { LakehouseApi, LakehouseError, LakehouseExports } from '../../../src/vscode/api/lakehouseApi';
import type { FinishedRun } from '../../../src/vscode/history/recordRun';
import type { Question } from '../../../src/vscode/query/questions';
import { memory } from '../../support/memory';
import type { TestServer } from '../../support/postgres';
import { type QueryBench, queryBench } from '../../support/queryBench';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { rowsOf } from '../../support/storedRows';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const caller = { key: 'acme.reports', label: 'acme.reports', id: 'acme.reports' };

describe('the API for other extensions', () => {
  const scratch = makeScratchFolder('api');
  let server: TestServer;
  let database: string;
  let bench: QueryBench;
  let asked: Question[];
  let answers: boolean[];
  let recorded: FinishedRun[];
  let access: ApiAccess;
  let api: LakehouseApi;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('api');
    await server.query('create table kept (n int)', [], database);
  });

  after(() => scratch.remove());

  afterEach(() => bench.close());

  const open = (changes: Partial<ConnectionProfile> = {}) => {
    const profile = profileFor(server, { database, name: 'Warehouse', ...changes });
    bench = queryBench(profile, server.password, scratch.path);
    [asked, answers, recorded] = [[], [], []];
    const confirm = (question: Question) => {
      asked.push(question);
      return Promise.resolve(answers.shift() ?? true);
    };
    const record = async (_: ConnectionProfile, finished: () => FinishedRun | Promise<FinishedRun>) => {
      recorded.push(await finished());
    };
    access = new ApiAccess(memory(), confirm);
    const { runner, connections, feature } = bench;
    api = createApi({ runner, connections, query: feature, history: { record }, access, confirm }, caller);
  };
  const fails = async (work: Promise<unknown>, code: LakehouseError['code'], message: RegExp) => {
    await assert.rejects(work, (error: LakehouseError) => {
      assert.deepEqual([error.name, error.code], ['LakehouseError', code], error.message);
      assert.match(error.message, message);
      return true;
    });
  };
  const connection = 'test';
  const count = async () => (await server.query('select n from kept', [], database)).length;

  it('lists connections without their servers until one is allowed', async () => {
    open();
    const known = { id: 'test', name: 'Warehouse', environment: 'local', readOnly: false };
    assert.deepEqual(await api.connections(), [{ ...known, server: undefined }]);
    await api.query({ connection, sql: 'select 1' });
    const { host, port, user } = server;
    assert.deepEqual(await api.connections(), [{ ...known, server: { host, port, database, user } }]);
  });

  it('answers rows as PostgreSQL’s text, with types, values and a limit', async () => {
    open();
    const sql = "select $1::numeric(9,2) as n, null as nothing, '{1,2}'::int[] from generate_series(1, 5)";
    const result = await api.query({ connection, sql, values: ['1.5'], maxRows: 2 });
    const { elapsedMs, ...rest } = result;
    assert.ok(elapsedMs >= 0);
    assert.deepEqual(rest, {
      columns: [
        { name: 'n', type: 'numeric(9,2)' },
        { name: 'nothing', type: 'text' },
        { name: 'int4', type: 'integer[]' },
      ],
      rows: [
        ['1.50', null, '{1,2}'],
        ['1.50', null, '{1,2}'],
      ],
      complete: false,
      commandTag: undefined,
    });
    const [run] = recorded;
    assert.deepEqual(
      [run?.facts.extension, run?.facts.connection, run?.end.kind],
      ['acme.reports', 'Warehouse', 'completed'],
    );
  });

  it('asks once to read and once more to write, and takes a no for an answer', async () => {
    open();
    await api.query({ connection, sql: 'select 1' });
    await api.query({ connection, sql: 'select 2' });
    assert.deepEqual(
      asked.map(({ message }) => message),
      ['Allow acme.reports to read from Warehouse?'],
    );
    answers = [false];
    const write = { connection, sql: 'insert into kept values (1)', readOnly: false };
    await fails(api.query(write), 'notAllowed', /does not allow it on Warehouse/);
    await fails(api.query(write), 'notAllowed', /does not allow/);
    assert.equal(asked.length, 2);
    access.forgetRefusals();
    assert.equal((await api.query(write)).commandTag, 'INSERT 0 1');
    await api.query(write);
    assert.equal(asked.length, 3);
    assert.equal(await count(), 2);
    const [grant] = access.grants;
    assert.ok(grant?.writes);
    await access.revoke(grant);
    answers = [false];
    await fails(api.query({ connection, sql: 'select 1' }), 'notAllowed', /./);
  });

  it('does not ask twice at the same time', async () => {
    open();
    await Promise.all([1, 2, 3].map(() => api.query({ connection, sql: 'select 1' })));
    assert.equal(asked.length, 1);
  });

  it('writes nothing unless it is told to, and never on a read-only connection', async () => {
    open();
    const before = await count();
    await fails(api.query({ connection, sql: 'delete from kept' }), 'refused', /read-only/);
    await fails(api.openResult({ connection, sql: 'delete from kept' }), 'refused', /read-only/);
    assert.equal(await count(), before);
    await bench.close();
    open({ readOnly: true });
    await fails(
      api.query({ connection, sql: 'delete from kept', readOnly: false }),
      'refused',
      /Warehouse is read-only. Nothing was sent/,
    );
    assert.equal(asked.length, 0);
  });

  it('asks each time on production', async () => {
    open({ environment: 'production' });
    await api.query({ connection, sql: 'select 1' });
    await api.query({ connection, sql: 'select 2' });
    assert.equal(asked.length, 2);
    assert.match(asked[1]?.message ?? '', /read from Warehouse, which is production\?$/);
    assert.match(asked[1]?.detail ?? '', /^select 2\n/);
    assert.deepEqual(access.grants, []);
    assert.equal((await api.connections())[0]?.server, undefined);
  });

  it('asks anew when another server stands behind the connection', async () => {
    open();
    await api.query({ connection, sql: 'select 1' });
    const [profile] = bench.connections.profiles;
    assert.ok(profile);
    bench.connections.profiles = [{ ...profile, user: 'somebody' }];
    answers = [false];
    await fails(api.query({ connection, sql: 'select 1' }), 'notAllowed', /./);
    assert.equal(asked.length, 2);
  });

  it('says what is wrong with a request before anybody is asked', async () => {
    open();
    const wrong: readonly (readonly [request: unknown, code: LakehouseError['code'], message: RegExp])[] = [
      [undefined, 'invalid', /connection/],
      [{ connection: 'none', sql: 'select 1' }, 'unknownConnection', /no connection none/],
      [{ connection, sql: 5 }, 'invalid', /sql must be/],
      [{ connection, sql: '' }, 'invalid', /no SQL statement/],
      [{ connection, sql: 'select 1; select 2' }, 'invalid', /exactly one/],
      [{ connection, sql: '\\dt' }, 'invalid', /psql/],
      [{ connection, sql: 'select 1', values: [1] }, 'invalid', /values/],
      [{ connection, sql: 'select 1', maxRows: 1e9 }, 'invalid', /maxRows/],
      [{ connection, sql: 'select 1', signal: {} }, 'invalid', /signal/],
      [{ connection, sql: 'select 1', readOnly: 'no' }, 'invalid', /readOnly/],
    ];
    for (const [request, code, message] of wrong) {
      await fails(api.query(request as Parameters<LakehouseApi['query']>[0]), code, message);
    }
    assert.equal(asked.length, 0);
  });

  it('tells what the server said, and cancels on the server', async () => {
    open();
    await assert.rejects(api.query({ connection, sql: 'select nope' }), (error: LakehouseError) => {
      assert.deepEqual([error.code, error.server?.code, error.server?.position], ['server', '42703', 8]);
      return true;
    });
    const stop = new AbortController();
    const sleeping = api.query({ connection, sql: 'select pg_sleep(600)', signal: stop.signal });
    setTimeout(() => stop.abort(), 200);
    await fails(sleeping, 'cancelled', /Cancelled/);
    assert.equal(recorded.at(-1)?.end.kind, 'cancelled');
  });

  it('explains, shows a result and opens a query', async () => {
    open();
    const { text } = await api.explain({ connection, sql: 'select * from kept' });
    assert.match(text, /"Relation Name": "kept"/);
    await api.openResult({ connection, sql: 'select generate_series(1, 3)' });
    const uri = vscode.window.activeTextEditor?.document.uri;
    assert.ok(uri);
    assert.deepEqual(await rowsOf(bench.runs.of(uri)?.store.statement(0)), [['1'], ['2'], ['3']]);
    await api.openQuery({ connection, sql: 'select 4' });
    assert.equal(vscode.window.activeTextEditor?.document.getText(), 'select 4');
    assert.equal(recorded.length, 1);
  });

  it('is exported, in version 1 only', async () => {
    const extension = vscode.extensions.all.find(({ id }) => id.endsWith('.lakehouse-postgres'));
    const exported = (await extension?.activate()) as LakehouseExports | undefined;
    const own = exported?.getApi(1);
    assert.equal(own?.version, 1);
    assert.ok(Array.isArray(await own.connections()));
    assert.throws(() => exported?.getApi(2 as 1), /no API of version 2/);
  });
});

describe('the extension that calls', () => {
  const extensions = [
    { id: 'acme.reports', extensionPath: path.resolve('/ext/acme.reports-1.0.0') },
    { id: 'acme.other', extensionPath: path.resolve('/ext/acme.reports') },
  ];
  const stack = (file: string) =>
    `Error\n    at getApi (${path.resolve('/ours/dist/extension.js')}:1:2)\n    at run (${file}:10:20)\n    at node:internal/x:1:1`;

  it('is found by the stack, else named as what it claims to be', () => {
    const file = path.resolve('/ext/acme.reports-1.0.0/dist/main.js');
    assert.equal(callerOf(stack(file), 'somebody.else', extensions).key, 'acme.reports');
    assert.equal(
      callerOf(`Error\n    at async file://${file}:1:1`, undefined, extensions).key,
      'acme.reports',
    );
    const claimed = callerOf(stack('/elsewhere/main.js'), 'acme.reports', extensions);
    assert.deepEqual(
      [claimed.key, claimed.label],
      ['?acme.reports', 'an extension that calls itself acme.reports'],
    );
    assert.equal(callerOf('', '<b>', extensions).label, 'an unknown extension');
  });

  it('has types that are published as they are', () => {
    const root = path.resolve(__dirname, '../../../..');
    assert.equal(
      readFileSync(path.join(root, 'docs/lakehouse-postgres.d.ts'), 'utf8'),
      readFileSync(path.join(root, 'src/vscode/api/lakehouseApi.ts'), 'utf8'),
    );
  });
});
