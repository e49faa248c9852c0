import { UserError } from '../../base/userError';
import type { ResultColumn } from '../query/session';
import { quoteIdentifier, quoteLiteral } from '../sql/quote';
import { uniqueNames } from '../export/valueKind';
import { type Arrangement, type ColumnCondition, isFiltered } from './arrangement';
import { orderKind } from './orderKind';

/**
 * A query that lets the server sort and filter the rows of another one, all of them. The statement is a single query
 * that reads; its text may end in a semicolon or a comment.
 * @throws UserError when it has no columns that could be named
 */
export function serverQuery(
  statement: string,
  columns: readonly ResultColumn[],
  arrangement: Arrangement,
): string {
  if (columns.length === 0) {
    throw new UserError('This statement has no columns that the server could sort or filter by.');
  }
  const names = uniqueNames(columns).map(quoteIdentifier);
  const { sort, filter } = arrangement;
  const tests = filter.conditions.map((condition) => conditionSql(condition, columns, names));
  if (filter.anywhere !== '') {
    tests.push(
      `concat_ws(E'\\x1f', ${names.join(', ')}) ILIKE ${quoteLiteral(likePattern(filter.anywhere))}`,
    );
  }
  const order = sort.map(
    ({ column, descending }) => `${names[column] ?? String(column + 1)}${descending ? ' DESC' : ''}`,
  );
  return [
    `SELECT *\n  FROM (\n${withoutSemicolon(statement)}\n       ) AS result (${names.join(', ')})`,
    ...(isFiltered(arrangement) ? [` WHERE ${tests.join('\n   AND ')}`] : []),
    ...(order.length > 0 ? [` ORDER BY ${order.join(', ')}`] : []),
  ]
    .join('\n')
    .concat(';\n');
}

function withoutSemicolon(text: string): string {
  return text.trimEnd().replace(/(\s*;)+$/, '');
}

function conditionSql(
  { column, operator, text, matchCase }: ColumnCondition,
  columns: readonly ResultColumn[],
  names: readonly string[],
): string {
  const name = names[column] ?? '';
  const description = columns[column];
  const isText = description !== undefined && ['text', 'padded'].includes(orderKind(description));
  const asText = isText ? name : `${name}::text`;
  const literal =
    isText || !description ? quoteLiteral(text) : `${quoteLiteral(text)}::${description.typeName}`;
  const like = matchCase ? 'LIKE' : 'ILIKE';
  const tilde = matchCase ? '~' : '~*';
  switch (operator) {
    case 'contains':
      return `${asText} ${like} ${quoteLiteral(likePattern(text))}`;
    case 'notContains':
      return `${asText} NOT ${like} ${quoteLiteral(likePattern(text))}`;
    case 'matches':
      return `${asText} ${tilde} ${quoteLiteral(text)}`;
    case 'notMatches':
      return `${asText} !${tilde} ${quoteLiteral(text)}`;
    case 'equals':
      return `${name} = ${literal}`;
    case 'notEquals':
      return `${name} <> ${literal}`;
    case 'less':
      return `${name} < ${literal}`;
    case 'lessOrEqual':
      return `${name} <= ${literal}`;
    case 'greater':
      return `${name} > ${literal}`;
    case 'greaterOrEqual':
      return `${name} >= ${literal}`;
    case 'isNull':
      return `${name} IS NULL`;
    case 'isNotNull':
      return `${name} IS NOT NULL`;
    case 'isEmpty':
      return `${asText} = ''`;
    case 'isNotEmpty':
      return `${asText} <> ''`;
  }
}

function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
