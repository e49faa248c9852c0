import fc from 'fast-check';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../../src/core/sql/quote';
import type { PartitionScheme } from '../../../src/core/scaffold/partitions/partitionsSpec';
import { arbitraryMorePartitions, type MorePartitions, subType, subValue } from './arbitraryPartitions';

/** New partitions for a table whose default partition holds rows of theirs, and others. */
export interface MovedRows extends MorePartitions {
  /** Identity columns cannot be in partitions of partitions that rows move into, from PostgreSQL 17 on. */
  readonly identity: boolean;
  /** The default partition is divided itself. */
  readonly dividedRest: boolean;
}

export const arbitraryMovedRows: fc.Arbitrary<MovedRows> = fc
  .record({
    spec: arbitraryMorePartitions.filter(({ scheme }) => scheme.kind !== 'hash'),
    identity: fc.boolean(),
    dividedRest: fc.boolean(),
  })
  .map(({ spec, identity, dividedRest }) => ({
    ...spec,
    withDefault: true,
    moveRows: true,
    identity: identity && spec.sub === undefined,
    dividedRest,
  }));

/** The same rows in a table that nobody divides. */
export const copyOfRows = '"We""ird . Näme"."copy of all rows"';

/** The table of a spec with its default partition, and the rows in it. */
export function tableWithRows(spec: MovedRows): readonly string[] {
  const { table, made, scheme, identity, dividedRest, sub } = spec;
  const [id = '', key = '', other = '', note = ''] = (made?.columns ?? []).map(({ name }) =>
    quoteIdentifier(name),
  );
  const name = quoteQualified(table.schema, table.name);
  const type = made?.columns[1]?.type ?? '';
  const keys = (made?.primaryKey ?? []).map(quoteIdentifier).join(', ');
  // Rows that the partitions of partitions do not take would be refused, moved or not.
  const second = sub === undefined ? `'x' || i` : `${subValue(sub)}::${subType(sub)}`;
  return [
    `CREATE SCHEMA ${quoteIdentifier(table.schema)}`,
    `CREATE TABLE ${name} (gone int, ${id} bigint ${identity ? 'GENERATED ALWAYS AS IDENTITY' : 'NOT NULL'},
       ${key} ${type}, ${other} ${subType(sub) === 'text' ? 'text COLLATE "C"' : subType(sub)}, ${note} varchar(20) NOT NULL CHECK (${note} <> ''),
       sum bigint GENERATED ALWAYS AS (length(${note})) STORED${keys === '' ? '' : `, PRIMARY KEY (${keys})`})
     PARTITION BY ${scheme.kind === 'lists' ? 'LIST' : 'RANGE'} (${key})`,
    `ALTER TABLE ${name} DROP COLUMN gone`,
    `CREATE INDEX ON ${name} (${note} DESC)`,
    `CREATE TABLE public."the rest" PARTITION OF ${name} DEFAULT${dividedRest ? ` PARTITION BY HASH (${key})` : ''}`,
    ...(dividedRest
      ? [0, 1].map(
          (part) =>
            `CREATE TABLE public."rest ${part}" PARTITION OF public."the rest" FOR VALUES WITH (MODULUS 2, REMAINDER ${part})`,
        )
      : []),
    `INSERT INTO ${name} (${identity ? '' : `${id}, `}${key}, ${other}, ${note})
     SELECT ${identity ? '' : 'i, '}v, ${second}, 'row ' || i
       FROM (SELECT row_number() OVER () AS i, v FROM (${valuesSql(scheme, type)}) AS s (v)) AS numbered
      ${keys === '' ? '' : `WHERE v IS NOT NULL`}`,
    `CREATE TABLE ${copyOfRows} AS SELECT * FROM ${name}`,
  ];
}

/** Values around and within the partitions, each several times, and none at all. */
function valuesSql(scheme: PartitionScheme, type: string): string {
  const none = `UNION ALL SELECT NULL::${type}`;
  switch (scheme.kind) {
    case 'calendar': {
      const start = scheme.from === undefined ? 'now()' : `${quoteLiteral(scheme.from)}::timestamptz`;
      return `SELECT (${start} + (i * i - 40) * interval '11 hours')::${type} FROM generate_series(-3, 30) AS i ${none}`;
    }
    case 'numbers':
      return `SELECT (${scheme.first} + i * ${scheme.size} / 3)::${type} FROM generate_series(-4, 20) AS i ${none}`;
    case 'ranges':
      return type === 'bigint'
        ? `SELECT (i * 700)::bigint FROM generate_series(-3, 40) AS i ${none}`
        : `SELECT timestamptz '1970-01-01 00:00+00' + i * interval '500 days' FROM generate_series(-3, 60) AS i ${none}`;
    case 'lists': {
      const values = scheme.lists.flatMap((list) => list.values);
      const texts = [...values, ...values, 'another', ''].map((each) => `${quoteLiteral(each)}::${type}`);
      return `SELECT unnest(ARRAY[${texts.join(', ')}]) ${none}`;
    }
    case 'hash':
    case 'existing':
      return `SELECT NULL::${type}`;
  }
}
