import assert from 'node:assert/strict';
import { quoteIdentifier, quoteQualified } from '../../../src/core/sql/quote';
import { partitionsScaffold } from '../../../src/core/scaffold/partitions/partitionsScaffold';
import type { PartitionsSpec } from '../../../src/core/scaffold/partitions/partitionsSpec';
import type { TestServer } from '../../support/postgres';
import { arbitraryPartitionsSpec } from '../../support/scaffold/arbitraryPartitions';
import type { PropertyBed } from '../../support/scaffold/propertyBed';
import { propertyRun } from '../../support/scaffold/propertyRun';
import { sharedServer } from '../../support/sharedServer';

describe('scaffold partitions: property run', function () {
  this.timeout(3_600_000);
  let server: TestServer;

  before(async () => {
    server = await sharedServer();
  });

  it('makes partitioned tables as specified, on top of nothing', async () => {
    const report = await propertyRun(partitionsScaffold, arbitraryPartitionsSpec, readBack, {
      server,
      // Two of the names that were chosen may be one after all, such as that of a table and of its partition.
      mayRefuse: ({ field }) => field === 'pattern',
    });
    assert.ok(report.refused * 10 < report.specs, `${report.refused} of ${report.specs} were refused.`);
  });
});

/** What the catalog and rows that are put in say about the table, by the server's own arithmetic. */
async function readBack(bed: PropertyBed, spec: PartitionsSpec): Promise<void> {
  const { create } = spec;
  assert.ok(create);
  const table = quoteQualified(spec.table.schema, spec.table.name);
  const catalog = await rows(
    bed,
    `SELECT p.partstrat AS strategy,
            (SELECT json_agg(a.attname ORDER BY k.n) FROM unnest(p.partattrs::int2[]) WITH ORDINALITY k (num, n)
               JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = k.num) AS key,
            (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
              WHERE a.attrelid = p.partrelid AND a.attnum > 0) AS columns,
            (SELECT json_agg(a.attname ORDER BY k.n) FROM pg_constraint c, unnest(c.conkey) WITH ORDINALITY k (num, n),
                    pg_attribute a WHERE c.conrelid = p.partrelid AND c.contype = 'p'
                AND a.attrelid = p.partrelid AND a.attnum = k.num) AS primary,
            p.partdefid <> 0 AS "withDefault"
       FROM pg_partitioned_table p WHERE p.partrelid = $1::regclass`,
    [table],
  );
  const { kind } = spec.scheme;
  assert.deepEqual(catalog, [
    {
      strategy: kind === 'lists' ? 'l' : kind === 'hash' ? 'h' : 'r',
      key: create.key,
      columns: create.columns.map(({ name }) => name),
      primary: create.primaryKey.length === 0 ? null : create.primaryKey,
      withDefault: spec.withDefault,
    },
  ]);
  const groups = await valueGroups(bed, spec);
  await checkRouting(bed, spec, groups);
  const [count] = await rows(
    bed,
    `SELECT count(*) FILTER (WHERE level = 1)::int AS partitions, count(*) FILTER (WHERE level = 2)::int AS subs
       FROM pg_partition_tree($1::regclass)`,
    [table],
  );
  const partitions = spec.scheme.kind === 'hash' ? spec.scheme.modulus : groups.length;
  const subs =
    spec.sub === undefined ? 0 : spec.sub.kind === 'hash' ? spec.sub.modulus : spec.sub.lists.length;
  assert.deepEqual(count, { partitions: partitions + (spec.withDefault ? 1 : 0), subs: partitions * subs });
}

/** Values of the key that must share a partition, each group another one. */
async function valueGroups(
  bed: PropertyBed,
  { scheme }: PartitionsSpec,
): Promise<readonly (readonly string[])[]> {
  switch (scheme.kind) {
    case 'hash':
      return [];
    case 'lists':
      return scheme.lists.map(({ values }) => values);
    case 'numbers':
      return Array.from({ length: scheme.count }, (_, place) => {
        const from = Number(scheme.first) + place * Number(scheme.size);
        return [String(from), String(from + Number(scheme.size) - 1)];
      });
    case 'ranges':
      return scheme.ranges.map(({ from, to }) =>
        /^\d{4}-/.test(`${from}${to}`)
          ? [from, to]
              .filter((each) => each !== '')
              .map((each) => `${each}|${scheme.zone}|${each === to ? -1 : 0}`)
          : [from, to]
              .filter((each) => each !== '')
              .map((each) => String(Number(each) - (each === to ? 1 : 0))),
      );
    case 'calendar': {
      const step = scheme.every === 'quarter' ? '3 months' : `1 ${scheme.every}`;
      const found = await rows<{ start: string; next: string }>(
        bed,
        `SELECT to_char(g, 'YYYY-MM-DD') AS start, to_char(g + $3::interval, 'YYYY-MM-DD') AS next
           FROM (SELECT date_trunc($1, coalesce($4::timestamp, now() AT TIME ZONE $2)) AS first,
                        date_trunc($1, coalesce($5::timestamp, now() AT TIME ZONE $2 + $3::interval * $6::int)) AS last) b,
                generate_series(b.first, b.last, $3::interval) g`,
        [scheme.every, scheme.zone, step, scheme.from ?? null, scheme.until ?? null, scheme.ahead],
      );
      return found.map(({ start, next }) => [`${start}|${scheme.zone}|0`, `${next}|${scheme.zone}|-1`]);
    }
  }
}

/** Puts rows in, and takes them back. */
async function checkRouting(
  bed: PropertyBed,
  spec: PartitionsSpec,
  groups: readonly (readonly string[])[],
): Promise<void> {
  const [, key, other] = spec.create?.columns ?? [];
  assert.ok(key && other);
  const second = spec.sub?.kind === 'lists' ? (spec.sub.lists[0]?.values[0] ?? '') : 'x';
  const table = quoteQualified(spec.table.schema, spec.table.name);
  const places: string[] = [];
  await bed.client.query('BEGIN');
  for (const group of groups) {
    const found: string[] = [];
    for (const value of group) {
      const { rows: inserted } = await bed.client.query<{ place: string }>(
        `INSERT INTO ${table} (${quoteIdentifier(key.name)}, ${quoteIdentifier(other.name)})
         VALUES (${valueSql(value, key.type)}, $1) RETURNING tableoid::text AS place`,
        [second],
      );
      found.push(inserted[0]?.place ?? '');
    }
    assert.equal(new Set(found).size, 1, `${group.join(' and ')} are in different partitions.`);
    places.push(found[0] ?? '');
  }
  await bed.client.query('ROLLBACK');
  assert.equal(new Set(places).size, places.length, 'Two groups share a partition.');
}

/** A value as it is, or a day in a zone and how much earlier: the smallest step of the type. */
function valueSql(value: string, type: string): string {
  const [day = '', zone = '', earlier] = value.split('|');
  if (earlier === undefined) {
    return `CAST(${literal(value)} AS ${type})`;
  }
  const less = earlier === '0' ? '' : type === 'date' ? ` - interval '1 day'` : ` - interval '1 millisecond'`;
  const local = `${literal(day)}::timestamp`;
  return /tz|with time zone/.test(type)
    ? `(${local} AT TIME ZONE ${literal(zone)})${less}`
    : `(${local}${less})::${type}`;
}

function literal(text: string): string {
  return text.includes('\\') ? `E'${text.replace(/['\\]/g, '\\$&')}'` : `'${text.replaceAll("'", "''")}'`;
}

async function rows<Row = Readonly<Record<string, unknown>>>(
  bed: PropertyBed,
  sql: string,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  return (await bed.client.query(sql, [...values])).rows as readonly Row[];
}
