import type { CancelSignal } from '../../base/cancelSignal';
import { ddlOf } from '../../core/catalog/ddl/ddlOf';
import { ddlText } from '../../core/catalog/ddl/ddlText';
import type { ConnectionService } from '../connections/connectionService';
import { shownObject } from '../explorer/actions/actionObject';
import type { DdlReference } from './ddlReference';

/**
 * The text of Show DDL, as the object is now.
 * @throws as `ConnectionService.database` and `ddlOf`
 */
export async function readDdlText(
  { connections }: { readonly connections: Pick<ConnectionService, 'profile' | 'database'> },
  { profileId, database: name, target, partitions }: DdlReference,
  signal: CancelSignal,
): Promise<string> {
  const database = await connections.database(profileId, name);
  const ddl = await ddlOf(database, { target, partitions }, signal);
  const profile = connections.profile(profileId)?.name ?? profileId;
  const { database: current, versionText } = database.server;
  const title = `The ${shownObject(target)} in ${current} on ${profile} (PostgreSQL ${versionText}).`;
  return ddlText(title, ddl);
}
