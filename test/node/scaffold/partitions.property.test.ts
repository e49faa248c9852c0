import assert from 'node:assert/strict';
import { quoteIdentifier, quoteQualified } from '../../../src/core/sql/quote';
import { partitionsScaffold } from '../../../src/core/scaffold/partitions/partitionsScaffold';
import type { PartitionsFacts } from '../../../src/core/scaffold/partitions/partitionsFacts';
import type { PartitionsSpec } from '../../../src/core/scaffold/partitions/partitionsSpec';
import type { Scaffold } from '../../../src/core/scaffold/scaffold';
import type { TestServer } from '../../support/postgres';
import {
  arbitraryMorePartitions,
  arbitraryPartitionsSpec,
  existingTable,
  subValue,
  type MorePartitions,
} from '../../support/scaffold/arbitraryPartitions';
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

  it('adds partitions to a table that exists, which take over all that it has', async () => {
    const scaffold: Scaffold<MorePartitions, PartitionsFacts> = {
      ...partitionsScaffold,
      spec: () => ({ kind: 'problems', problems: [] }),
    };
    await propertyRun(
      scaffold,
      arbitraryMorePartitions,
      async (bed, spec) => {
        await checkCount(bed, spec, await valueGroups(bed, spec));
        await checkTakenOver(bed, spec);
      },
      {
        server,
        runs: Math.ceil(Number(process.env.LAKEHOUSE_PROPERTY_RUNS ?? 100) / 3),
        prepare: existingTable,
        mayRefuse: ({ field }) => field === 'pattern',
      },
    );
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
  await checkCount(bed, spec, groups);
}

async function checkCount(bed: PropertyBed, spec: PartitionsSpec, groups: readonly unknown[]): Promise<void> {
  const [count] = await rows(
    bed,
    `SELECT count(*) FILTER (WHERE level = 1)::int AS partitions, count(*) FILTER (WHERE level = 2)::int AS subs
       FROM pg_partition_tree($1::regclass)`,
    [quoteQualified(spec.table.schema, spec.table.name)],
  );
  const partitions = spec.scheme.kind === 'hash' ? spec.scheme.modulus : groups.length;
  const subs = await subCount(bed, spec.sub);
  assert.deepEqual(count, { partitions: partitions + (spec.withDefault ? 1 : 0), subs: partitions * subs });
}

/** How many partitions each partition gets. */
async function subCount(bed: PropertyBed, sub: PartitionsSpec['sub']): Promise<number> {
  switch (sub?.kind) {
    case undefined:
      return 0;
    case 'hash':
      return sub.modulus;
    case 'lists':
      return sub.lists.length + (sub.withDefault ? 1 : 0);
    case 'calendar': {
      const { every, from, until } = sub.calendar;
      const found = await rows(
        bed,
        `SELECT FROM generate_series(date_trunc($1, $2::timestamp), $3::timestamp, ('1 ' || $1)::interval)`,
        [every, from, until],
      );
      return found.length + (sub.withDefault ? 1 : 0);
    }
  }
}

/** Every partition has the columns, constraints and indexes of its parent, as PARTITION OF would make them. */
async function checkTakenOver(bed: PropertyBed, spec: PartitionsSpec): Promise<void> {
  const different = await rows(
    bed,
    `WITH parts AS (
       SELECT c.oid, (SELECT json_agg(json_build_array(a.attname, a.atttypid, a.atttypmod, a.attcollation, a.attstorage,
                        a.attnotnull, a.attgenerated, a.attinhcount, pg_get_expr(d.adbin, d.adrelid)) ORDER BY a.attname)
                        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                       WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)::text AS columns,
              (SELECT count(*) FROM pg_index i WHERE i.indrelid = c.oid)
                || ' ' || (SELECT count(*) FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c') AS others
         FROM pg_partition_tree($1::regclass) t JOIN pg_class c ON c.oid = t.relid AND t.level > 0)
     SELECT count(DISTINCT columns)::int AS columns, count(DISTINCT others)::int AS others FROM parts
      UNION ALL
     SELECT (SELECT count(*)::int FROM pg_index WHERE indrelid = $1::regclass),
            (SELECT count(*)::int FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'c')`,
    [quoteQualified(spec.table.schema, spec.table.name)],
  );
  const [distinct] = different;
  assert.deepEqual(distinct, { columns: 1, others: 1 });
}

/** Values of the key that must share a partition, each group another one. */
async function valueGroups(
  bed: PropertyBed,
  { scheme }: PartitionsSpec,
): Promise<readonly (readonly string[])[]> {
  switch (scheme.kind) {
    case 'hash':
    case 'existing':
      return [];
    case 'lists':
      return scheme.lists.map(({ values }) => values);
    case 'numbers':
      return Array.from({ length: scheme.count }, (_, place) => {
        const from = Number(scheme.first) + place * Number(scheme.size);
        return [String(from), String(from + Number(scheme.size) - 1)];
      });
    case 'ranges':
      return scheme.ranges.map(({ from, to }) => {
        const ends = [from, to].filter((each) => each !== '');
        return /^\d{4}-/.test(`${from}${to}`)
          ? ends.map((each) => `${each}|${scheme.zone}|${each === to ? -1 : 0}`)
          : ends.length === 0
            ? []
            : ends.map((each) => String(Number(each) - (each === to ? 1 : 0)));
      });
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
  const table = quoteQualified(spec.table.schema, spec.table.name);
  const places: string[] = [];
  await bed.client.query('BEGIN');
  for (const group of groups) {
    const found: string[] = [];
    for (const value of group) {
      const { rows: inserted } = await bed.client.query<{ place: string }>(
        `INSERT INTO ${table} (${quoteIdentifier(key.name)}, ${quoteIdentifier(other.name)})
         VALUES (${valueSql(value, key.type)}, ${subValue(spec.sub)}) RETURNING tableoid::text AS place`,
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
