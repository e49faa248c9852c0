import assert from 'node:assert/strict';
import { partitionMaintenanceScaffold } from '../../../src/core/scaffold/partitionMaintenance/partitionMaintenanceScaffold';
import type { ScaffoldPlan } from '../../../src/core/scaffold/scaffold';
import type { FormValues } from '../../../src/core/scaffold/scaffoldForm';
import { openCatalog, type OpenCatalog, runAll } from '../../support/catalog';
import { cronDatabase, partmanServer } from '../../support/partman';
import type { TestServer } from '../../support/postgres';
import { maintainedTables, planOf } from '../../support/scaffold/planOf';

describe('scaffold partitionMaintenance: jobs of pg_cron', function () {
  this.timeout(600_000);
  let server: TestServer | undefined;
  let bed: TestServer;
  let here: OpenCatalog | undefined;

  before(async function () {
    const found = await partmanServer(4);
    if (typeof found === 'string') {
      console.log(`      Skipped: ${found}`);
      this.skip();
    }
    [server, bed] = [found, found];
    await bed.query(`CREATE DATABASE ${cronDatabase}`);
    await runAll(bed, cronDatabase, ['CREATE EXTENSION pg_cron', ...withPartman]);
    here = await openCatalog(bed, cronDatabase);
  });

  afterEach(async () => {
    await ask('SELECT cron.unschedule(jobid) FROM cron.job');
  });

  after(async () => {
    await here?.close();
    await server?.dispose();
  });

  const ask = <Row extends Record<string, unknown>>(sql: string): Promise<Row[]> =>
    bed.query<Row>(sql, [], cronDatabase);
  const plan = (values: FormValues = {}): Promise<ScaffoldPlan> => {
    assert.ok(here);
    return planOf(partitionMaintenanceScaffold, { ...jobs, ...values }, here);
  };
  const apply = async ({ steps, problems }: ScaffoldPlan): Promise<void> => {
    assert.deepEqual(problems, []);
    await runAll(
      bed,
      cronDatabase,
      steps.filter(({ present }) => present !== true).map(({ sql }) => sql),
    );
  };
  const undo = ({ steps }: ScaffoldPlan): Promise<void> =>
    runAll(
      bed,
      cronDatabase,
      steps.toReversed().flatMap(({ present, down }) => (present === true ? [] : (down ?? []))),
    );

  it('writes the job for the database of pg_cron, where that is another one', async () => {
    const database = await bed.createDatabase('elsewhere');
    await runAll(bed, database, withPartman);
    const catalog = await openCatalog(bed, database);
    try {
      const { steps, documents, warnings, problems } = await planOf(
        partitionMaintenanceScaffold,
        jobs,
        catalog,
      );
      assert.deepEqual([steps, problems], [[], []]);
      assert.ok(warnings.some(({ rule }) => rule === 'cronIsElsewhere'));
      assert.ok(documents?.[0]);
      assert.equal(documents[0].title, 'To run in the database jobs, where pg_cron is');
      await runAll(
        bed,
        cronDatabase,
        documents[0].text.split('\n').filter((line) => line.startsWith('SELECT')),
      );
      assert.deepEqual(await ask('SELECT jobname, schedule, command, database FROM cron.job ORDER BY 1'), [
        {
          jobname: `analyze core.loans in ${database}`,
          schedule: '30 2 * * *',
          command: 'ANALYZE core.loans',
          database,
        },
        {
          jobname: `pg_partman in ${database}`,
          schedule: '5 * * * *',
          command: 'CALL partman.run_maintenance_proc()',
          database,
        },
      ]);
    } finally {
      await catalog.close();
      await bed.query(`DROP DATABASE ${database} WITH (FORCE)`);
    }
  });

  it('schedules, changes and unschedules a job of this database', async () => {
    const seen = () => ask('SELECT jobname, schedule, database FROM cron.job ORDER BY 1');
    const first = await plan();
    await apply(first);
    const both = [
      { jobname: 'analyze core.loans in jobs', schedule: '30 2 * * *', database: 'jobs' },
      { jobname: 'pg_partman in jobs', schedule: '5 * * * *', database: 'jobs' },
    ];
    assert.deepEqual(await seen(), both);
    const changed = await plan({ analyzeAt: '@weekly' });
    assert.deepEqual(
      changed.steps.map(({ present = false, title }) => [present, title.split(' ')[0]]),
      [
        [true, 'Change'],
        [false, 'Change'],
      ],
    );
    await apply(changed);
    assert.equal((await seen())[0]?.['schedule'], '@weekly');
    await undo(changed);
    assert.deepEqual(await seen(), both);
    const { warnings } = await plan({ partman: true, maintain: false, analyze: false });
    assert.ok(!warnings.some(({ rule }) => rule === 'nobodyRunsIt'));
    await undo(first);
    assert.deepEqual(await seen(), []);
  });

  // To schedule a job again changes its time and its command, and nothing else.
  const kept: readonly (readonly [string, string, RegExp])[] = [
    [
      'rests',
      'SELECT cron.alter_job(jobid, active => false) FROM cron.job',
      /^Remove the job “analyze core\.loans in jobs”, which is not active$/,
    ],
    [
      'works in another database',
      `SELECT cron.alter_job(jobid, database => 'postgres') FROM cron.job`,
      /^Remove the job “analyze core\.loans in jobs”, which works in the database postgres$/,
    ],
  ];
  for (const [title, change, removed] of kept) {
    it(`replaces a job that ${title}, and brings it back as it was`, async () => {
      const seen = () => ask('SELECT jobname, schedule, command, database, active FROM cron.job');
      await apply(await plan({ maintain: false, analyzeAt: '@monthly' }));
      await ask(change);
      const before = await seen();
      const made = await plan({ maintain: false });
      assert.equal(made.steps.length, 2);
      assert.match(made.steps[0]?.title ?? '', removed);
      await apply(made);
      assert.deepEqual(await seen(), [
        {
          jobname: 'analyze core.loans in jobs',
          schedule: '30 2 * * *',
          command: 'ANALYZE core.loans',
          database: 'jobs',
          active: true,
        },
      ]);
      assert.deepEqual(
        (await plan({ maintain: false })).steps.map(({ present }) => present),
        [true],
      );
      await undo(made);
      assert.deepEqual(await seen(), before);
    });
  }

  it('leaves a job of the same name alone that is somebody else’s', async () => {
    await bed.query('CREATE ROLE keeper LOGIN');
    try {
      await ask(
        `SELECT cron.schedule_in_database('analyze core.loans in jobs', '@hourly', 'SELECT 1', 'jobs', 'keeper')`,
      );
      const seen = () => ask('SELECT username, schedule, command FROM cron.job ORDER BY jobid');
      const before = await seen();
      const made = await plan({ maintain: false });
      assert.match(made.steps[0]?.title ?? '', /^Schedule the job/);
      await apply(made);
      assert.equal((await seen()).length, 2);
      assert.deepEqual((await seen()).slice(0, 1), before);
      await undo(made);
      assert.deepEqual(await seen(), before);
    } finally {
      await ask('SELECT cron.unschedule(jobid) FROM cron.job');
      await bed.query('DROP ROLE keeper');
    }
  });
});

const withPartman = [
  ...maintainedTables,
  'CREATE SCHEMA partman',
  'CREATE EXTENSION pg_partman SCHEMA partman',
];

const jobs: FormValues = { table: 'core.loans', partman: false, maintain: true, analyze: true };
