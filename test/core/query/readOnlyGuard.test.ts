import assert from 'node:assert/strict';
import { checkReadOnly } from '../../../src/core/query/readOnlyGuard';
import { PgParser } from '../../../src/node/sql/pgParser';

const parser = new PgParser();

const reads = [
  'select',
  'table t',
  "values (1, 'a'), (2, null)",
  'select * from only a.b c natural join d left join lateral (select 1) e on true, f tablesample system (1)',
  'with recursive r as (select 1 union all select n + 1 from r) cycle n set c using p select * from r',
  'with r as materialized (select 1) search depth first by a set s select * from r',
  'select distinct on (a) a, count(*) filter (where b) over (partition by c order by d rows 1 preceding) from t group by grouping sets (a, rollup (b)) having max(c) > 1 order by 1 using < nulls last limit 1 offset 2',
  'select case a when 1 then (array[1, 2])[1:2] else (row(1, 2)).f1 end, coalesce(a, b), greatest(1, 2), nullif(1, 2), a is null, b is not true, c is distinct from d, e between symmetric 1 and 2, f in (select 1), g = any (array(select 2)), exists (table t), h::numeric(3, 2)[], i collate "C", j at time zone \'UTC\'',
  "select current_date, current_user, interval '1 day', b'01', x'1f', 1.5e3, $1, extract(year from now()), substring('a' from 1 for 2), trim(both from 'x'), overlay('a' placing 'b' from 1), position('a' in 'b'), xmlelement(name a, xmlattributes(1 as b)), xmlserialize(content x as text), grouping(a) from t group by a",
  "select json_object('a': 1), json_array(1, 2), json_array(select 1), json_objectagg('a': 1), json_arrayagg(1), json_query(a, '$' returning text), json_value(a, '$' default 1 on error), json_exists(a, '$' passing 1 as x), json('1'), json_scalar(1), json_serialize('1'), a is json object from t",
  "select * from json_table('[]', '$' columns (a int path '$', nested path '$' columns (b int)))",
  "select * from xmltable('/a' passing x columns a int path 'b')",
  'select * from rows from (f(1), g(2)) with ordinality as x (a, b), h() as (c int)',
  'select f(a => 1, variadic b), array_agg(distinct a order by b), percentile_cont(0.5) within group (order by a) from t',
  '(select 1 union select 2) intersect (select 3 except all select 4) order by 1',
  "select set_config('search_path', 'marts', true), lo_get(1)",
  'show all',
  'show transaction_read_only',
  'explain select 1',
  'explain (analyze, buffers) select 1',
  'explain analyze verbose table t',
  'explain analyze declare c cursor for select 1',
  'explain delete from t',
  'explain (analyze false) delete from t',
  'explain (analyze off, format json) update t set a = 1',
  'explain (analyze 0) insert into t values (1)',
  'explain merge into t using s on true when matched then delete',
  'explain create table a as select 1',
  'explain execute p(1)',
  'explain select 1 for update',
  'copy t to stdout',
  'copy t (a, b) to stdout with (format csv, header)',
  'copy (select 1 union select 2) to stdout',
];

const forms: readonly (readonly [string, object])[] = [
  ['declare c cursor for select 1', { kind: 'declare', cursor: 'c' }],
  ['declare "C" no scroll cursor without hold for table t', { kind: 'declare', cursor: 'C' }],
  ['fetch all from c', { kind: 'fetch' }],
  ['move 2 in c', { kind: 'fetch' }],
  ['close c', { kind: 'close', cursor: 'c' }],
  ['close all', { kind: 'close', cursor: undefined }],
  ['set search_path = marts, public', { kind: 'set' }],
  ["set time zone 'UTC'", { kind: 'set' }],
  ['set session Work_Mem to default', { kind: 'set' }],
  ['set enable_seqscan = off', { kind: 'set' }],
  ['reset statement_timeout', { kind: 'set' }],
];

const refused: readonly (readonly [string, RegExp])[] = [
  ['', /no statement/],
  ['select 1; select 2', /one statement/],
  ['selec', /could not be checked: syntax error/],
  ['select 1\0; drop table t', /NUL/],
  [`select 1${'+1'.repeat(100_000)}`, /too deeply/],
  ['insert into t values (1)', /INSERT changes data/],
  ['with x as (select 1) delete from t', /DELETE/],
  ['update t set a = 1 returning *', /UPDATE/],
  ['merge into t using s on true when matched then delete', /MERGE/],
  ['with x as (delete from t returning *) select * from x', /DELETE/],
  ['select * from (with x as (insert into t values (1) returning *) select * from x) y', /INSERT/],
  ['select 1 union (with x as (update t set a = 1 returning 1) select * from x)', /UPDATE/],
  ['select 1 into x', /creates a table/],
  ['select 1 into temp x union select 2', /creates a table/],
  ['select * from t for update', /lock rows/],
  ['select * from (select * from t for share) x', /lock rows/],
  ['select (select 1 from t for key share)', /lock rows/],
  ['with x as (select * from t for no key update skip locked) select 1', /lock rows/],
  ['(select 1 from t for update) union select 2', /lock rows/],
  ['create table x as select 1', /creates a table/],
  ['create view v as select 1', /known to only read/],
  ['truncate t', /TRUNCATE/],
  ['do $$ begin end $$', /DO runs/],
  ['call p()', /CALL runs/],
  ['lock t', /LOCK/],
  ['set role x', /setting role/],
  ['reset role', /setting role/],
  ["set session authorization 'x'", /session_authorization/],
  ['reset session authorization', /session_authorization/],
  ['set transaction read write', /transaction of its own/],
  ['set session characteristics as transaction read write', /transaction of its own/],
  ["set transaction snapshot 'x'", /transaction of its own/],
  ['set transaction_read_only = off', /transaction_read_only/],
  ['set "Default_Transaction_Read_Only" to off', /Read_Only cannot/],
  ['reset transaction_read_only', /transaction_read_only/],
  ['set default_transaction_read_only to default', /cannot be changed/],
  ['set local work_mem = 1', /SET LOCAL/],
  ['set standard_conforming_strings = off', /cannot be changed/],
  ["set names 'SJIS'", /client_encoding/],
  ['set app.tenant = 1', /app.tenant/],
  ['set jit_provider = x', /jit_provider/],
  ['reset all', /RESET ALL/],
  ['discard all', /DISCARD/],
  ...[
    'begin',
    'start transaction',
    'commit',
    'end',
    'rollback',
    'savepoint a',
    'release a',
    'rollback to a',
  ].map((text) => [text, /transaction of its own/] as const),
  ["prepare transaction 'x'", /transaction of its own/],
  ["commit prepared 'x'", /transaction of its own/],
  ['prepare p as select 1', /prepared/],
  ['execute p', /EXECUTE/],
  ['deallocate all', /DEALLOCATE/],
  ['listen x', /LISTEN/],
  ['notify x', /NOTIFY/],
  ['unlisten *', /UNLISTEN/],
  ['vacuum', /maintenance/],
  ['analyze t', /maintenance/],
  ['cluster', /maintenance/],
  ['reindex table t', /maintenance/],
  ['checkpoint', /CHECKPOINT/],
  ["load 'x'", /LOAD/],
  ['alter system set work_mem = 1', /ALTER SYSTEM/],
  ['refresh materialized view m', /REFRESH/],
  ['grant select on t to x', /known to only read/],
  ['set constraints all deferred', /CONSTRAINTS/],
  ['copy t from stdin', /FROM changes data/],
  ["copy t to program 'x'", /program/],
  ["copy t to '/tmp/x'", /a file/],
  ['copy (delete from t returning *) to stdout', /DELETE/],
  ['copy (select 1 from t for update) to stdout', /lock rows/],
  ['declare c cursor with hold for select 1', /WITH HOLD/],
  ['declare c scroll cursor with hold for select 1', /WITH HOLD/],
  ['declare c cursor for select * from t for update', /lock rows/],
  ['explain analyze delete from t', /executes the statement. DELETE.*without ANALYZE is allowed/],
  ['explain (analyze true, analyze false) delete from t', /executes/],
  ['explain (analyze 1) delete from t', /executes/],
  ['explain (analyze, buffers) with x as (delete from t returning 1) select 1', /DELETE/],
  ['explain (analyze maybe) delete from t', /executes/],
  ['explain analyze create table x as select 1', /creates a table/],
  ['explain analyze execute p', /EXECUTE/],
  ['explain analyze refresh materialized view m', /REFRESH/],
  ['explain analyze declare c cursor for select 1 for update', /lock rows/],
  ["select set_config('transaction_read_only', null, true)", /transaction_read_only/],
  ["select pg_catalog.set_config('ro' || 'le', 'x', false)", /any setting/],
  ["select dblink_exec('', 'drop table t')", /another connection/],
  ["select * from public.dblink('', 'drop table t') as x (a int)", /another connection/],
  ['select a from t where pg_terminate_backend(a)', /other sessions/],
  ['values (pg_advisory_lock(1))', /lock that outlives/],
  ['select pg_catalog.pg_try_advisory_lock_shared(1)', /lock that outlives/],
  ['select lo_create(0)', /large objects/],
  ["select lo_export(1, '/tmp/x')", /large objects/],
  ["select pg_file_write('x', 'y', false)", /files/],
  ['select pg_switch_wal()', /whole server/],
  ["select pg_create_physical_replication_slot('x')", /whole server/],
  ["select pg_logical_emit_message(false, 'a', 'b')", /whole server/],
  ['select pg_stat_reset_shared()', /whole server/],
  ["select cron.schedule('* * * * *', 'drop table t')", /outside this transaction/],
];

describe('checkReadOnly', () => {
  for (const text of reads) {
    it(`allows ${text.slice(0, 80)}`, async () => {
      assert.deepEqual(await checkReadOnly(parser, text), { allowed: true, form: { kind: 'read' } });
    });
  }
  for (const [text, form] of forms) {
    it(`allows ${text}`, async () => {
      assert.deepEqual(await checkReadOnly(parser, text), { allowed: true, form });
    });
  }
  for (const [text, reason] of refused) {
    it(`refuses ${JSON.stringify(text.slice(0, 80))}`, async () => {
      const verdict = await checkReadOnly(parser, text);
      assert.ok(!verdict.allowed);
      assert.match(verdict.reason, reason);
      assert.match(verdict.reason, /\.$/);
    });
  }
});
