import { type ActionTarget, ownName } from './target';

/** Frees the room of dead rows and brings the statistics up to date. It cannot run in a transaction block. */
export function vacuumSql(target: ActionTarget): string {
  return `VACUUM (ANALYZE) ${ownName(target)}`;
}

/** Brings the planner's statistics up to date. */
export function analyzeSql(target: ActionTarget): string {
  return `ANALYZE ${ownName(target)}`;
}
