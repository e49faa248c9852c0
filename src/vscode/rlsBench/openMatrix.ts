import { placeOf } from '../../core/explorer/nodes';
import { chooseConnection } from '../query/chooseConnection';
import { MatrixPageHost } from './matrixPage';
import type { RlsBenchParts } from './rlsBenchParts';

/** Opens the matrix of the database that a menu names, or of a connection that is chosen. */
export async function openMatrix(
  parts: RlsBenchParts,
  argument: unknown,
): Promise<MatrixPageHost | undefined> {
  const node = argument === undefined ? undefined : parts.chosen(argument);
  const place = node && placeOf(node);
  const profile = place && parts.connections.profile(place.profileId);
  const binding = profile
    ? { profileId: profile.id, database: place.database ?? profile.database }
    : await chooseConnection(parts.connections, undefined);
  return binding && new MatrixPageHost(parts, binding);
}
