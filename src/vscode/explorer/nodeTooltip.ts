import type * as vscode from 'vscode';
import { isCancellation } from '../../base/cancelSignal';
import { type ExplorerNode, placeOf } from '../../core/explorer/nodes';
import { loadTooltip } from '../../core/explorer/loadTooltip';
import { presentNode } from '../../core/explorer/presentNode';
import type { Runner } from '../run';
import type { ExplorerConnections } from './connectionSource';

/** Who points at an item will not wait for longer. */
const patience = 2000;

/** The lines of a tooltip; those that need no query where the server does not answer soon. Never connects. */
export async function loadNodeTooltip(
  node: ExplorerNode,
  { connections, runner }: { readonly connections: ExplorerConnections; readonly runner: Runner },
  token: vscode.CancellationToken,
): Promise<readonly string[]> {
  const known = presentNode(node, { kind: 'connected' }).tooltip;
  const place = placeOf(node);
  if (place === undefined || connections.state(place.profileId).kind !== 'connected') {
    return known;
  }
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const limit = setTimeout(stop, patience);
  const cancelled = token.onCancellationRequested(stop);
  try {
    // What the server knows of a database can be asked in any other, so that pointing at it does not connect to it.
    const name = node.kind === 'database' ? undefined : place.database;
    return await runner.quietly('tooltip', known, async () =>
      loadTooltip(node, await connections.database(place.profileId, name), controller.signal).catch(
        (error: unknown) => {
          if (isCancellation(error)) {
            return [...known, 'The server did not answer in time, so there is nothing about size and age.'];
          }
          throw error;
        },
      ),
    );
  } finally {
    clearTimeout(limit);
    cancelled.dispose();
  }
}
