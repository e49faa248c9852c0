import { UserError } from '../../../base/userError';
import type { ConnectionProfile } from '../../../core/connections/connectionProfile';
import type { DbtTarget } from '../../../core/dbt/profiles/target';
import type { DbtProjectState } from '../../../core/dbt/view/dbtState';
import type { DbtParts } from '../dbtParts';
import { connectionFor, sameConnection } from '../targetConnection';
import { addTarget } from '../useTarget';

/**
 * The connection that leads to the very server, database and user of a target. Where there is none, the target becomes one, if
 * the user agrees.
 * @throws UserError for a target that is not of PostgreSQL; CancelledError after a no
 */
export async function targetDatabase(
  state: DbtProjectState,
  target: DbtTarget,
  parts: DbtParts,
): Promise<ConnectionProfile> {
  const wanted = connectionFor(state.project.root, target, parts);
  if (typeof wanted === 'string') {
    throw new UserError(wanted);
  }
  const existing = sameConnection(wanted, parts.connections);
  if (existing) {
    return existing;
  }
  const made = parts.connections.profile(await addTarget(wanted, parts));
  if (!made) {
    throw new UserError(`The target ${target.name} could not be made a connection.`);
  }
  return made;
}
