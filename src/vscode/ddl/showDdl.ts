import type { ExplorerNode } from '../../core/explorer/nodes';
import type { ConnectionService } from '../connections/connectionService';
import { actionObject, shownName } from '../explorer/actions/actionObject';
import type { DdlDocuments } from './ddlDocuments';
import { type DdlReference, ddlUri } from './ddlReference';
import { readDdlText } from './readDdlText';
import { withSlowProgress } from './slowProgress';

export interface ShowDdlServices {
  readonly connections: Pick<ConnectionService, 'profile' | 'database'>;
  readonly documents: Pick<DdlDocuments, 'show'>;
}

/**
 * Shows the DDL of a node's object, read anew each time.
 * @throws UserError when the node is no object, or its definition cannot be read now
 */
export async function showDdl(
  services: ShowDdlServices,
  node: ExplorerNode | undefined,
  partitions = false,
): Promise<void> {
  const { target, place } = actionObject(services, node, {
    title: 'Show DDL',
    takes: ({ kind }) => !partitions || kind === 'partitionedTable',
  });
  const reference: DdlReference = { ...place, target, partitions };
  const name = shownName(target);
  const text = await withSlowProgress(`Reading the definition of ${name}…`, (signal) =>
    readDdlText(services, reference, signal),
  );
  await services.documents.show(ddlUri(reference, name), text);
}
