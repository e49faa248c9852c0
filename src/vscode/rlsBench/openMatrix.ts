import { placeOf } from '../../core/explorer/nodes';
import { chooseConnection } from '../query/chooseConnection';
import { MatrixPageHost } from './matrixPage';
import type { RlsBenchParts } from './rlsBenchParts';

/** Opens the matrix of the database that a menu names, or of a connection that is chosen. */
export async function openMatrix(
  parts: RlsBenchParts,
  argument: unknown,
): Promise<MatrixPageHost | undefined> {
  const { connections } = parts;
  const node = argument === undefined ? undefined : parts.chosen(argument);
  const place = node && placeOf(node);
  const [only, ...others] = connections.profiles;
  const profile = place ? connections.profile(place.profileId) : others.length === 0 ? only : undefined;
  const binding = profile
    ? { profileId: profile.id, database: place?.database ?? profile.database }
    : await chooseConnection(connections, undefined, {
        title: 'Row Security Matrix',
        placeholder: 'The connection on which commands are tried and rolled back',
      });
  return binding && new MatrixPageHost(parts, binding);
}
