import assert from 'node:assert/strict';
import fc from 'fast-check';
import { calendarUnits } from '../../../src/core/scaffold/partitioning/calendar';
import type { PartitionMaintenanceFacts } from '../../../src/core/scaffold/partitionMaintenance/partitionMaintenanceFacts';
import { partitionMaintenanceScaffold } from '../../../src/core/scaffold/partitionMaintenance/partitionMaintenanceScaffold';
import type { PartitionMaintenanceSpec } from '../../../src/core/scaffold/partitionMaintenance/partitionMaintenanceSpec';
import { storedInterval } from '../../../src/core/scaffold/partitionMaintenance/partmanInterval';
import { maintenanceRules } from '../../../src/core/scaffold/partitionMaintenance/rules/maintenanceRules';
import { partitionsScaffold } from '../../../src/core/scaffold/partitions/partitionsScaffold';
import type { Scaffold, ScaffoldPlan } from '../../../src/core/scaffold/scaffold';
import type { FormValues } from '../../../src/core/scaffold/scaffoldForm';
import { openCatalog, type OpenCatalog, runAll } from '../../support/catalog';
import { cronDatabase, partmanServer } from '../../support/partman';
import type { TestServer } from '../../support/postgres';
import { maintainedTables as tables, planOf } from '../../support/scaffold/planOf';
import { propertyRun } from '../../support/scaffold/propertyRun';

const extension = ['CREATE SCHEMA partman', 'CREATE EXTENSION pg_partman SCHEMA partman'];

for (const major of [4, 5] as const) {
  describe(`scaffold partitionMaintenance on pg_partman ${major}`, function () {
    this.timeout(600_000);
    let server: TestServer | undefined;
    let bed: TestServer;
    let database: string;
    let catalog: OpenCatalog;

    before(async function () {
      const found = await partmanServer(major);
      if (typeof found === 'string') {
        console.log(`      Skipped: ${found}`);
        this.skip();
      }
      [server, bed] = [found, found];
      if (major === 4) {
        await bed.query(`CREATE DATABASE ${cronDatabase}`);
      }
    });

    beforeEach(async () => {
      database = await bed.createDatabase('partman');
      await runAll(bed, database, [...tables, ...extension]);
      catalog = await openCatalog(bed, database);
    });

    afterEach(async () => {
      await catalog.close();
      await bed.query(`DROP DATABASE ${database} WITH (FORCE)`);
    });

    after(async () => {
      await server?.dispose();
    });

    const plan = async (values: FormValues): Promise<ScaffoldPlan> =>
      planOf(partitionMaintenanceScaffold, values, catalog);
    const apply = async ({ steps, problems }: ScaffoldPlan): Promise<void> => {
      assert.deepEqual(problems, []);
      await runAll(
        bed,
        database,
        steps.filter(({ present }) => present !== true).map(({ sql }) => sql),
      );
    };
    const undo = async ({ steps }: ScaffoldPlan): Promise<void> =>
      runAll(
        bed,
        database,
        steps.toReversed().flatMap(({ present, down }) => (present === true ? [] : (down ?? []))),
      );
    const ask = <Row extends Record<string, unknown>>(sql: string): Promise<Row[]> =>
      bed.query<Row>(sql, [], database);

    it('hands a table over, and takes it back with its rows, none lost and none twice', async () => {
      const made = await plan({ table: 'core.loans', start: '2024-01-01', retention: '24 months' });
      await apply(made);
      await ask(
        `INSERT INTO core.loans (ts, note) SELECT '2024-01-01 00:00+00'::timestamptz + i * interval '9 hours', 'x' FROM generate_series(1, 3000) AS i`,
      );
      await ask(`INSERT INTO core.loans (ts, note) VALUES ('1999-01-01', 'old')`);
      const [before] = await ask('SELECT json_agg(l ORDER BY id)::text AS rows FROM core.loans AS l');
      await undo(made);
      const [after] = await ask('SELECT json_agg(l ORDER BY id)::text AS rows FROM core.loans_undone AS l');
      assert.deepEqual(after, before);
      assert.deepEqual(await ask('SELECT FROM partman.part_config'), []);
      assert.deepEqual(await ask(`SELECT relid FROM pg_partition_tree('core.loans') WHERE level > 0`), []);
    });

    it('changes the settings of a table that it manages already, and changes them back', async () => {
      await apply(await plan({ table: 'core.loans' }));
      const config = () =>
        ask(
          'SELECT premake, retention, retention_schema, retention_keep_table, infinite_time_partitions FROM partman.part_config',
        );
      const before = await config();
      const made = await plan({ table: 'core.loans', premake: '7', retention: '2  years', then: 'drop' });
      assert.deepEqual(
        made.steps.map(({ present = false }) => present),
        [true, false],
      );
      await apply(made);
      assert.deepEqual(await config(), [
        {
          premake: 7,
          retention: '2 years',
          retention_schema: null,
          retention_keep_table: false,
          infinite_time_partitions: true,
        },
      ]);
      await undo(made);
      assert.deepEqual(await config(), before);
      const { problems } = await plan({ table: 'core.loans', every: 'day' });
      assert.match(problems[0]?.message ?? '', /^pg_partman makes partitions of 1 mon for this table/);
    });

    it('is obeyed by the maintenance', async () => {
      await apply(
        await plan({
          table: 'core.loans',
          start: '2020-01-01',
          retention: '1 month',
          then: 'drop',
          premake: '2',
        }),
      );
      const oldest = () =>
        ask<{ parts: number }>(
          `SELECT count(*)::int AS parts FROM pg_partition_tree('core.loans') WHERE relid::text ~ '2020'`,
        );
      assert.ok(((await oldest())[0]?.parts ?? 0) > 0);
      await ask('CALL partman.run_maintenance_proc()');
      assert.equal((await oldest())[0]?.parts, 0);
    });

    it('takes numbers', async () => {
      const made = await plan({ table: 'core.numbers', every: 'numbers', size: '100000' });
      await apply(made);
      assert.ok((await ask(`SELECT FROM pg_partition_tree('core.numbers') WHERE level > 0`)).length > 3);
      await undo(made);
      assert.deepEqual(await ask(`SELECT FROM pg_partition_tree('core.numbers') WHERE level > 0`), []);
    });

    it('warns the form of partitions of a table that it manages', async () => {
      await apply(await plan({ table: 'core.loans' }));
      const { warnings } = await planOf(
        partitionsScaffold,
        { table: 'core.loans', from: '2040-01-01', until: '2040-01-31' },
        catalog,
      );
      assert.match(
        warnings.find(({ rule }) => rule === 'managedByPartman')?.message ?? '',
        new RegExp(
          `^pg_partman ${major}\\..* manages loans: it makes a partition for each 1 mon, 4 ahead\\.`,
        ),
      );
    });

    const refused: readonly (readonly [string, readonly string[], FormValues, RegExp])[] = [
      [
        'partitions of its own',
        [
          `CREATE TABLE core.loans_x PARTITION OF core.loans FOR VALUES FROM ('2030-01-01') TO ('2030-02-01')`,
        ],
        { table: 'core.loans' },
        /^table: loans has a partition already/,
      ],
      ['months of a number', [], { table: 'core.numbers' }, /^every: id has the type bigint/],
      [
        'a key that may be NULL',
        ['CREATE TABLE core.lax (ts date) PARTITION BY RANGE (ts)'],
        { table: 'core.lax' },
        /^table: pg_partman needs ts to be NOT NULL/,
      ],
      [
        'a key of two columns',
        ['CREATE TABLE core.two (ts date NOT NULL, n int NOT NULL) PARTITION BY RANGE (ts, n)'],
        { table: 'core.two' },
        /^table: pg_partman takes ranges over one column/,
      ],
      [
        'a name with a dot',
        ['CREATE TABLE core."a.b" (ts date NOT NULL) PARTITION BY RANGE (ts)'],
        { table: 'core."a.b"' },
        /^table: pg_partman takes no names with a dot/,
      ],
      [
        'a schema that is not there',
        [],
        { table: 'core.loans', retention: '1 year', then: 'move', oldSchema: 'archive' },
        /^oldSchema: There is no schema archive/,
      ],
    ];
    for (const [title, statements, values, message] of refused) {
      it(`has a problem with ${title}`, async () => {
        await runAll(bed, database, statements);
        const { problems } = await plan(values);
        assert.match(
          problems.map(({ field, message: words }) => `${field ?? ''}: ${words}`).join('\n'),
          message,
        );
      });
    }

    it('does what specs say: property run', async () => {
      const specs: fc.Arbitrary<PartitionMaintenanceSpec> = fc
        .record({
          every: fc.constantFrom(...calendarUnits),
          premake: fc.integer({ min: 1, max: 6 }),
          start: fc.option(fc.constantFrom('2025-11-03', '2026-02-28'), { nil: undefined }),
          withDefault: fc.boolean(),
          retention: fc.option(fc.constantFrom('1 day', '18 months'), { nil: undefined }),
          then: fc.constantFrom('keep' as const, 'move' as const, 'drop' as const),
          infinite: fc.boolean(),
        })
        .map((partman) => ({
          table: { schema: 'core', name: 'loans' },
          partman: { ...partman, size: '', oldSchema: partman.retention === undefined ? '' : 'core' },
          maintain: undefined,
          analyze: undefined,
        }));
      const named: Scaffold<PartitionMaintenanceSpec, PartitionMaintenanceFacts> = {
        ...partitionMaintenanceScaffold,
        id: `partitionMaintenance by pg_partman ${major}`,
      };
      await propertyRun(
        named,
        specs,
        async ({ client }, { partman }) => {
          assert.ok(partman);
          const { rows } = await client.query(
            'SELECT partition_interval AS every, premake, retention, retention_keep_table AS keeps, retention_schema AS schema, infinite_time_partitions AS infinite FROM partman.part_config',
          );
          const { retention, then } = partman;
          assert.deepEqual(rows, [
            {
              every: storedInterval(partman),
              premake: partman.premake,
              retention: retention ?? null,
              keeps: retention === undefined || then !== 'drop',
              schema: retention !== undefined && then === 'move' ? 'core' : null,
              infinite: partman.infinite,
            },
          ]);
          const { rows: parts } = await client.query<{ bounds: number; others: number }>(
            `SELECT count(*) FILTER (WHERE b <> 'DEFAULT')::int AS bounds, count(*) FILTER (WHERE b = 'DEFAULT')::int AS others
               FROM (SELECT pg_get_expr(c.relpartbound, 0) AS b FROM pg_partition_tree('core.loans') t
                       JOIN pg_class c ON c.oid = t.relid WHERE t.level = 1) AS p`,
          );
          assert.ok((parts[0]?.bounds ?? 0) >= partman.premake);
          assert.equal(parts[0]?.others, partman.withDefault || major === 4 ? 1 : 0);
        },
        {
          server: bed,
          runs: Math.ceil(Number(process.env.LAKEHOUSE_PROPERTY_RUNS ?? 100) / 25),
          prepareOnce: [...tables, ...extension],
          afterDowns: async ({ client }) => {
            assert.deepEqual((await client.query('SELECT FROM partman.part_config')).rows, []);
          },
        },
      );
    });

    interface Fixture {
      readonly values: FormValues;
      /** What is there before. */
      readonly prepare?: () => Promise<unknown>;
    }
    const fixtures: Readonly<Record<string, Fixture>> = {
      cronIsElsewhere: { values: { table: 'core.loans', partman: false, analyze: true } },
      dropsOldRows: { values: { table: 'core.loans', retention: '1 year', then: 'drop' } },
      isPassedBy: {
        values: { table: 'core.loans' },
        prepare: async () => {
          await apply(await plan({ table: 'core.loans' }));
          await ask(`UPDATE partman.part_config SET automatic_maintenance = 'off'`);
        },
      },
      nobodyRunsIt: { values: { table: 'core.loans' } },
    };
    for (const { id } of maintenanceRules) {
      it(`warns by the rule ${id}`, async function () {
        if (id === 'cronIsElsewhere' && major === 5) {
          this.skip();
        }
        const fixture = fixtures[id];
        assert.ok(fixture, `The rule ${id} has no fixture.`);
        await fixture.prepare?.();
        const { warnings, problems } = await plan(fixture.values);
        assert.deepEqual(problems, []);
        assert.ok(warnings.some(({ rule }) => rule === id));
      });
    }

    it('does not say that the maintenance passes a table by that it looks after', async () => {
      await apply(await plan({ table: 'core.loans' }));
      const { warnings } = await plan({ table: 'core.loans' });
      assert.ok(!warnings.some(({ rule }) => rule === 'isPassedBy'));
    });
  });
}
