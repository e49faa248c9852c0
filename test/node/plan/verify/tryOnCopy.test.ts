import assert from 'node:assert/strict';
import { Client } from 'pg';
import { CancelledError, neverCancelled } from '../../../../src/base/cancelSignal';
import { UserError } from '../../../../src/base/userError';
import { parseJsonPlan } from '../../../../src/core/plan/parseJson';
import { createScratchSchema } from '../../../../src/core/plan/verify/scratchSchema';
import { tryOnCopy } from '../../../../src/core/plan/verify/tryOnCopy';
import { catalogSnapshot, snapshotDifference } from '../../../support/catalogSnapshot';
import { eventually } from '../../../support/eventually';
import type { TestServer } from '../../../support/postgres';
import { run } from '../../../support/sessions';
import { sharedServer } from '../../../support/sharedServer';
import { TrialBed } from '../../../support/trials';

const orders = { schema: 'marts', relation: 'orders' };
const odd = { schema: 'Odd "Schema"', relation: 'Näme USING x' };

/** 30,000 rows: small enough to be quick, large enough for an index to matter. */
const setup = [
  'create schema marts',
  `create table marts.orders (id int generated always as identity primary key, customer int not null, note text,
     twice int generated always as (customer * 2) stored, gone int)`,
  'alter table marts.orders drop column gone',
  `insert into marts.orders (customer, note) select g % 20000, md5(g::text) from generate_series(1, 30000) g`,
  'create index "by note" on marts.orders (lower(note)) where id > 0',
  'alter table marts.orders alter customer set statistics 250',
  'create statistics marts.orders_stats on customer, note from marts.orders',
  'create view marts.orders_view as select * from marts.orders',
  `create schema "Odd ""Schema"""`,
  `create table "Odd ""Schema"""."Näme USING x" ("Ke""y" int, v text)`,
  `insert into "Odd ""Schema"""."Näme USING x" select g % 20000, md5(g::text) from generate_series(1, 30000) g`,
  `create index "Idx ON USING" on "Odd ""Schema"""."Näme USING x" (v)`,
];

describe('Trying an index on a copy of the table', () => {
  let server: TestServer;
  let database: string;
  let bed: TrialBed;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('trial');
    for (const sql of setup) {
      await server.query(sql, [], database);
    }
    await server.query('vacuum analyze', [], database);
  });

  beforeEach(async () => {
    bed = await TrialBed.open(server, { database });
  });

  afterEach(async () => {
    await bed.close();
    assert.deepEqual(await trialSchemas(), []);
  });

  async function trialSchemas(): Promise<readonly unknown[]> {
    const rows = await server.query<{ nspname: string }>(
      `select nspname from pg_namespace where nspname like 'lakehouse%' order by nspname`,
      [],
      database,
    );
    return rows.map(({ nspname }) => nspname);
  }

  /** The catalog, and what VACUUM, ANALYZE and writes leave behind on the tables. */
  async function state(): Promise<readonly string[]> {
    const client = new Client({ connectionString: server.url(database) });
    await client.connect();
    try {
      const { rows } = await client.query<{ line: string }>(
        `select format('%s %s %s %s %s %s', c.oid::regclass, c.relpages, c.reltuples, c.relallvisible, c.relfilenode,
                (select md5(string_agg(s::text, ',' order by s.staattnum)) from pg_statistic s where s.starelid = c.oid)) as line
           from pg_class c where c.oid >= 16384 order by 1`,
      );
      return [...(await catalogSnapshot(client)), ...rows.map(({ line }) => line)];
    } finally {
      await client.end();
    }
  }

  it('proves that an index helps, and leaves nothing behind', async () => {
    const before = await state();
    const trial = await bed.tryOnCopy(orders, 'select * from marts.orders where customer = 7', 'customer');
    assert.equal(trial.verdict.kind, 'helps');
    assert.match(trial.verdict.sentence, /^Tried on a copy: it helps\. [\d.]+ ms before, 0\.\d+ ms after/);
    assert.match(
      trial.notes.join(' '),
      /all of its ~30k rows \([\d.]+ MB\).*The index takes .* and was built in/,
    );
    const [left, right] = [trial.before, trial.after].map((text) => parseJsonPlan(text).value?.results[0]);
    assert.ok(left?.kind === 'plan' && right?.kind === 'plan');
    assert.deepEqual(
      [left, right].map((plan) => plan.nodes.some(({ nodeType }) => nodeType === 'Seq Scan')),
      [true, false],
    );
    assert.equal(right.nodes.at(-1)?.indexName, 'orders_customer_idx');
    assert.deepEqual(snapshotDifference(before, await state()), []);
    assert.deepEqual(bed.progress, [
      `Copying ${/all of its ~30k rows \([^)]*\)/.exec(bed.progress[0] ?? '')?.[0] ?? ''} of marts.orders…`,
      'Building the indexes that the table has (1 of 2)…',
      'Building the indexes that the table has (2 of 2)…',
      'Gathering statistics of the copy…',
      'The plan on the copy as it is…',
      'Building the proposed index…',
      'The plan on the copy with the index…',
      'Dropping the copy…',
    ]);
    assert.equal(bed.session.transaction, 'idle');
    const [path] = (await run(bed.session, 'show search_path')).rows;
    assert.deepEqual(path, ['"$user", public']);
  });

  it('says that an index does not help which the planner does not use', async () => {
    const trial = await bed.tryOnCopy(orders, 'select * from marts.orders where customer >= 0', 'customer');
    assert.equal(trial.verdict.kind, 'notUsed');
    assert.match(trial.verdict.sentence, /^Tried on a copy: no gain\. The planner does not use the index/);
  });

  it('plans with the indexes, generated columns and statistics targets of the table', async () => {
    const text = `select twice from marts.orders where lower(note) = 'x' and id > 0`;
    const trial = await bed.tryOnCopy(orders, text, 'customer');
    assert.match(trial.before, /"Index Name": "by note"/);
    assert.equal(trial.verdict.kind, 'notUsed');
  });

  it('finds the table by the search path, and keeps the names of common table expressions', async () => {
    await run(bed.session, 'set search_path = marts');
    const text = 'with customer as (select 7 as n) select * from orders, customer where customer = n';
    assert.equal(
      (await bed.tryOnCopy(orders, text.replace('customer = n', 'orders.customer = n'), 'customer')).verdict
        .kind,
      'helps',
    );
  });

  it('takes names that need quotes', async () => {
    const text = `select * from "Odd ""Schema"""."Näme USING x" where "Ke""y" = 5`;
    assert.equal((await bed.tryOnCopy(odd, text, '"Ke""y"')).verdict.kind, 'helps');
  });

  it('changes only the copy with an UPDATE, and works inside an open transaction', async () => {
    await run(bed.session, 'begin');
    await run(bed.session, 'create temporary table mine as select 1 as n');
    const text = `update marts.orders set note = 'changed' where customer = 7`;
    assert.equal((await bed.tryOnCopy(orders, text, 'customer')).verdict.kind, 'helps');
    assert.equal(bed.session.transaction, 'inTransaction');
    const { rows } = await run(
      bed.session,
      `select (select count(*) from marts.orders where note = 'changed'), (select n from mine)`,
    );
    assert.deepEqual(rows, [['0', '1']]);
    await run(bed.session, 'rollback');
  });

  it('compares costs when the statement is not to be executed', async () => {
    const request = await bed.request('select * from marts.orders where customer = 7', false);
    const trial = await bed.tryOnCopy(orders, '', 'customer', { request });
    assert.match(trial.verdict.sentence, /^Tried on a copy: it helps\. Cost /);
  });

  it('writes for the copy alone on a read-only connection', async () => {
    await bed.close();
    bed = await TrialBed.open(server, { database, readOnly: true });
    const request = await bed.request('select * from marts.orders where customer = 7', true, true);
    assert.equal((await bed.tryOnCopy(orders, '', 'customer', { request })).verdict.kind, 'helps');
    await assert.rejects(run(bed.session, 'create table x ()'), { code: '25006' });
  });

  it('lets the role of the session read the copy', async () => {
    await server.query('create role trial_reader', [], database);
    await server.query('grant usage on schema marts to trial_reader', [], database);
    await server.query('grant select on marts.orders to trial_reader', [], database);
    await run(bed.session, 'set role trial_reader');
    const trial = await bed.tryOnCopy(orders, 'select * from marts.orders where customer = 7', 'customer');
    assert.equal(trial.verdict.kind, 'helps');
    await run(bed.session, 'reset role');
    await server.query('drop owned by trial_reader', [], database);
    await server.query('drop role trial_reader');
  });

  it('refuses a statement that reads the table through a view', async () => {
    await assert.rejects(
      bed.tryOnCopy(orders, 'select * from marts.orders_view where customer = 7', 'customer'),
      (error) => error instanceof UserError && /through a view/.test(error.message),
    );
  });

  it('drops the copy when the index cannot be built, and says why', async () => {
    const text = 'select * from marts.orders where customer = 7';
    await assert.rejects(bed.tryOnCopy(orders, text, 'no_such_column'), { code: '42703' });
    await assert.rejects(
      bed.tryOnCopy(orders, text, 'customer); drop table marts.orders; --'),
      (error) => error instanceof UserError && /one CREATE INDEX/.test(error.message),
    );
  });

  for (const step of [
    'Copying',
    'Building the indexes',
    'Building the proposed',
    'The plan on the copy with',
  ]) {
    it(`drops the copy after a cancel at "${step}…"`, async () => {
      const abort = new AbortController();
      const progress = (sentence: string) => {
        if (sentence.startsWith(step)) {
          abort.abort(new CancelledError());
        }
      };
      const trial = await bed.trial(orders, 'select * from marts.orders where customer = 7', 'customer', {
        progress,
      });
      await assert.rejects(tryOnCopy(trial, abort.signal), { name: 'CancelledError' });
      assert.equal(bed.session.transaction, 'idle');
    });
  }

  it('drops the copy on another session when the line was lost', async () => {
    const trial = await bed.trial(orders, 'select * from marts.orders where customer = 7', 'customer', {
      progress: (sentence) => {
        if (sentence.startsWith('Building the proposed')) {
          bed.line.reset();
        }
      },
    });
    await assert.rejects(tryOnCopy(trial, neverCancelled));
    assert.equal(bed.builders.length, 2);
    assert.deepEqual(bed.warnings, []);
  });

  it('removes what a crashed session left, and nothing that is in use', async () => {
    const text = 'select * from marts.orders where customer = 7';
    let opened = 0;
    const crashed = await bed.trial(orders, text, 'customer', {
      openBuilder: () => (opened++ === 0 ? bed.openBuilder() : Promise.reject(new Error('gone'))),
      progress: (sentence) => {
        if (sentence.startsWith('Building the proposed')) {
          bed.line.reset();
        }
      },
    });
    await assert.rejects(tryOnCopy(crashed, neverCancelled));
    assert.match(bed.warnings.join(), new RegExp(`${crashed.plan.schema} could not be dropped now`));
    assert.deepEqual(await trialSchemas(), [crashed.plan.schema]);
    // Called like ours, but not ours; and one that another window uses.
    await server.query('create schema lakehouse_trial_of_mine', [], database);
    const living = await bed.openBuilder();
    await createScratchSchema(living, 'lakehouse_trial_living');
    const second = await bed.tryOnCopy(orders, text, 'customer');
    assert.match(second.notes.at(-1) ?? '', new RegExp(`removed: ${crashed.plan.schema}\\.$`));
    assert.deepEqual(await trialSchemas(), ['lakehouse_trial_living', 'lakehouse_trial_of_mine']);
    await living.close();
    await server.query('drop schema lakehouse_trial_of_mine', [], database);
    assert.ok(
      await eventually(async () => {
        await bed.tryOnCopy(orders, text, 'customer');
        return (await trialSchemas()).length === 0;
      }),
    );
  });
});
