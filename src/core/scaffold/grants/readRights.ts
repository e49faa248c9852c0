import type { CancelSignal } from '../../../base/cancelSignal';
import type { Database } from '../../ports';
import type { GrantFacts } from './grantFacts';
import { readGrantFacts } from './readGrantFacts';

/** So many relations of a schema are shown at once; the rest is found by name. */
export const rightsShown = 200;

/**
 * The rights that the matrix shows: of the database and its schemas and, of one schema, of what is in it.
 * @throws ServerError, CancelledError, ConnectionLostError
 */
export async function readRights(
  database: Database,
  what: { readonly schema: string | undefined; readonly search: string },
  signal: CancelSignal,
): Promise<{ readonly facts: GrantFacts; readonly more: boolean }> {
  const schemas = what.schema === undefined ? [] : [what.schema];
  const scope = { schemas, search: what.search, limit: rightsShown + 1 };
  const facts = await readGrantFacts(database, scope, signal);
  const inside = facts.objects.filter(
    ({ target }) => target.kind === 'relation' || target.kind === 'sequence',
  );
  const last = inside.length > rightsShown ? inside.at(-1) : undefined;
  return {
    facts: last === undefined ? facts : { ...facts, objects: facts.objects.filter((each) => each !== last) },
    more: last !== undefined,
  };
}
