import { quoteLiteral } from '../../sql/quote';
import { type ActionTarget, targetSql } from './target';

/** Sets the comment of an object; an empty text removes it. */
export function commentSql(target: ActionTarget, comment: string): string {
  return `COMMENT ON ${targetSql(target)} IS ${comment === '' ? 'NULL' : quoteLiteral(comment)}`;
}
