import { UserError } from '../../base/userError';
import type { QualifiedName } from '../../core/catalog/queries/martFilter';
import { displayName } from '../../core/explorer/displayName';
import { ServerError } from '../../core/sql/serverError';

/**
 * Says what the limits of a query mean, when one of them ended it.
 * @throws UserError then; otherwise what the reading throws
 */
export async function explainLimit<T>(relation: QualifiedName, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ServerError && error.code === '55P03') {
      throw lockedError(relation);
    }
    if (error instanceof ServerError && error.code === '57014') {
      throw new UserError(
        `Reading ${shown(relation)} took too long, and the server stopped it. Try again, or with an index.`,
      );
    }
    throw error;
  }
}

export function lockedError(relation: QualifiedName): UserError {
  return new UserError(
    `${shown(relation)} could not be read: another session locks it exclusively. Try again later.`,
  );
}

/** As it stands in a sentence. */
export function shown({ schema, name }: QualifiedName): string {
  return `${displayName(schema)}.${displayName(name)}`;
}
