import assert from 'node:assert/strict';
import { isCancellation, neverCancelled } from '../../../../src/base/cancelSignal';
import { Deferred } from '../../../../src/base/deferred';
import type { Database } from '../../../../src/core/ports';
import type { Scaffold, ScaffoldStep } from '../../../../src/core/scaffold/scaffold';
import type { FormValues } from '../../../../src/core/scaffold/scaffoldForm';
import { type AnyScaffold, anyScaffold, scaffoldEntry } from '../../../../src/core/scaffold/scaffolds';
import { Connector } from '../../../../src/node/pg/connector';
import { scramVerifier } from '../../../../src/node/scaffold/scramVerifier';
import { PgParser } from '../../../../src/node/sql/pgParser';
import type { RunView } from '../../../../src/protocol/scaffold';
import { tryOnServer } from '../../../../src/vscode/scaffold/scaffoldTrials';
import { ScaffoldWork, type ScaffoldWorkParts } from '../../../../src/vscode/scaffold/scaffoldWork';
import { openCatalog, type OpenCatalog } from '../../../support/catalog';
import type { TestServer } from '../../../support/postgres';
import { passwords, profileFor } from '../../../support/sessions';
import { sharedServer } from '../../../support/sharedServer';
import { startTcpProxy } from '../../../support/tcpProxy';

type Question = Parameters<ScaffoldWorkParts['confirm']>[0];

describe('applying a scaffold', () => {
  const parser = new PgParser();
  let server: TestServer;
  let database: string;
  let catalog: OpenCatalog;
  let connectors: Connector[];
  let asked: Question[];
  let answer: boolean;
  let runs: RunView[];

  const sql = (text: string) => server.query<Record<string, unknown>>(text, [], database);
  const schemas = async () =>
    (await sql(`SELECT nspname FROM pg_namespace WHERE nspname ~ '^s' ORDER BY 1`)).map(
      (row) => row['nspname'],
    );

  before(async () => {
    server = await sharedServer();
  });

  beforeEach(async () => {
    [asked, runs, connectors, answer] = [[], [], [], true];
    database = await server.createDatabase('apply');
    catalog = await openCatalog(server, database);
  });

  afterEach(async () => {
    await catalog.close();
    await Promise.all(connectors.map((connector) => connector.close()));
  });

  function parts(scaffold: AnyScaffold, changes: Partial<ScaffoldWorkParts> = {}, port = server.port) {
    const all: ScaffoldWorkParts = {
      scaffold,
      profile: () => ({ name: 'W', environment: 'development', readOnly: false }),
      database: () => Promise.resolve<Database>(catalog),
      openSession: () => {
        const profile = profileFor(server, { database, port });
        const connector = new Connector(profile, passwords(server.password, server.password));
        connectors.push(connector);
        return connector.openSession(neverCancelled);
      },
      parser: () => Promise.resolve(parser),
      confirm: (question) => {
        asked.push(question);
        return Promise.resolve(answer);
      },
      askPassword: () => Promise.resolve('a new password'),
      verifier: scramVerifier,
      describe: (error) => (error instanceof Error ? error.message : String(error)),
      ran: (view) => void runs.push(view),
      ...changes,
    };
    return all;
  }

  async function previewed(
    scaffold: AnyScaffold,
    changes: Partial<ScaffoldWorkParts> = {},
    values: FormValues = {},
  ) {
    const work = new ScaffoldWork(parts(scaffold, changes));
    const preview = await work.preview(values, neverCancelled);
    assert.equal(preview.kind, 'plan');
    return { work, preview, apply: () => work.apply(values) };
  }

  const states = () => runs.at(-1)?.steps.map(({ state }) => state);
  const message = () => runs.at(-1)?.message;

  it('runs everything in one transaction, and takes it back', async () => {
    const { work, apply } = await previewed(fixed('s1', 's2'));
    await apply();
    assert.deepEqual(await schemas(), ['s1', 's2']);
    assert.deepEqual([states(), message()], [['done', 'done'], 'Done. Every step ran.']);
    assert.equal(asked.length, 0);
    assert.equal(runs.at(-1)?.undoable, true);
    await work.undo();
    assert.deepEqual(await schemas(), []);
    assert.match(asked[0]?.detail ?? '', /DROP SCHEMA s2;\nDROP SCHEMA s1;/);
    assert.equal(runs.at(-1)?.undoable, false);
  });

  it('leaves nothing of a transaction in which a step fails', async () => {
    const { apply } = await previewed(fixed('s1', 'public', 's2'));
    await apply();
    assert.deepEqual(await schemas(), []);
    assert.deepEqual(states(), ['rolledBack', 'failed', 'waiting']);
    assert.equal(message(), 'schema "public" already exists Nothing was changed.');
  });

  it('runs what refuses a transaction by itself, keeps what is done, and goes on from there', async () => {
    await sql('CREATE TABLE t (id int)');
    await sql('INSERT INTO t VALUES (1), (1)');
    const scaffold = resumable();
    const { work, apply } = await previewed(scaffold);
    await apply();
    assert.deepEqual(states(), ['done', 'failed', 'waiting']);
    assert.match(message() ?? '', /could not create unique index.*What ran before stays/s);
    await sql('DELETE FROM t');
    await sql('DROP INDEX t_id');
    const again = await work.preview({}, neverCancelled);
    assert.deepEqual(again.kind === 'plan' && again.plan.steps.map(({ present }) => present), [
      true,
      false,
      false,
    ]);
    await apply();
    assert.deepEqual(states(), ['done', 'done']);
    assert.deepEqual(await schemas(), ['s1', 's2']);
    await work.undo();
    assert.deepEqual(await schemas(), []);
    assert.deepEqual(await sql(`SELECT FROM pg_class WHERE relname = 't_id'`), []);
  });

  it('sends nothing when somebody changed the database since the preview', async () => {
    const entry = await scaffoldEntry('schema')?.load();
    assert.ok(entry);
    const values = { name: 's1', owner: '', comment: 'Ours' };
    const { apply, work } = await previewed(entry, {}, values);
    await sql('CREATE SCHEMA s1');
    await apply();
    assert.match(message() ?? '', /^Nothing was sent: somebody changed/);
    assert.deepEqual(await sql(`SELECT obj_description('s1'::regnamespace) AS comment`), [{ comment: null }]);
    await assert.rejects(apply(), /Look at the SQL/);
    await work.preview(values, neverCancelled);
    await apply();
    assert.deepEqual(await sql(`SELECT obj_description('s1'::regnamespace) AS comment`), [
      { comment: 'Ours' },
    ]);
  });

  it('sends nothing when what takes it back is no longer what was seen', async () => {
    const entry = await scaffoldEntry('schema')?.load();
    assert.ok(entry);
    await sql('CREATE SCHEMA s1');
    const { apply } = await previewed(entry, {}, { name: 's1', owner: '', comment: 'Ours' });
    await sql(`COMMENT ON SCHEMA s1 IS 'Theirs'`);
    await apply();
    assert.match(message() ?? '', /^Nothing was sent: somebody changed/);
  });

  it('can be undone later when undoing was refused', async () => {
    const { work, apply } = await previewed(fixed('s1', 's2'));
    await apply();
    await sql('CREATE TABLE s1.theirs ()');
    await work.undo();
    assert.match(message() ?? '', /other objects depend on it.*Nothing was changed/s);
    assert.deepEqual([await schemas(), runs.at(-1)?.undoable], [['s1', 's2'], true]);
    await sql('DROP TABLE s1.theirs');
    await work.undo();
    assert.deepEqual([await schemas(), runs.at(-1)?.undoable], [[], false]);
  });

  it('runs one thing at a time, also while a question is open', async () => {
    const answered = new Deferred<boolean>();
    const { apply } = await previewed(fixed('s1'), {
      profile: () => ({ name: 'P', environment: 'production', readOnly: false }),
      confirm: () => answered.promise,
    });
    const first = apply();
    await assert.rejects(apply(), /is being applied already/);
    answered.resolve(true);
    await first;
    assert.deepEqual([await schemas(), states(), connectors.length], [['s1'], ['done'], 1]);
  });

  it('sends nothing when it was stopped before the question was answered', async () => {
    const answered = new Deferred<boolean>();
    const { work, apply } = await previewed(fixed('s1'), {
      profile: () => ({ name: 'P', environment: 'production', readOnly: false }),
      confirm: () => answered.promise,
    });
    const first = apply();
    work.stop();
    answered.resolve(true);
    await assert.rejects(first, isCancellation);
    assert.deepEqual([await schemas(), connectors.length], [[], 0]);
  });

  it('stops the statement that runs, and says what a statement without a transaction may leave', async () => {
    const slow = steps([{ title: 'Wait', sql: 'SELECT pg_sleep(600)', down: [], alone: true }]);
    const { work, apply } = await previewed(slow, {
      ran: (view) => {
        runs.push(view);
        if (view.steps[0]?.state === 'running') {
          work.stop();
        }
      },
    });
    await apply();
    assert.deepEqual(states(), ['failed']);
    assert.equal(
      message(),
      'Cancelled. The statement may have left a part of its work behind; the SQL below shows what is there now.',
    );
  });

  it('runs only what was previewed for these very values', async () => {
    const { work } = await previewed(fixed('s1'), {}, { a: '1' });
    await assert.rejects(work.apply({ a: '2' }), /The form was changed/);
    assert.deepEqual(await schemas(), []);
  });

  it('asks on production and for what cannot be undone, and sends nothing when declined', async () => {
    answer = false;
    const production = {
      profile: () => ({ name: 'P', environment: 'production', readOnly: false }) as const,
    };
    const first = await previewed(fixed('s1'), production);
    await assert.rejects(first.apply(), /Cancelled/);
    assert.match(asked[0]?.message ?? '', /on P, which is production\?/);
    const losing = steps([
      { title: 'Lose', sql: 'DROP TABLE gone', down: undefined, irreversible: 'All rows are lost.' },
    ]);
    const second = await previewed(losing);
    await assert.rejects(second.apply(), /Cancelled/);
    assert.match(asked[1]?.detail ?? '', /All rows are lost\./);
    assert.equal(connectors.length, 0);
  });

  it('never runs on a read-only connection', async () => {
    const readOnly = { profile: () => ({ name: 'R', environment: 'local', readOnly: true }) as const };
    const { apply } = await previewed(fixed('s1'), readOnly);
    await assert.rejects(apply(), /R is read-only, and nothing was sent/);
    await assert.rejects(
      tryOnServer(parts(fixed('s1'), readOnly), { steps: [], warnings: [], problems: [] }, neverCancelled),
      /read-only/,
    );
    assert.equal(connectors.length, 0);
  });

  it('refuses a step that is not one statement, or not marked as it must be', async () => {
    for (const [text, problem] of [
      ['CREATE SCHEMA s1; CREATE SCHEMA s2', /not exactly one statement/],
      ['CREATE SCHEMA', /syntax error/],
      ['CREATE INDEX CONCURRENTLY i ON t (id)', /refuses it inside a transaction/],
    ] as const) {
      const { apply } = await previewed(steps([{ title: 'x', sql: text, down: [] }]));
      await assert.rejects(apply(), problem);
    }
    assert.equal(connectors.length, 0);
  });

  it('gives a login its password without the password leaving this side', async () => {
    const role = `s_login_${String(process.pid)}`;
    const { preview, apply } = await previewed(
      steps([
        { title: 'Login', sql: `CREATE ROLE ${role} LOGIN`, down: [`DROP ROLE ${role}`], passwordOf: role },
      ]),
    );
    await apply();
    assert.deepEqual(states(), ['done']);
    const as = await openCatalog(server, database, { user: role, password: 'a new password' });
    await as.close();
    assert.doesNotMatch(JSON.stringify([preview, runs]), /a new password|SCRAM/);
    await sql(`DROP ROLE ${role}`);
  });

  it('says that nothing was changed when the line breaks inside a transaction', async () => {
    const proxy = await startTcpProxy(server);
    try {
      const scaffold = fixed('s1', 's2');
      const through = parts(scaffold, {}, proxy.port);
      const work = new ScaffoldWork({
        ...through,
        ran: (view) => {
          runs.push(view);
          if (view.steps[1]?.state === 'running') {
            proxy.reset();
          }
        },
      });
      await work.preview({}, neverCancelled);
      await work.apply({});
      assert.equal(states()?.[0], 'rolledBack');
      assert.match(message() ?? '', /Nothing was changed\.$/);
      assert.deepEqual(await schemas(), []);
    } finally {
      await proxy.dispose();
    }
  });

  it('tries on the server and leaves nothing, not even when it works', async () => {
    await sql('CREATE TABLE small (id int)');
    await sql(
      "CREATE TABLE large AS SELECT i AS id, repeat('x', 900) AS t FROM generate_series(1, 15000) AS i",
    );
    const scaffold = steps([
      { title: 'Schema', sql: 'CREATE SCHEMA s1', down: ['DROP SCHEMA s1'] },
      { title: 'Index', sql: 'CREATE INDEX i ON public.small (id)', down: ['DROP INDEX public.i'] },
    ]);
    const { preview } = await previewed(scaffold);
    const report = await tryOnServer(parts(scaffold), preview.plan, neverCancelled);
    assert.deepEqual(report.steps, [{ kind: 'worked' }, { kind: 'worked' }]);
    assert.deepEqual(report.undone, { kind: 'worked' });
    assert.match(report.where, /^PostgreSQL \d/);
    assert.deepEqual(await schemas(), []);
    const heavy = steps([
      { title: 'Index', sql: 'CREATE INDEX i ON public.large (id)', down: ['DROP INDEX public.i'] },
      { title: 'Schema', sql: 'CREATE SCHEMA s1', down: ['DROP SCHEMA s1'] },
    ]);
    const left = await previewed(heavy);
    const refused = await tryOnServer(parts(heavy), left.preview.plan, neverCancelled);
    assert.match(JSON.stringify(refused.steps), /It reads all rows of public\.large \(1\d(\.\d)? MB\)/);
    assert.equal(refused.steps[1]?.kind, 'notTried');
    const failing = steps([{ title: 'x', sql: 'CREATE TABLE public.small (id int)', down: [] }]);
    const last = await previewed(failing);
    const failed = await tryOnServer(parts(failing), last.preview.plan, neverCancelled);
    assert.deepEqual(failed.steps, [{ kind: 'failed', message: 'relation "small" already exists' }]);
  });
});

function steps(all: readonly ScaffoldStep[]): AnyScaffold {
  const scaffold: Scaffold<FormValues, null> = {
    id: 'fixed',
    title: 'Fixed steps',
    explain: '',
    form: [],
    spec: (spec) => ({ kind: 'spec', spec }),
    facts: () => Promise.resolve(null),
    generate: () => ({ steps: all, warnings: [], problems: [] }),
  };
  return anyScaffold(scaffold);
}

function fixed(...names: readonly string[]): AnyScaffold {
  return steps(
    names.map((name) => ({
      title: `Create schema ${name}`,
      sql: `CREATE SCHEMA ${name}`,
      down: [`DROP SCHEMA ${name}`],
    })),
  );
}

/** A schema, an index that is built by itself, and another schema, each of which is seen when it is there. */
function resumable(): AnyScaffold {
  const scaffold: Scaffold<FormValues, readonly string[]> = {
    id: 'resumable',
    title: 'Resumable steps',
    explain: '',
    form: [],
    spec: (spec) => ({ kind: 'spec', spec }),
    facts: (database, _, signal) =>
      database.read(
        {
          name: 'resumable',
          text: `SELECT nspname FROM pg_catalog.pg_namespace UNION SELECT relname FROM pg_catalog.pg_class`,
          values: [],
          row: ([name]) => name ?? '',
        },
        signal,
      ),
    generate: (_, found) => ({
      steps: [
        { title: 'One', sql: 'CREATE SCHEMA s1', down: ['DROP SCHEMA s1'], present: found.includes('s1') },
        {
          title: 'Index',
          sql: 'CREATE UNIQUE INDEX CONCURRENTLY t_id ON t (id)',
          down: ['DROP INDEX CONCURRENTLY t_id'],
          alone: true,
          present: found.includes('t_id'),
        },
        { title: 'Two', sql: 'CREATE SCHEMA s2', down: ['DROP SCHEMA s2'], present: found.includes('s2') },
      ],
      warnings: [],
      problems: [],
    }),
  };
  return anyScaffold(scaffold);
}
