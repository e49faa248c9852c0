import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { Event } from '../../base/emitter';
import { isRecord, isString } from '../../base/validate';
import type { MakeRows } from '../../core/query/storedRows';
import type { ConnectionService } from '../connections/connectionService';
import { Editing } from '../editing/editing';
import type { PendingEdits } from '../editing/pendingEdits';
import { showWarning } from '../notices';
import type { Runner } from '../run';
import { allowWrites } from './allowWrites';
import { cancelWork } from './cancelCommand';
import { chooseConnection } from './chooseConnection';
import { StatementLenses } from './codeLens';
import { activeSqlEditor, commandTarget, commandUri } from './commandTarget';
import { type Binding, ConnectionBindings } from './connectionBindings';
import { endDocumentSession } from './documentEnd';
import { DocumentLife, type DocumentMove } from './documentLife';
import { EditorColors } from './editorColors';
import { EditorOpener } from './editorOpener';
import { EditorSessions } from './editorSessions';
import { EditorWork } from './editorWork';
import { ErrorMarks } from './errorMarks';
import { Notifications } from './notifications';
import { watchOpenTransactions } from './openTransactionNotice';
import type { AskAboutWrites } from './productionWrites';
import type { QueryOpener } from './queryOpener';
import { Queries } from './queries';
import { QueryRuns } from './queryRuns';
import { type Confirm, confirmModal } from './questions';
import { ResultsPanel } from './resultsPanel';
import { ResultStorage } from './resultStorage';
import { StatementGuards } from './statementGuards';
import { QueryStatusBar } from './statusBar';

export interface QueryParts {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri' | 'workspaceState'>;
  readonly runner: Runner;
  readonly connections: ConnectionService;
  /** How questions are asked; a dialog unless named. */
  readonly confirm?: Confirm;
  /** How the question before a write on production is asked; a dialog unless named. */
  readonly askAboutWrites?: AskAboutWrites;
}

/** What running SQL offers to the other features. */
export interface QueryFeature extends Disposable {
  readonly opener: QueryOpener;
  readonly queries: Queries;
  readonly sessions: EditorSessions;
  readonly bindings: ConnectionBindings;
  readonly work: EditorWork;
  readonly runs: QueryRuns;
  readonly marks: ErrorMarks;
  readonly guards: StatementGuards;
  /** Where the rows of results are kept. */
  readonly makeRows: () => Promise<MakeRows>;
  /** Brings the results of a document into view without taking the focus. */
  readonly showResults: (uri: vscode.Uri) => Promise<void>;
  /** A document has another name now, and everything of it moved along. */
  readonly onDidMove: Event<DocumentMove>;
  /** Asks before a disconnect rolls back open transactions; of all connections unless one is named. */
  readonly mayDisconnect: (profileId?: string) => Promise<boolean>;
  /** A document was closed for good. */
  readonly onDidEnd: Event<vscode.Uri>;
}

/** Running SQL from the editor: commands, CodeLens, status bar, results, error marks, one session for each document. */
export function registerQuery(parts: QueryParts): QueryFeature {
  const { context, runner, connections, confirm = confirmModal, askAboutWrites } = parts;
  const store = new DisposableStore();
  const tell = (message: string) => void showWarning(message);
  const bindings = store.add(new ConnectionBindings(context.workspaceState, connections));
  const sessions = store.add(new EditorSessions(connections, confirm, tell));
  const work = store.add(new EditorWork({ connections, bindings, sessions }));
  const runs = store.add(new QueryRuns());
  const marks = store.add(new ErrorMarks());
  const guards = new StatementGuards();
  const notifications = store.add(new Notifications(sessions));
  const { makeRows } = store.add(new ResultStorage(context.globalStorageUri));
  const editing = store.add(new Editing({ runner, runs, work, guards, makeRows, confirm, askAboutWrites }));
  const { extensionUri } = context;
  const shown = { extensionUri, runs, runner, notifications, opener: () => opener };
  const panel = store.add(
    new ResultsPanel({
      ...{ ...shown, editing: editing.handlers },
      mayClose: (run, statement) => editing.pending.mayClose(run, statement),
    }),
  );
  const showResults = (uri: vscode.Uri) => panel.reveal(uri);
  const queries = store.add(
    new Queries({
      ...{ runner, work, runs, marks, guards },
      ...{ makeRows, showResults, askAboutWrites, edits: editing.pending },
    }),
  );
  const life = store.add(new DocumentLife((uri) => [sessions, bindings, runs].some((each) => each.has(uri))));
  const { onDidMove, onDidEnd } = life;
  onDidMove(({ from, to }) => notifications.move(from, to));
  onDidEnd((uri) => notifications.forget(uri));
  const feature = {
    ...{ bindings, sessions, work, runs, marks, guards, queries, onDidMove, onDidEnd },
    mayDisconnect: async (profileId?: string) => {
      const { mayDisconnect } = await import('./mayDisconnect');
      return mayDisconnect(sessions, profileId, confirm);
    },
  };
  store.add(new StatementLenses());
  store.add(new QueryStatusBar({ connections, bindings, sessions, work, notifications }));
  store.add(new EditorColors(connections, bindings));
  store.add(watchOpenTransactions(context.workspaceState, sessions));
  store.add(followDocuments(life, { ...feature, edits: editing.pending }, runner, confirm));
  store.add(registerCommands(feature, parts, confirm));
  const opener: QueryOpener = new EditorOpener(bindings, queries);
  return { ...feature, opener, makeRows, showResults, dispose: () => store.dispose() };
}

type Machinery = Omit<QueryFeature, 'opener' | 'makeRows' | 'showResults' | 'dispose'>;

function registerCommands(
  feature: Machinery,
  { runner, connections }: QueryParts,
  confirm: Confirm,
): Disposable {
  const { queries, bindings, sessions, work } = feature;
  const store = new DisposableStore();
  store.add(
    runner.command('lakehouse.query.runStatement', async (argument) => {
      const { document, target } = await commandTarget(argument);
      await queries.run(document, target);
    }),
  );
  store.add(
    runner.command('lakehouse.query.runFile', async () => {
      await queries.run(activeSqlEditor().document, { kind: 'document' });
    }),
  );
  store.add(
    runner.command('lakehouse.query.cancel', (argument) => cancelWork(commandUri(argument), work, confirm)),
  );
  store.add(
    runner.command('lakehouse.results.fetchAll', async (argument) => {
      const { shownResult } = await import('./shownResult');
      const { run, record } = shownResult(feature.runs, argument);
      await queries.fetchAll(run, record.index);
    }),
  );
  store.add(
    runner.command('lakehouse.query.allowWrites', () =>
      allowWrites(activeSqlEditor().document.uri, { connections, bindings, sessions }, work, confirm),
    ),
  );
  store.add(
    runner.command('lakehouse.query.chooseConnection', async (argument) => {
      const { uri } = activeSqlEditor().document;
      const binding =
        otherDatabase(bindings.of(uri), argument) ?? (await chooseConnection(connections, bindings.of(uri)));
      if (binding) {
        await work.whenIdle(uri);
        await sessions.change(uri, binding);
        bindings.set(uri, binding);
      }
    }),
  );
  return store;
}

/** Where a command names another database of the same connection. */
function otherDatabase(binding: Binding | undefined, argument: unknown): Binding | undefined {
  const database = isRecord(argument) ? argument['database'] : undefined;
  return binding && isString(database) ? { ...binding, database } : undefined;
}

/** What belongs to a document moves with it and ends with it. */
function followDocuments(
  life: DocumentLife,
  feature: Machinery & { readonly edits: PendingEdits },
  runner: Runner,
  confirm: Confirm,
): Disposable {
  const { sessions, bindings, runs, work, marks, edits } = feature;
  const store = new DisposableStore();
  store.add(
    life.onDidMove(({ from, to }) => {
      marks.clear(from);
      for (const each of [sessions, bindings, runs, work]) {
        each.move(from, to);
      }
    }),
  );
  store.add(
    life.onDidEnd((uri) => {
      marks.clear(uri);
      void runner.attempt('closing the session of a document', async () => {
        // A failed attempt to apply them is told, and leaves the session to be closed.
        await runner.attempt('applying the changes of a closed document', () => edits.settle(uri));
        runs.drop(uri);
        await endDocumentSession(uri, { sessions, work, confirm });
        if (uri.scheme === 'untitled') {
          bindings.forget(uri);
        }
      });
    }),
  );
  return store;
}
