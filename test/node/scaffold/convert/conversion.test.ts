import assert from 'node:assert/strict';
import { conversionSteps, type ConversionStepId } from '../../../../src/core/scaffold/convert/conversionPlan';
import { quoteQualified } from '../../../../src/core/sql/quote';
import { Connector } from '../../../../src/node/pg/connector';
import { runPart } from '../../../../src/node/scaffold/convert/conversionLine';
import { snapshotDifference } from '../../../support/catalogSnapshot';
import { runAll } from '../../../support/catalog';
import { conversionBed } from '../../../support/convert/conversionBed';
import type { OpenConversion } from '../../../support/convert/openConversion';
import { longNames, oddNames } from '../../../support/convert/oddTables';
import { everything } from '../../../support/convert/tableWithEverything';
import { makeLoadTable, WriteLoad } from '../../../support/convert/writeLoad';
import { eventually } from '../../../support/eventually';
import { passwords, profileFor } from '../../../support/sessions';

describe('Converting a table to a partitioned one', () => {
  const bed = conversionBed('convert');
  const { open, snapshot } = bed;
  const query = async (text: string) =>
    (await bed.server.query<Record<string, unknown>>(text, [], bed.database)).map((row) =>
      Object.values(row).map(String),
    );

  it('leads back to the same catalog, with the rows that were written meanwhile', async () => {
    await runAll(bed.server, bed.database, everything);
    const before = await snapshot();
    const conversion = await open();
    const spec = await conversion.propose();
    await conversion.run.goOn(spec);
    assert.deepEqual(
      [conversion.run.status.message, (await conversion.facts()).phase],
      [undefined, 'swapped'],
    );
    await runAll(bed.server, bed.database, [
      `INSERT INTO core.loans (customer, amount) VALUES (3, 50)`,
      `INSERT INTO core.loans (at, amount) VALUES ('${spec.legacyEnd}', 60), ('9000-01-01', 70)`,
      `UPDATE core.loans SET at = '${spec.legacyEnd}' WHERE "Odd ""name""" = '7'`,
    ]);
    const rows = await query('SELECT l.* FROM core.loans AS l ORDER BY id');
    assert.deepEqual(await query('SELECT count(*) FROM core.larger'), [
      [String(rows.filter((row) => Number(row[4]) > 6).length)],
    ]);
    await conversion.run.goBack(spec);
    assert.equal(conversion.run.status.message, undefined);
    assert.deepEqual(snapshotDifference(before, await snapshot()), []);
    assert.deepEqual(await query('SELECT l.* FROM core.loans AS l ORDER BY id'), rows);
  });

  it('carries over everything that belongs to the table', async () => {
    await runAll(bed.server, bed.database, everything);
    const conversion = await open();
    const spec = await conversion.propose();
    await conversion.run.goOn(spec);
    await conversion.run.finish(spec);
    assert.deepEqual(
      [conversion.run.status.message, (await conversion.facts()).phase],
      [undefined, 'finished'],
    );
    const [next] = spec.partitions;
    assert.ok(next);
    assert.deepEqual(
      await query(
        `SELECT relid::text, isleaf FROM pg_partition_tree('core.loans') ORDER BY level, relid::text`,
      ),
      [
        ['core.loans', 'false'],
        ...['default', 'legacy', ...spec.partitions.map(({ name }) => name.slice('loans_'.length))].map(
          (name) => [`core.loans_${name}`, 'true'],
        ),
      ],
    );
    assert.deepEqual(
      await query(`SELECT conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint
                    WHERE conrelid = 'core.loans'::regclass AND contype <> 'n' ORDER BY conname`),
      [
        ['loans_amount_check', 'CHECK ((amount > (0)::numeric))', 'true'],
        ['loans_customer_fkey', 'FOREIGN KEY (customer) REFERENCES core.customers(id)', 'true'],
        ['loans_number_at', 'UNIQUE (number, at)', 'true'],
        ['loans_pkey', 'PRIMARY KEY (id, at)', 'true'],
      ],
    );
    assert.deepEqual(
      await query(
        `SELECT i.indexrelid::regclass, i.indisvalid FROM pg_index i WHERE i.indrelid = 'core.loans'::regclass ORDER BY i.indexrelid::regclass::text`,
      ),
      [
        ['core.loans_at_key', 'true'],
        ['core.loans_customer_idx', 'true'],
        ['core.loans_number_at', 'true'],
        ['core.loans_pkey', 'true'],
      ],
    );
    assert.deepEqual(
      await query(
        `SELECT tgrelid::regclass, tgname, tgenabled FROM pg_trigger WHERE (NOT tgisinternal OR tgparentid <> 0) AND tgconstraint = 0 AND tgrelid IN ('core.loans'::regclass, 'core.${next.name}'::regclass) ORDER BY tgrelid::regclass::text, 2`,
      ),
      [
        ['core.loans', 'Touch it', 'O'],
        ['core.loans', 'quiet', 'D'],
        [`core.${next.name}`, 'Touch it', 'O'],
        [`core.${next.name}`, 'quiet', 'D'],
      ],
    );
    assert.deepEqual(
      await query(`SELECT relrowsecurity, obj_description(oid), relacl::text[] && ARRAY['"convert reader"=ar/postgres', '"convert reader"=ar/' || current_user],
                          has_column_privilege('convert reader', oid, 'amount', 'UPDATE'), col_description(oid, 5),
                          (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid)
                     FROM pg_class c WHERE oid = 'core.loans'::regclass`),
      [['true', "Loans; all of 'em", 'true', 'true', 'In pesos', '1']],
    );
  });

  describe('goes back from each step', () => {
    const steps: readonly ConversionStepId[] = ['bound', 'validate', 'key', 'swap'];
    for (const last of steps) {
      it(last, async () => {
        await runAll(bed.server, bed.database, everything);
        const before = await snapshot();
        const conversion = await open();
        const spec = await conversion.propose();
        await takeSteps(conversion, last);
        await conversion.run.goBack(spec);
        assert.equal(conversion.run.status.message, undefined);
        assert.deepEqual(snapshotDifference(before, await snapshot()), []);
      });
    }

    async function takeSteps(conversion: OpenConversion, last: ConversionStepId): Promise<void> {
      const spec = await conversion.propose();
      const connector = new Connector(
        profileFor(bed.server, { database: bed.database }),
        passwords(bed.server.password),
      );
      const session = await connector.openSession(new AbortController().signal);
      const quiet = { attempt: () => undefined, progress: () => undefined, blocked: () => undefined };
      for (;;) {
        const facts = await conversion.facts();
        const step = conversionSteps(facts.spec ?? spec, facts).find(({ done }) => !done);
        if (step === undefined || step.id === 'finish') {
          break;
        }
        for (const part of step.parts) {
          await runPart(session, part, quiet, new AbortController().signal);
        }
        if (step.id === last) {
          break;
        }
      }
      await session.close();
      await connector.close();
    }
  });

  describe('takes any names and keys', () => {
    const cases: readonly {
      name: string;
      sql: readonly string[];
      table: { schema: string; name: string };
      key: string;
    }[] = [
      { name: 'quotes, dots and spaces', ...oddNames },
      { name: 'names as long as they can be', ...longNames },
      {
        name: 'whole numbers, with the key in the primary key, and NULL allowed',
        table: { schema: 'public', name: 'numbers' },
        key: 'n',
        sql: [
          'CREATE TABLE numbers (n bigint, t text)',
          'INSERT INTO numbers SELECT generate_series(1, 1000)',
        ],
      },
      {
        name: 'no row and no primary key',
        table: { schema: 'public', name: 'empty' },
        key: 'at',
        sql: ['CREATE TABLE empty (at date NOT NULL)'],
      },
      {
        name: 'a primary key that holds the partition key',
        table: { schema: 'public', name: 'keyed' },
        key: 'at',
        sql: [
          'CREATE TABLE keyed (at timestamptz, id integer, CONSTRAINT keyed_key PRIMARY KEY (id, at) DEFERRABLE)',
        ],
      },
    ];
    for (const { name, sql, table, key } of cases) {
      it(name, async () => {
        await runAll(bed.server, bed.database, sql);
        const before = await snapshot();
        const conversion = await open(table);
        const spec = await conversion.propose({ key });
        await conversion.run.goOn(spec);
        const facts = await conversion.facts();
        assert.deepEqual([conversion.run.status.message, facts.phase], [undefined, 'swapped']);
        assert.equal(JSON.stringify(facts.spec), JSON.stringify(spec));
        await conversion.run.goBack(spec);
        assert.equal(conversion.run.status.message, undefined);
        assert.deepEqual(
          snapshotDifference(before, await snapshot()),
          [],
          quoteQualified(table.schema, table.name),
        );
      });
    }
  });

  it('goes on after its session was ended, from where the catalog stands', async () => {
    await makeLoadTable(bed.server, bed.database, 100_000);
    const conversion = await open({ schema: 'core', name: 'events' });
    const spec = await conversion.propose();
    let ended = 0;
    conversion.run.onDidChange(() => {
      if (conversion.run.status.step === 'key' && ended === 0) {
        ended++;
        void bed.server.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND state = 'active' AND pid <> pg_backend_pid()`,
          [bed.database],
        );
      }
    });
    await conversion.run.goOn(spec);
    assert.deepEqual(
      [conversion.run.status.message, (await conversion.facts()).phase],
      [undefined, 'swapped'],
    );
  });

  it('waits for a transaction that holds the table, can be paused there, and is found again by another window', async () => {
    await makeLoadTable(bed.server, bed.database, 1_000);
    const table = { schema: 'core', name: 'events' };
    const first = await open(table);
    const spec = await first.propose();
    await bed.server.withAdmin(async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT count(*) FROM core.events');
      const running = first.run.goOn(spec);
      assert.ok(await eventually(() => Promise.resolve(first.run.status.attempts >= 2)));
      await first.run.pause();
      await running;
      assert.deepEqual([first.run.status.state, first.run.status.failed], ['resting', false]);
      await client.query('COMMIT');
    }, bed.database);
    const second = await open(table);
    await second.run.goOn(spec);
    const third = await open(table);
    const facts = await third.facts();
    assert.deepEqual([facts.phase, facts.spec?.legacyEnd], ['swapped', spec.legacyEnd]);
  });

  it('fails no write and loses no row under load', async () => {
    const rows = 40_000;
    await makeLoadTable(bed.server, bed.database, rows);
    const conversion = await open({ schema: 'core', name: 'events' });
    const spec = await conversion.propose();
    const load = await WriteLoad.start(bed.server, bed.database, { sessions: 3, rows });
    await load.more(20);
    await conversion.run.goOn(spec);
    await load.more(40);
    await conversion.run.goBack(spec);
    await load.more(20);
    await conversion.run.goOn(spec);
    await conversion.run.finish(spec);
    await load.more(20);
    const report = await load.stop();
    assert.deepEqual(
      [conversion.run.status.message, (await conversion.facts()).phase],
      [undefined, 'finished'],
    );
    assert.deepEqual(report.failed, []);
    assert.deepEqual(await load.differences(bed.server, bed.database, rows), []);
  });
});
