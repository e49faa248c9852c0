import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { ExplorerNode } from '../../core/explorer/nodes';
import type { ConnectionService } from '../connections/connectionService';
import type { QueryFeature } from '../query/registerQuery';
import type { Runner } from '../run';
import { DdlDocuments } from './ddlDocuments';
import { EditedSources } from './editedSources';
import type { SourceGuardParts } from './sourceGuard';

export interface DdlParts extends Pick<SourceGuardParts, 'choose'> {
  readonly context: Pick<vscode.ExtensionContext, 'workspaceState'>;
  readonly connections: ConnectionService;
  readonly runner: Runner;
  readonly query: Pick<QueryFeature, 'opener' | 'guards' | 'onDidMove' | 'onDidEnd'>;
  /** The node that a menu passes, or else the one that is selected in the sidebar. */
  readonly chosen: (argument: unknown) => ExplorerNode | undefined;
}

/** Registers Show DDL and Edit Source. Their code is loaded when one of them is used. */
export function registerDdl(parts: DdlParts): Disposable {
  const { runner, query, chosen, connections } = parts;
  const owned = new DisposableStore();
  const documents = owned.add(new DdlDocuments(parts));
  const sources = new EditedSources(parts.context.workspaceState);
  const services = { ...parts, documents, sources, queries: query.opener };
  const show = async (argument: unknown, partitions: boolean): Promise<void> => {
    const { showDdl } = await import('./showDdl');
    await showDdl({ connections, documents }, chosen(argument), partitions);
  };
  owned.add(runner.command('lakehouse.showDdl', (argument) => show(argument, false)));
  owned.add(runner.command('lakehouse.showDdlWithPartitions', (argument) => show(argument, true)));
  owned.add(
    runner.command('lakehouse.editSource', async (argument) => {
      const { editSource } = await import('./editSource');
      await editSource(services, chosen(argument));
    }),
  );
  owned.add(query.onDidMove(({ from, to }) => sources.move(from, to)));
  owned.add(query.onDidEnd((uri) => sources.forget(uri)));
  owned.add(
    query.guards.add({
      around: (uri, editor, execute) => {
        if (sources.of(uri) === undefined || editor.readOnly) {
          return undefined;
        }
        return async (request, sink) => {
          const source = sources.of(uri);
          const { runReplacement } = await import('./replaceSource');
          const { replacementOf } = await import('./sourceGuard');
          return source === undefined || !isOf(source, editor.binding)
            ? execute(request, sink)
            : runReplacement(replacementOf(services, uri, { source, editor, execute }), request, sink);
        };
      },
    }),
  );
  return owned;
}

/** The editor may be on another connection by now, where nothing was opened. */
function isOf(
  source: { readonly profileId: string; readonly database: string },
  binding: { readonly profileId: string; readonly database: string },
): boolean {
  return source.profileId === binding.profileId && source.database === binding.database;
}
