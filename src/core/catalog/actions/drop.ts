import { quoteIdentifier } from '../../sql/quote';
import { type ActionTarget, relationSql, targetSql } from './target';

/** Drops an object; with `cascade` also what depends on it. */
export function dropSql(target: ActionTarget, cascade: boolean): string {
  // What belongs to no schema or table of its own knows no CASCADE.
  const tail = cascade && target.kind !== 'role' && target.kind !== 'tablespace' ? ' CASCADE' : '';
  return target.kind === 'column' || target.kind === 'constraint'
    ? `ALTER TABLE ${relationSql(target)} DROP ${target.kind.toUpperCase()} ${quoteIdentifier(target.name)}${tail}`
    : `DROP ${targetSql(target)}${tail}`;
}
