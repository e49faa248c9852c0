import * as vscode from 'vscode';
import { DisposableStore } from '../../src/base/disposable';
import type { ConnectionProfile } from '../../src/core/connections/connectionProfile';
import { ConnectionBindings } from '../../src/vscode/query/connectionBindings';
import { EditorOpener } from '../../src/vscode/query/editorOpener';
import { EditorSessions } from '../../src/vscode/query/editorSessions';
import { EditorWork } from '../../src/vscode/query/editorWork';
import { ErrorMarks } from '../../src/vscode/query/errorMarks';
import { Queries } from '../../src/vscode/query/queries';
import { QueryRuns } from '../../src/vscode/query/queryRuns';
import { ResultStorage } from '../../src/vscode/query/resultStorage';
import { StatementGuards } from '../../src/vscode/query/statementGuards';
import { Runner } from '../../src/vscode/run';
import { emptyMemory } from './emptyMemory';
import { TestConnections } from './testConnections';

export type QueryBench = ReturnType<typeof queryBench>;

/** What runs statements of documents, on a real server, without commands, panels and questions. */
export function queryBench(profile: ConnectionProfile, password: string, scratch: string) {
  const store = new DisposableStore();
  const log = store.add(vscode.window.createOutputChannel('query bench', { log: true }));
  const runner = new Runner(log);
  const connections = store.add(new TestConnections([profile], password));
  const no = () => Promise.resolve(false);
  const sessions = store.add(new EditorSessions(connections, no, () => undefined));
  const bindings = store.add(new ConnectionBindings(emptyMemory, connections));
  const work = store.add(new EditorWork({ connections, bindings, sessions }));
  const marks = store.add(new ErrorMarks());
  const runs = store.add(new QueryRuns());
  const guards = new StatementGuards();
  const { makeRows } = store.add(new ResultStorage(vscode.Uri.file(scratch)));
  const showResults = () => Promise.resolve();
  const parts = { runner, work, runs, marks, guards, makeRows, showResults };
  const queries = store.add(new Queries({ ...parts, askAboutWrites: undefined }));
  const opener = new EditorOpener(bindings, queries);
  const feature = { opener, bindings, runs, makeRows, showResults };
  const close = async () => {
    store.dispose();
    await connections.disconnect();
  };
  return { runner, connections, sessions, bindings, work, marks, runs, queries, feature, close };
}
