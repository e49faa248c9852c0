import { quoteIdentifier } from '../../sql/quote';
import type { Mask } from './protectionSpec';

interface Column {
  readonly name: string;
  readonly type: string;
}

/** The expression of a masked column; undefined where the column is left out. Values that do not fit the mask are hidden whole. */
export function maskSql(mask: Mask, { name, type }: Column): string | undefined {
  const self = quoteIdentifier(name);
  const text = `${self}::text`;
  switch (mask) {
    case 'hidden':
      return undefined;
    case 'empty':
      return `NULL::${type} AS ${self}`;
    case 'last4':
      return `CASE WHEN length(${text}) > 4 THEN '****' || right(${text}, 4) WHEN ${self} IS NOT NULL THEN '****' END AS ${self}`;
    case 'domain':
      return `CASE WHEN strpos(${text}, '@') > 0 THEN regexp_replace(${text}, '^.*@', '***@') WHEN ${self} IS NOT NULL THEN '***' END AS ${self}`;
    case 'year':
      return `date_trunc('year', ${self})::${type} AS ${self}`;
    case 'hash':
      return `encode(sha256(convert_to(${text}, 'UTF8')), 'hex') AS ${self}`;
  }
}

/** Why a mask does not fit the type of a column. */
export function whyNotMask(mask: Mask, { name, type }: Column): string | undefined {
  return mask === 'year' && !/^(date|timestamp)\b/.test(type)
    ? `${name} is ${type}, which has no year. Choose another mask.`
    : undefined;
}

/** As it stands in the comment of the view. */
export const maskWords: Readonly<Record<Mask, string>> = {
  hidden: 'left out',
  empty: 'NULL',
  last4: 'last four characters',
  domain: 'domain only',
  year: 'year only',
  hash: 'SHA-256',
};
