import { quoteIdentifier, quoteLiteral } from '../../sql/quote';
import type { PartitionBound } from './bounds';

/**
 * The condition that PostgreSQL finds to imply the bound, so that ATTACH reads no row; undefined where there is none.
 * Source: PostgreSQL manual, "ALTER TABLE", ATTACH PARTITION; get_qual_for_range() in src/backend/partitioning/partbounds.c.
 */
export function boundCondition(
  bound: PartitionBound,
  columns: readonly (string | undefined)[],
): string | undefined {
  const names = columns.map((name) => (name === undefined ? undefined : quoteIdentifier(name)));
  const [first] = names;
  if (first === undefined || names.includes(undefined)) {
    return undefined;
  }
  if (bound.kind === 'range') {
    const [from, to] = [bound.from[0], bound.to[0]];
    return [
      ...names.map((name) => `${name ?? ''} IS NOT NULL`),
      ...(from?.kind === 'value' ? [`${first} >= ${quoteLiteral(from.text)}`] : []),
      ...(to?.kind === 'value' ? [`${first} < ${quoteLiteral(to.text)}`] : []),
    ].join(' AND ');
  }
  return bound.kind === 'list' ? listCondition(first, bound.values) : undefined;
}

/** The condition of the default partition when another one with this bound comes. */
export function defaultCondition(
  bound: PartitionBound,
  columns: readonly (string | undefined)[],
): string | undefined {
  const condition = boundCondition(bound, columns);
  return condition === undefined ? undefined : `NOT (${condition})`;
}

function listCondition(column: string, values: readonly (string | null)[]): string {
  const texts = values.filter((each) => each !== null).map(quoteLiteral);
  const among = texts.length === 0 ? undefined : `${column} IN (${texts.join(', ')})`;
  return values.includes(null)
    ? [`${column} IS NULL`, ...(among === undefined ? [] : [among])].join(' OR ')
    : `${column} IS NOT NULL AND ${among ?? 'false'}`;
}
