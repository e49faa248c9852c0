import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { commandTarget } from '../query/commandTarget';
import type { QueryFeature } from '../query/registerQuery';
import { documentKey } from '../query/sqlDocuments';
import type { Runner } from '../run';
import type { AskParameters } from './askParameters';
import { ParameterMemory } from './parameterMemory';

export interface ParameterParts {
  readonly context: Pick<vscode.ExtensionContext, 'workspaceState'>;
  readonly runner: Runner;
  readonly query: QueryFeature;
  /** How values are asked for; with input boxes unless named. */
  readonly ask?: AskParameters;
}

/** Parameters of statements: values are asked for before a run, remembered, and sent as bound values. */
export function registerParameters({ context, runner, query, ask }: ParameterParts): Disposable {
  const store = new DisposableStore();
  const memory = new ParameterMemory(context.workspaceState);
  /** Documents whose next run takes the values of the last one. */
  const again = new Set<string>();
  store.add(
    query.guards.add({
      prepare: async (run) => {
        const useLast = again.delete(documentKey(run.uri));
        if (!run.statements.some(({ text }) => /[$:]/.test(text))) {
          return run.statements;
        }
        const { prepareParameters } = await import('./prepareParameters');
        const asking = ask ?? (await import('./askParameters')).askParameters;
        return prepareParameters(run, { memory, useLast, ask: asking });
      },
    }),
  );
  store.add(query.onDidMove(({ from, to }) => memory.move(from, to)));
  store.add(
    query.onDidEnd((uri) => {
      if (uri.scheme === 'untitled') {
        memory.forget(uri);
      }
    }),
  );
  store.add(
    runner.command('lakehouse.query.runWithLastValues', async (argument) => {
      const { document, target } = await commandTarget(argument);
      again.add(documentKey(document.uri));
      await query.queries.run(document, target).finally(() => again.delete(documentKey(document.uri)));
    }),
  );
  return store;
}
