import type { Session } from '../query/session';
import { ask } from './ask';

/**
 * Keeps the schemas that `current_user` finds now as the search path of the transaction, because `"$user"` and schemas that
 * only one of two roles may use would lead them to different relations of one name.
 */
export async function pinSchemas(session: Session): Promise<void> {
  await ask(
    session,
    `SELECT pg_catalog.set_config('search_path', pg_catalog.array_to_string(ARRAY(
              SELECT pg_catalog.quote_ident(s.name)
                FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS s(name, place)
               ORDER BY s.place), ', '), true)`,
  );
}
