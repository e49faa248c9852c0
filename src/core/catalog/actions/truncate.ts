import { type ActionTarget, ownName } from './target';

/** Removes every row of a table and of its partitions. */
export function truncateSql(target: ActionTarget): string {
  return `TRUNCATE TABLE ${ownName(target)}`;
}
