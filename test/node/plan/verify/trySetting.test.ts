import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { UserError } from '../../../../src/base/userError';
import { trySetting } from '../../../../src/core/plan/verify/trySetting';
import { run } from '../../../support/sessions';
import { sharedServer } from '../../../support/sharedServer';
import { TrialBed } from '../../../support/trials';

describe('Trying a setting for one transaction', () => {
  let bed: TrialBed;
  const progress = () => undefined;

  before(async () => {
    const server = await sharedServer();
    const database = await server.createDatabase('setting');
    const setup = [
      `create table rows as select g as id, md5(g::text) as v from generate_series(1, 60000) g`,
      'analyze rows',
    ];
    for (const sql of setup) {
      await server.query(sql, [], database);
    }
    bed = await TrialBed.open(server, { database });
    await run(bed.session, `set work_mem = '64kB'`);
  });

  after(() => bed.close());

  async function tried(text: string, name: string, value: string, analyze = true) {
    const request = await bed.request(text, analyze);
    return trySetting(bed.session, request, { proposal: { name, value }, progress }, neverCancelled);
  }

  async function shown(name: string): Promise<string | null | undefined> {
    return (await run(bed.session, `show ${name}`)).rows[0]?.[0];
  }

  it('shows that more memory keeps a sort from the disk, and leaves the session as it was', async () => {
    const trial = await tried('select * from rows order by v', 'work_mem', '64MB');
    assert.match(trial.before, /"Sort Space Type": "Disk"/);
    assert.match(trial.after, /"Sort Space Type": "Memory"/);
    assert.match(trial.verdict.sentence, /^Tried in a transaction that was rolled back: /);
    assert.equal(await shown('work_mem'), '64kB');
    assert.equal(bed.session.transaction, 'idle');
  });

  it('leaves an open transaction as it was', async () => {
    await run(bed.session, 'begin');
    await run(bed.session, `set local work_mem = '128kB'`);
    await tried('select * from rows order by v', 'work_mem', '64MB');
    assert.equal(await shown('work_mem'), '128kB');
    assert.equal(bed.session.transaction, 'inTransaction');
    await run(bed.session, 'rollback');
  });

  it('says that a setting does not help', async () => {
    const trial = await tried('select count(*) from rows where id < 0', 'enable_hashjoin', 'off', false);
    assert.equal(trial.verdict.kind, 'same');
    assert.match(trial.verdict.sentence, /no gain\. Cost [\d,.]+ before, cost [\d,.]+ after\.$/);
  });

  it('says that a setting makes things worse', async () => {
    const text = 'select * from rows a join rows b on a.id = b.id where a.id = 5';
    const trial = await tried(text, 'enable_hashjoin', 'off', false);
    const nested = await tried(text, 'random_page_cost', '400000', false);
    assert.deepEqual([trial.verdict.kind, nested.verdict.kind].includes('helps'), false);
  });

  it('refuses settings that reach further than one statement', async () => {
    for (const name of [
      'shared_buffers',
      'role',
      'session_replication_role',
      'row_security',
      'search_path',
    ]) {
      await assert.rejects(tried('select 1', name, 'on'), (error) => error instanceof UserError);
    }
  });

  it('reports a value that the server does not take', async () => {
    await assert.rejects(tried('select 1', 'work_mem', 'much'), { code: '22023' });
    assert.equal(bed.session.transaction, 'idle');
  });
});
