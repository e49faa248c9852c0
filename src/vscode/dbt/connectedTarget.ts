import { connectionOfTarget } from '../../core/dbt/profiles/connectionOfTarget';
import type { DbtTarget } from '../../core/dbt/profiles/target';
import type { Database } from '../../core/ports';
import type { ConnectedDatabases } from '../connections/connectionService';
import { isDatabaseOf } from './targetConnection';

/** The database of a target, if it is connected anyway: the same server and database, not merely one of the same name. */
export async function connectedDatabaseOf(
  connected: ConnectedDatabases,
  target: DbtTarget,
): Promise<Database | undefined> {
  const wanted = connectionOfTarget(target);
  if (wanted.kind !== 'connection') {
    return undefined;
  }
  const found = await connected.connectedDatabases();
  return found.find(({ profile, name }) => isDatabaseOf(profile, name, wanted.profile))?.database;
}
