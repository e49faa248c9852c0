import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CancelledError } from '../../../src/base/cancelSignal';
import { DisposableStore } from '../../../src/base/disposable';
import type { Cell } from '../../../src/core/ports';
import type { ParameterQuestion } from '../../../src/vscode/parameters/askParameters';
import { ParameterMemory } from '../../../src/vscode/parameters/parameterMemory';
import { prepareParameters } from '../../../src/vscode/parameters/prepareParameters';
import { ConnectionBindings } from '../../../src/vscode/query/connectionBindings';
import { EditorSessions } from '../../../src/vscode/query/editorSessions';
import { EditorWork } from '../../../src/vscode/query/editorWork';
import { ErrorMarks } from '../../../src/vscode/query/errorMarks';
import { QueryRunner } from '../../../src/vscode/query/queryRunner';
import { QueryRuns } from '../../../src/vscode/query/queryRuns';
import { ResultStorage } from '../../../src/vscode/query/resultStorage';
import { StatementGuards } from '../../../src/vscode/query/statementGuards';
import { Runner } from '../../../src/vscode/run';
import { emptyMemory } from '../../support/emptyMemory';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { rowsOf } from '../../support/storedRows';
import { TestConnections } from '../../support/testConnections';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

describe('parameters of a run', () => {
  const scratch = makeScratchFolder('parameters');
  const log = vscode.window.createOutputChannel('parameter test', { log: true });
  const store = new DisposableStore();
  let stored: unknown;
  let asked: ParameterQuestion[];
  let answers: Readonly<Record<string, Cell>> | undefined;
  let useLast: boolean;
  let queries: QueryRunner;
  let runs: QueryRuns;
  let memory: ParameterMemory;

  const memento: vscode.Memento = {
    ...emptyMemory,
    get: () => stored,
    update: (_key: string, value: unknown) => {
      stored = value;
      return Promise.resolve();
    },
  };

  before(async () => {
    const server = await sharedServer();
    const connections = store.add(new TestConnections([profileFor(server)], server.password));
    const no = () => Promise.resolve(false);
    const sessions = store.add(new EditorSessions(connections, no, () => undefined));
    const bindings = store.add(new ConnectionBindings(emptyMemory, connections));
    runs = store.add(new QueryRuns());
    memory = new ParameterMemory(memento);
    const guards = new StatementGuards();
    guards.add({ prepare: (run) => prepareParameters(run, { memory, ask, useLast }) });
    queries = new QueryRunner({
      runner: new Runner(log),
      work: store.add(new EditorWork({ connections, bindings, sessions })),
      runs,
      marks: store.add(new ErrorMarks()),
      guards,
      makeRows: store.add(new ResultStorage(vscode.Uri.file(scratch.path))).makeRows,
      showResults: () => Promise.resolve(),
      askAboutWrites: undefined,
    });
  });

  after(() => {
    store.dispose();
    log.dispose();
    scratch.remove();
  });

  beforeEach(() => {
    asked = [];
    useLast = false;
  });

  function ask(question: ParameterQuestion): Promise<ReadonlyMap<string, Cell>> {
    asked.push(question);
    return answers ? Promise.resolve(new Map(Object.entries(answers))) : Promise.reject(new CancelledError());
  }

  async function rows(document: vscode.TextDocument): Promise<unknown> {
    const end = await queries.run(document, { kind: 'document' });
    assert.equal(end.kind, 'completed');
    const statements = runs.of(document.uri)?.store.statements ?? [];
    return Promise.all(statements.map(async (statement) => (await rowsOf(statement)).flat().join()));
  }

  it('asks once for each, with types and the last values, and keeps no secrets', async () => {
    const content = 'select :id::int + 1, :note;\nselect $1::date, :id::int, :password::text';
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    answers = { ':id': '41', ':note': "it's", $1: '2024-02-03', ':password': null };
    assert.deepEqual(await rows(document), ["42,it's", '2024-02-03,41,']);
    assert.deepEqual(
      asked[0]?.parameters.map(({ key, type }) => `${key} ${type ?? '?'}`),
      [':id integer', ':note text', '$1 date', ':password text'],
    );
    assert.deepEqual(Object.values(stored as object), [{ ':id': '41', ':note': "it's", $1: '2024-02-03' }]);
    useLast = true;
    assert.deepEqual(await rows(document), ["42,it's", '2024-02-03,41,']);
    assert.equal(asked.length, 1);
    useLast = false;
    await rows(document);
    assert.equal(asked[1]?.known.get(':note'), "it's");
    assert.deepEqual([...new ParameterMemory(memento).of(document.uri).keys()], [':id', ':note', '$1']);
  });

  it('sends nothing when the user turns away', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content: 'select :x' });
    answers = undefined;
    await assert.rejects(queries.run(document, { kind: 'document' }), CancelledError);
    assert.equal(runs.has(document.uri), false);
  });

  it('marks an error at the place where the document has it', async () => {
    const content = `select :'long_parameter', nope`;
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content });
    answers = { ':long_parameter': 'x' };
    const end = await queries.run(document, { kind: 'document' });
    assert.ok(end.kind === 'failed');
    const { start, end: stop } = end.error.place ?? { start: 0, end: 0 };
    assert.equal(content.slice(start, stop), 'nope');
  });
});
