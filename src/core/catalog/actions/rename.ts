import { quoteIdentifier } from '../../sql/quote';
import { type ActionTarget, relationSql, targetSql } from './target';

/** Gives an object another name. An extension cannot be renamed. */
export function renameSql(target: ActionTarget, name: string): string {
  const [from, to] = [quoteIdentifier(target.name), quoteIdentifier(name)];
  // ALTER TABLE takes views, materialized views and foreign tables too.
  return target.kind === 'column' || target.kind === 'constraint'
    ? `ALTER TABLE ${relationSql(target)} RENAME ${target.kind.toUpperCase()} ${from} TO ${to}`
    : `ALTER ${targetSql(target)} RENAME TO ${to}`;
}
