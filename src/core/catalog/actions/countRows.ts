import { type ActionTarget, ownName } from './target';

/** Counts the rows that the role sees. */
export function countRowsSql(target: ActionTarget): string {
  return `SELECT pg_catalog.count(*) FROM ${ownName(target)}`;
}
