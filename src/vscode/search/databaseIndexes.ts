import type { CancelSignal } from '../../base/cancelSignal';
import { ObjectIndex } from '../../core/catalog/objectIndex';
import { searchObjects } from '../../core/catalog/queries/searchObjects';
import type { Database } from '../../core/ports';

/** The names of the databases that were searched. They go away with the connection of their database. */
const indexes = new WeakMap<Database, ObjectIndex>();

/** The names as they were last read; undefined when they never were. */
export function knownIndex(database: Database): ObjectIndex | undefined {
  return indexes.get(database);
}

/** Reads the names of a database. Throws as `Database.read`. */
export async function readIndex(database: Database, signal: CancelSignal): Promise<ObjectIndex> {
  const index = new ObjectIndex(await database.read(searchObjects, signal));
  indexes.set(database, index);
  return index;
}
