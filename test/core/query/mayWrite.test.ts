import assert from 'node:assert/strict';
import { whyMayWrite } from '../../../src/core/query/mayWrite';
import { PgParser } from '../../../src/node/sql/pgParser';

const parser = new PgParser();

/** A statement, and why one is asked about it on production; empty when nobody is asked. */
const cases: readonly (readonly [string, string])[] = [
  ['select * from t', ''],
  ['values (1)', ''],
  ['with x as (select 1) table x', ''],
  ['explain analyze select 1', ''],
  ['explain delete from t', ''],
  ['copy (select 1) to stdout', ''],
  ['show all', ''],
  ['begin', ''],
  ['commit', ''],
  ['rollback to a', ''],
  ['set role reader', ''],
  ["set search_path = 'x'", ''],
  ['reset all', ''],
  ['discard all', ''],
  ['prepare p as delete from t', ''],
  ['listen x', ''],
  ['declare c cursor for select 1', ''],
  ['fetch c', ''],
  ['insert into t values (1)', 'INSERT changes data.'],
  ['update t set a = 1', 'UPDATE changes data.'],
  ['delete from t', 'DELETE changes data.'],
  ['with x as (delete from t returning 1) select * from x', 'DELETE changes data.'],
  ['select 1 into t', 'SELECT … INTO creates a table.'],
  ['select * from t for update', 'FOR UPDATE and FOR SHARE lock rows, which writes.'],
  ['explain analyze delete from t', 'DELETE changes data.'],
  ['copy t from stdin', 'COPY … FROM changes data.'],
  ['execute p', 'What EXECUTE runs cannot be seen from its text. Run the statement itself.'],
  ['select pg_terminate_backend(1)', 'pg_terminate_backend() acts on other sessions.'],
  ['create table t ()', 'It may change the database.'],
  ['drop table t', 'It may change the database.'],
  ['alter table t add a int', 'It may change the database.'],
  ['vacuum t', 'VACUUM and ANALYZE are maintenance that writes.'],
  ["commit prepared 'x'", 'It ends a prepared transaction.'],
  ['selec 1', 'It is not understood, so it may write.'],
  ['delete from t; select 1', 'It is not understood, so it may write.'],
];

describe('What is asked about on production', () => {
  for (const [text, expected] of cases) {
    it(`${text}: ${expected === '' ? 'nothing' : expected}`, async () => {
      assert.equal((await whyMayWrite(parser, text)) ?? '', expected);
    });
  }
});
