import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { DisposableStore } from '../../../src/base/disposable';
import { UserError } from '../../../src/base/userError';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import type { AdviceFix } from '../../../src/core/plan/advice/advice';
import { prepareExplain } from '../../../src/core/plan/explainRequest';
import { createScratchSchema } from '../../../src/core/plan/verify/scratchSchema';
import type { FixTrial, TrialWay } from '../../../src/protocol/planTrials';
import type { ExplainSubject } from '../../../src/vscode/plan/planSubject';
import { AdviceTrials } from '../../../src/vscode/plan/verify/adviceTrials';
import { PanelTrials } from '../../../src/vscode/plan/verify/panelTrials';
import { UnfinishedTrials } from '../../../src/vscode/plan/verify/unfinishedTrials';
import { ConnectionBindings } from '../../../src/vscode/query/connectionBindings';
import { EditorSessions } from '../../../src/vscode/query/editorSessions';
import { EditorWork } from '../../../src/vscode/query/editorWork';
import type { Question } from '../../../src/vscode/query/questions';
import { sqlParser } from '../../../src/vscode/query/sqlParser';
import { TextFollower } from '../../../src/vscode/query/textFollower';
import { closeEditors } from '../../support/closeEditors';
import { emptyMemory } from '../../support/emptyMemory';
import type { TestServer } from '../../support/postgres';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

const index: AdviceFix = {
  kind: 'index',
  proposal: {
    schema: 'public',
    relation: 'orders',
    method: 'btree',
    keys: ['customer'],
    include: [],
    where: undefined,
    needs: [],
    dbtModel: undefined,
    notes: [],
  },
};
const place = { runId: 1, plan: 0, advice: 'seq-scan-discards-most 0', fix: 0 };

describe('trying what an advice proposes', () => {
  let server: TestServer;
  let database: string;
  let store: DisposableStore;
  let connections: TestConnections;
  let sessions: EditorSessions;
  let work: EditorWork;
  let trials: AdviceTrials;
  let unfinished: UnfinishedTrials;
  let kept: unknown;
  let questions: Question[];
  let answer: boolean;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('advice_trials');
    for (const sql of [
      'create table orders as select g as id, g % 2000 as customer from generate_series(1, 40000) g',
      'vacuum analyze orders',
    ]) {
      await server.query(sql, [], database);
    }
  });

  beforeEach(() => {
    answer = true;
    setUp({});
  });

  afterEach(async () => {
    await closeEditors();
    store.dispose();
    await connections.disconnect();
    const left = await server.query(
      `select nspname from pg_namespace where nspname like 'lakehouse%'`,
      [],
      database,
    );
    assert.deepEqual(left, []);
  });

  function setUp(changes: Partial<ConnectionProfile>): void {
    store = new DisposableStore();
    const profile = profileFor(server, { database, ...changes });
    connections = store.add(new TestConnections([profile], server.password));
    questions = [];
    const confirm = (question: Question) => {
      questions.push(question);
      return Promise.resolve(answer);
    };
    sessions = store.add(new EditorSessions(connections, confirm, () => undefined));
    const bindings = store.add(new ConnectionBindings(emptyMemory, connections));
    work = store.add(new EditorWork({ connections, bindings, sessions }));
    kept = undefined;
    unfinished = new UnfinishedTrials({
      get: () => kept as undefined,
      update: (_key: string, value: unknown) => {
        kept = value;
        return Promise.resolve();
      },
    });
    const warn = (sentence: string) => assert.fail(sentence);
    trials = new AdviceTrials({ connections, work, confirm, unfinished, warn });
  }

  async function subjectOf(content: string): Promise<ExplainSubject> {
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    await vscode.window.showTextDocument(document, { preview: false });
    const { uri } = document;
    const editor = await sessions.acquire(uri, await work.binding(uri));
    const catalog = await connections.database('test', database);
    const { readOnly, session } = editor;
    const prepared = await prepareExplain(
      { text: content, analyze: true, readOnly, serverVersion: session.server.version },
      { parser: await sqlParser(), catalog },
      neverCancelled,
    );
    assert.ok(prepared.kind === 'ready');
    const text = store.add(new TextFollower(uri));
    return { kind: 'explain', text, request: prepared.request, editor, again: () => Promise.resolve() };
  }

  async function tried(subject: ExplainSubject, fix = index, way: TrialWay = 'best') {
    return trials.try({ subject, fix, way, realMs: 10, progress: () => undefined }, neverCancelled);
  }

  it('asks once before it copies a table, and says whether the index helps', async () => {
    const subject = await subjectOf('select * from orders where customer = 7');
    assert.equal((await tried(subject)).verdict.kind, 'helps');
    assert.equal(questions[0]?.message, 'Try the index on a copy of public.orders on Test?');
    assert.equal((await tried(subject)).verdict.kind, 'helps');
    assert.equal(questions.length, 1);
  });

  for (const [what, changes] of [
    ['production', { environment: 'production' }],
    ['read-only', { readOnly: true }],
  ] as const) {
    it(`asks each time on a ${what} connection`, async () => {
      store.dispose();
      setUp(changes);
      const subject = await subjectOf('select * from orders where customer = 7');
      await tried(subject);
      await tried(subject);
      assert.equal(questions.length, 2);
      assert.match(questions[1]?.detail ?? '', new RegExp(what));
    });
  }

  it('copies nothing when the user does not want it', async () => {
    answer = false;
    const subject = await subjectOf('select * from orders where customer = 7');
    await assert.rejects(tried(subject), (error) => error instanceof CancelledError);
  });

  it('asks before it executes again what may write', async () => {
    const setting: AdviceFix = { kind: 'setting', name: 'work_mem', value: '64MB' };
    assert.equal((await tried(await subjectOf('select count(*) from orders'), setting)).method, 'setting');
    assert.equal(questions.length, 0);
    await tried(await subjectOf('delete from orders'), setting);
    assert.match(questions[0]?.message ?? '', /^Execute this statement up to four more times/);
    const [row] = await server.query<{ n: number }>('select count(*)::int as n from orders', [], database);
    assert.equal(row?.n, 40_000);
  });

  it('removes what a window that crashed had begun, where there is a connection', async () => {
    const subject = await subjectOf('select * from orders where customer = 7');
    const session = await connections.openSession('test', database);
    await createScratchSchema(session, 'lakehouse_trial_crashed');
    await session.close();
    const { profileId, database: name } = subject.editor.binding;
    await unfinished.begin({ profileId, database: name, schema: 'lakehouse_trial_crashed' });
    const later = new UnfinishedTrials({
      get: () => kept as undefined,
      update: (_key: string, value: unknown) => {
        kept = value;
        return Promise.resolve();
      },
    });
    await later.removeLeftovers(connections);
    assert.deepEqual(kept, []);
  });

  it('forgets a trial that has ended', async () => {
    await tried(await subjectOf('select * from orders where customer = 7'));
    assert.deepEqual(kept, []);
  });

  it('refuses when the document is closed, and for a table that is gone', async () => {
    const subject = await subjectOf('select * from orders where customer = 7');
    const gone: AdviceFix = { ...index, proposal: { ...index.proposal, relation: 'gone' } };
    await assert.rejects(tried(subject, gone), (error) => error instanceof UserError);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await assert.rejects(
      tried(subject),
      (error) => error instanceof UserError && /closed/.test(error.message),
    );
  });

  it('tells the page what happens, and keeps the plans for it', async () => {
    const subject = await subjectOf('select * from orders where customer = 7');
    const told: FixTrial[] = [];
    const compared: string[] = [];
    const panel = new PanelTrials({
      runner: { describe: String },
      parts: {
        trials: () => Promise.resolve(trials),
        compare: (trial) => {
          compared.push(trial.verdict.kind);
          return Promise.resolve();
        },
      },
      find: () => ({ subject, fix: index, realMs: 10 }),
      tell: (trial) => void told.push(trial),
    });
    await panel.try(place, 'best');
    const kinds = told.map(({ state }) => state?.kind);
    assert.equal(kinds[0], 'running');
    assert.equal(kinds.at(-1), 'done');
    await panel.handlers.compareTrial(place, neverCancelled);
    assert.deepEqual(compared, ['helps']);
    told.length = 0;
    const again = panel.try(place, 'best');
    panel.cancel();
    await again;
    assert.equal(told.at(-1)?.state?.kind, 'done');
    panel.dispose();
  });
});
