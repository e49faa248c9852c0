import assert from 'node:assert/strict';
import { mayChangeRole, mayLeaveTraces } from '../../../src/core/query/sessionTraces';

describe('what a statement leaves in its session', () => {
  const leaving = [
    'set search_path = marts',
    'BEGIN',
    'create temp table t ()',
    'create table pg_temp.t ()',
    'create table "pg_temp".t ()',
    'select * into temporary t from x',
    "select set_config('search_path', 'x', false)",
    'select pg_advisory_lock(1)',
    'prepare p as select 1',
    'declare c cursor with hold for select 1',
    'listen channel',
    'do $$ begin set role x; end $$',
    'call p()',
    'load $$auto_explain$$',
    'something new',
  ];
  const clean = [
    'select 1',
    '-- set\n select $$set role$$',
    "insert into t values ('temp')",
    'create table t ()',
    'explain analyze select 1',
    'with x as (select 1) select * from x',
  ];
  for (const sql of leaving) {
    it(`may leave something: ${sql}`, () => assert.equal(mayLeaveTraces(sql), true));
  }
  for (const sql of clean) {
    it(`leaves nothing: ${sql}`, () => assert.equal(mayLeaveTraces(sql), false));
  }
});

describe('what may change the role', () => {
  for (const sql of [
    'set role x',
    'reset all',
    'rollback',
    "select set_config('role', 'x', false)",
    'do $$ $$',
  ]) {
    it(`may: ${sql}`, () => assert.equal(mayChangeRole(sql), true));
  }
  for (const sql of ['select 1', 'create table t ()', "select 'role'"]) {
    it(`does not: ${sql}`, () => assert.equal(mayChangeRole(sql), false));
  }
});
