import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import {
  type ExplainIntent,
  type ExplainPreparation,
  prepareExplain,
} from '../../../src/core/plan/explainRequest';
import { Connector } from '../../../src/node/pg/connector';
import type { PgDatabase } from '../../../src/node/pg/pgDatabase';
import { PgParser } from '../../../src/node/sql/pgParser';
import { passwords, profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('What is sent to explain a statement', () => {
  const parser = new PgParser();
  let connector: Connector;
  let catalog: PgDatabase;

  before(async () => {
    const server = await sharedServer();
    const database = await server.createDatabase('explain');
    const setup = [
      'create schema acting',
      `create function public.pure(int) returns int language sql immutable as 'select $1'`,
      `create function public.wild(int) returns int language sql volatile as 'select $1'`,
      `create function acting.pure(int) returns int language sql volatile as 'select $1'`,
      `create function public."Odd Name"() returns int language sql volatile as 'select 1'`,
    ];
    for (const sql of setup) {
      await server.query(sql, [], database);
    }
    connector = new Connector(profileFor(server, { database }), passwords(server.password));
    catalog = await connector.openDatabase(neverCancelled);
  });

  after(async () => {
    await catalog.close();
    await connector.close();
  });

  function prepare(text: string, changes: Partial<ExplainIntent> = {}): Promise<ExplainPreparation> {
    const intent = { text, analyze: true, readOnly: false, serverVersion: 180_000, ...changes };
    return prepareExplain(intent, { parser, catalog }, neverCancelled);
  }

  async function ready(text: string, changes: Partial<ExplainIntent> = {}) {
    const prepared = await prepare(text, changes);
    assert.ok(prepared.kind === 'ready', prepared.kind === 'refused' ? prepared.reason : '');
    return prepared.request;
  }

  const prefixes: readonly (readonly [text: string, changes: Partial<ExplainIntent>, sent: string])[] = [
    ['select 1', { analyze: false }, 'EXPLAIN (VERBOSE, SUMMARY, SETTINGS, MEMORY, FORMAT JSON) select 1'],
    ['select 1', {}, 'EXPLAIN (ANALYZE, VERBOSE, BUFFERS, SETTINGS, MEMORY, FORMAT JSON) select 1'],
    [
      'delete from t',
      {},
      'EXPLAIN (ANALYZE, VERBOSE, BUFFERS, SETTINGS, WAL, MEMORY, FORMAT JSON) delete from t',
    ],
    [
      'delete from t',
      { serverVersion: 120_000 },
      'EXPLAIN (ANALYZE, VERBOSE, BUFFERS, SETTINGS, FORMAT JSON) delete from t',
    ],
    ['select 1', { serverVersion: 110_000 }, 'EXPLAIN (ANALYZE, VERBOSE, BUFFERS, FORMAT JSON) select 1'],
    [
      'explain analyze select 1',
      { analyze: false },
      'EXPLAIN (ANALYZE, VERBOSE, BUFFERS, SETTINGS, MEMORY, FORMAT JSON) select 1',
    ],
    [
      'explain (costs off, timing off, format text, analyze false) select 1',
      {},
      'EXPLAIN (ANALYZE, VERBOSE, BUFFERS, SETTINGS, MEMORY, COSTS off, TIMING off, FORMAT JSON) select 1',
    ],
    [
      'explain (timing off, verbose false) select 1',
      { analyze: false },
      'EXPLAIN (VERBOSE false, SUMMARY, SETTINGS, MEMORY, FORMAT JSON) select 1',
    ],
    [
      '/*+ SeqScan(t) */ explain select 1',
      { analyze: false },
      'EXPLAIN (VERBOSE, SUMMARY, SETTINGS, MEMORY, FORMAT JSON) /*+ SeqScan(t) */ select 1',
    ],
    [
      '/*+ SeqScan(t) */ select 1',
      { analyze: false },
      'EXPLAIN (VERBOSE, SUMMARY, SETTINGS, MEMORY, FORMAT JSON) /*+ SeqScan(t) */ select 1',
    ],
  ];
  for (const [text, changes, sent] of prefixes) {
    it(`is right for ${text} ${JSON.stringify(changes)}`, async () => {
      const request = await ready(text, changes);
      assert.equal(request.prefix + request.statement, sent);
      assert.equal(request.text.slice(request.offset), request.statement);
    });
  }

  const questions: readonly (readonly [text: string, reason: RegExp | undefined])[] = [
    ['select * from pg_class where oid > 5', undefined],
    ['select now(), count(*), lower(relname) from pg_class group by 3', undefined],
    ['values (1)', undefined],
    ['select random()', undefined],
    ['select public.pure(1)', undefined],
    ['select pure(1)', /calls acting\.pure\(\), which may do more than compute/],
    ['select wild(1)', /calls public\.wild\(\)/],
    ['select "Odd Name"(), wild(1)', /calls public\.Odd Name\(\) and 1 more/],
    [`select nextval('s')`, /calls nextval\(\), which changes a sequence/],
    [`select dblink_exec('x', 'y')`, /acts through another connection/],
    ['select pg_advisory_lock(1)', /takes or releases a lock/],
    ['insert into t values (1)', /INSERT changes data/],
    ['with d as (delete from t returning *) select * from d', /DELETE changes data/],
    ['select * into x from t', /creates a table/],
    ['create table x as select 1', /creates a table/],
    ['select * from t for update', /lock rows/],
    ['execute prepared', /cannot be seen/],
    ['selct 1', /could not be checked: syntax error at or near "selct"/],
  ];
  for (const [text, reason] of questions) {
    it(`${reason === undefined ? 'does not ask about' : 'asks about'} ${text}`, async () => {
      const { question } = await ready(text);
      if (reason === undefined) {
        assert.equal(question, undefined);
      } else {
        assert.match(question?.message ?? '', reason);
        assert.match(
          question?.message ?? '',
          /^EXPLAIN ANALYZE executes the statement and then rolls it back\. /,
        );
        assert.match(question?.remains.join(' ') ?? '', /Sequences.*dblink.*Advisory locks.*VACUUM.*locks/);
      }
    });
  }

  it('asks nothing when nothing is executed', async () => {
    assert.equal((await ready('delete from t', { analyze: false })).question, undefined);
    assert.equal((await ready('select wild(1)', { analyze: false })).question, undefined);
  });

  it('does not execute what may write on a read-only connection, and says so', async () => {
    const request = await ready('delete from t', { readOnly: true });
    assert.equal(request.executes, false);
    assert.match(request.prefix, /^EXPLAIN \(VERBOSE, SUMMARY/);
    assert.equal(
      request.note,
      'This connection is read-only, so the statement was not executed. DELETE changes data.',
    );
    const hidden = await ready('explain (analyze) delete from t', { readOnly: true, analyze: false });
    assert.equal(hidden.executes, false);
    const reading = await ready('select 1', { readOnly: true });
    assert.deepEqual([reading.executes, reading.note], [true, undefined]);
    const strange = await ready('selct 1', { readOnly: true });
    assert.equal(strange.executes, false);
  });

  const refused: readonly (readonly [text: string, reason: RegExp])[] = [
    ['call p()', /no plan for CALL and DO/],
    ['do $$ begin end $$', /no plan for CALL and DO/],
    ['create index on t (a)', /no plan for this statement\. Plans exist for SELECT/],
    ['vacuum', /no plan for this statement/],
    ['refresh materialized view v', /Explain the query of the view/],
    ['copy (select 1) to stdout', /Explain its query alone/],
    ['prepare p as select 1', /explain its EXECUTE/],
    ['explain explain select 1', /EXPLAIN twice/],
    ['explain', /no statement to explain/],
    ['select 1; delete from t', /Only one statement/],
    ['select $1', /parameters such as \$1/],
    ['explain (u&"\\0061nalyze") delete from t', /option .* was not understood/],
    ['explain (analyze (delete from t)) select 1', /option analyze was not understood/],
  ];
  for (const [text, reason] of refused) {
    it(`refuses ${text}`, async () => {
      const prepared = await prepare(text);
      assert.ok(prepared.kind === 'refused');
      assert.match(prepared.reason, reason);
    });
  }
});
