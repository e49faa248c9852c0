import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { type HypotheticalTrial, tryHypothetical } from '../../../../src/core/plan/verify/tryHypothetical';
import { debianPostgres } from '../../../support/debianPostgres';
import { startPostgres, type TestServer } from '../../../support/postgres';
import { run } from '../../../support/sessions';
import { TrialBed } from '../../../support/trials';

const debian = debianPostgres('hypopg');

/** The servers from npm have no HypoPG: without Debian's, these tests cannot run. */
const suite =
  typeof debian === 'string'
    ? `Trying a hypothetical index (skipped: ${debian})`
    : 'Trying a hypothetical index';

describe(suite, function () {
  let server: TestServer | undefined;
  let bed: TrialBed;

  before(async function () {
    if (typeof debian === 'string') {
      this.skip();
    }
    server = await startPostgres({ major: 15, binaries: debian });
    const setup = [
      'create schema extensions',
      'create extension hypopg schema extensions',
      'create table rows as select g as id, g % 1000 as k from generate_series(1, 100000) g',
      'analyze rows',
    ];
    for (const sql of setup) {
      await server.query(sql);
    }
    bed = await TrialBed.open(server, {});
  });

  after(async () => {
    if (server) {
      await bed.close();
      await server.dispose();
    }
  });

  async function tried(text: string, indexSql: string, changes: Partial<HypotheticalTrial> = {}) {
    const facts = await bed.facts({ schema: 'public', relation: 'rows' });
    assert.equal(facts.hypopg, 'extensions');
    const request = changes.request ?? (await bed.request(text));
    const trial = { indexSql, hypopg: facts.hypopg, request, progress: () => undefined, ...changes };
    return tryHypothetical(bed.session, trial, neverCancelled);
  }

  async function hypothetical(): Promise<readonly unknown[]> {
    return (await run(bed.session, 'select am_name from extensions.hypopg_list_indexes order by 1')).rows;
  }

  it('compares costs only, and lets the index go', async () => {
    const trial = await tried('select * from rows where id = 7', 'create index on public.rows (id)');
    assert.match(trial.verdict.sentence, /^Tried with a hypothetical index: it helps\. Cost [\d,.]+ before/);
    assert.match(trial.after, /"Index Name": "<\d+>btree_rows_id"/);
    assert.doesNotMatch(trial.after, /Actual/);
    assert.deepEqual(await hypothetical(), []);
    assert.equal(bed.session.transaction, 'idle');
  });

  it('says that the planner does not use an index', async () => {
    const trial = await tried('select * from rows where id > 0', 'create index on public.rows (id)');
    assert.equal(trial.verdict.kind, 'notUsed');
  });

  it('leaves the hypothetical indexes of the user, and works on a read-only connection', async () => {
    await run(bed.session, `select extensions.hypopg_create_index('create index on rows using hash (k)')`);
    const request = await bed.request('select * from rows where id = 7', true, true);
    await tried('', 'create index on public.rows (id)', { request });
    assert.deepEqual(await hypothetical(), [['hash']]);
    await run(bed.session, 'select extensions.hypopg_reset()');
  });

  it('leaves nothing after an error, inside an open transaction', async () => {
    await run(bed.session, 'begin');
    await assert.rejects(tried('select * from rows where id = 7', 'create index on public.rows (nothing)'));
    assert.equal(bed.session.transaction, 'inTransaction');
    const request = await bed.request('select * from rows where id = 7');
    const broken = { ...request, statement: 'select * from missing' };
    await assert.rejects(tried('select 1', 'create index on public.rows (id)', { request: broken }), {
      code: '42P01',
    });
    assert.deepEqual(await hypothetical(), []);
    await run(bed.session, 'rollback');
  });
});
