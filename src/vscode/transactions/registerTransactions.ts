import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { Execute } from '../../core/query/runStatements';
import type { RunTimeouts } from '../../core/query/timedRun';
import type { ConnectionService } from '../connections/connectionService';
import { activeSqlEditor, commandTarget, commandUri } from '../query/commandTarget';
import type { EditorSession } from '../query/editorSession';
import { type Confirm, confirmModal } from '../query/questions';
import type { QueryFeature } from '../query/registerQuery';
import { documentKey } from '../query/sqlDocuments';
import { sqlParser } from '../query/sqlParser';
import type { Runner } from '../run';
import { CommitModes } from './commitModes';
import { TransactionBar } from './transactionBar';
import { whyNoManual } from './transactionTexts';

export interface TransactionParts {
  readonly context: Pick<vscode.ExtensionContext, 'workspaceState'>;
  readonly runner: Runner;
  readonly connections: ConnectionService;
  readonly query: QueryFeature;
  /** How questions are asked; a dialog unless named. */
  readonly confirm?: Confirm;
}

export interface TransactionFeature extends Disposable {
  readonly modes: CommitModes;
  /** Limits for the next run of a document. */
  readonly timeouts: Map<string, RunTimeouts>;
}

/** Commit by hand: the mode of each document, its transaction in the status bar, and runs with limits of their own. */
export function registerTransactions(parts: TransactionParts): TransactionFeature {
  const { context, connections, query, confirm = confirmModal } = parts;
  const store = new DisposableStore();
  const modes = store.add(new CommitModes(context.workspaceState, connections, query.bindings));
  const timeouts = new Map<string, RunTimeouts>();
  store.add(new TransactionBar(modes, query.sessions));
  store.add(query.onDidMove(({ from, to }) => modes.move(from, to)));
  store.add(
    query.onDidEnd((uri) => {
      if (uri.scheme === 'untitled') {
        modes.forget(uri);
      }
    }),
  );
  store.add(
    query.guards.add({
      around: (uri, editor, execute) => {
        const limits = timeouts.get(documentKey(uri));
        timeouts.delete(documentKey(uri));
        return around({ uri, editor, modes, limits, confirm }, execute);
      },
    }),
  );
  store.add(registerCommands(parts, modes, timeouts));
  return { modes, timeouts, dispose: () => store.dispose() };
}

interface Around {
  readonly uri: vscode.Uri;
  readonly editor: EditorSession;
  readonly modes: CommitModes;
  readonly limits: RunTimeouts | undefined;
  readonly confirm: Confirm;
}

/** What stands around a run is loaded with the first one that needs it. */
function around({ uri, editor, modes, limits, confirm }: Around, execute: Execute): Execute {
  const { session } = editor;
  let built: Promise<Execute> | undefined;
  const build = async (): Promise<Execute> => {
    const parser = await sqlParser();
    const { timedRun } = await import('../../core/query/timedRun');
    const { manualCommit } = await import('../../core/query/manualCommit');
    const timed = limits ? timedRun({ session, parser }, limits, execute) : execute;
    const isManual = () => modes.of(uri) === 'manual';
    const offerCommit = (statement: string) => confirm(commitQuestion(editor, statement));
    return whyNoManual(editor) === undefined
      ? manualCommit({ session, parser, isManual, offerCommit }, timed)
      : timed;
  };
  return async (request, sink) => {
    const needed = limits !== undefined || session.transaction !== 'idle' || modes.of(uri) === 'manual';
    return needed ? (await (built ??= build()))(request, sink) : execute(request, sink);
  };
}

function commitQuestion(editor: EditorSession, statement: string) {
  const [line = ''] = statement.trim().split('\n');
  return {
    message:
      'This statement cannot run inside the open transaction. Commit the transaction first, and then run it?',
    detail: `${line.slice(0, 200)}\n\nOn ${editor.profile.name}, database ${editor.session.server.database}.`,
    yes: 'Commit, Then Run',
  };
}

function registerCommands(
  { runner, query }: TransactionParts,
  modes: CommitModes,
  timeouts: Map<string, RunTimeouts>,
): Disposable {
  const store = new DisposableStore();
  const end = (command: 'COMMIT' | 'ROLLBACK') => async (argument: unknown) => {
    const uri = commandUri(argument);
    const { endTransaction } = await import('./endTransaction');
    await endTransaction(uri, query.sessions.of(uri), command, query.work);
  };
  store.add(runner.command('lakehouse.query.commit', end('COMMIT')));
  store.add(runner.command('lakehouse.query.rollback', end('ROLLBACK')));
  store.add(
    runner.command('lakehouse.query.toggleCommitMode', (argument) => {
      const uri = commandUri(argument);
      modes.set(uri, modes.of(uri) === 'manual' ? 'automatic' : 'manual');
    }),
  );
  store.add(
    runner.command('lakehouse.query.runWithTimeout', async () => {
      const key = documentKey(activeSqlEditor().document.uri);
      const { document, target } = await commandTarget(undefined);
      const { chooseTimeouts } = await import('./chooseTimeouts');
      const chosen = await chooseTimeouts();
      if (chosen) {
        timeouts.set(key, chosen);
        await query.queries.run(document, target).finally(() => timeouts.delete(key));
      }
    }),
  );
  return store;
}
