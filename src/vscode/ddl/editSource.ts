import { hasSource, readSource } from '../../core/catalog/ddl/source';
import type { ExplorerNode } from '../../core/explorer/nodes';
import type { ConnectionService } from '../connections/connectionService';
import { actionObject, databaseOf, shownName } from '../explorer/actions/actionObject';
import { refuseReadOnly } from '../explorer/actions/change';
import type { QueryOpener } from '../query/queryOpener';
import type { EditedSources } from './editedSources';
import { withSlowProgress } from './slowProgress';

export interface EditSourceServices {
  readonly connections: Pick<ConnectionService, 'profile' | 'database'>;
  readonly queries: Pick<QueryOpener, 'open'>;
  readonly sources: EditedSources;
}

/**
 * Opens the definition of a function, procedure or view in an editor: running it there replaces the object.
 * @throws UserError for other objects, on a read-only connection, and when the object is gone
 */
export async function editSource(
  services: EditSourceServices,
  node: ExplorerNode | undefined,
): Promise<void> {
  const object = actionObject(services, node, { title: 'Edit Source', takes: hasSource });
  refuseReadOnly(object);
  const { target, place, profile } = object;
  const title = `Reading the definition of ${shownName(target)}…`;
  const source = await withSlowProgress(title, async (signal) =>
    readSource(await services.connections.database(place.profileId, place.database), target, signal),
  );
  const database = databaseOf(object);
  const uri = await services.queries.open(profile.id, database, source.text);
  const { kind, schema, name, signature, fingerprint } = source;
  services.sources.set(uri, {
    kind,
    schema,
    name,
    signature,
    profileId: profile.id,
    database,
    fingerprints: [fingerprint],
  });
}
