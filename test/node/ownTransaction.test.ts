import assert from 'node:assert/strict';
import { DatabaseError } from 'pg';
import { statementKind } from '../../src/core/query/statementKind';
import { PgParser } from '../../src/node/sql/pgParser';
import { sharedServer } from '../support/sharedServer';

/** Statements that need a transaction of their own, and look-alikes that do not; the server is asked which is which. */
const statements = [
  'vacuum',
  'vacuum (analyze) t',
  'analyze t',
  'create database own_x',
  'drop database own_x',
  "create tablespace own_x location '/nowhere'",
  'drop tablespace own_x',
  "alter system set work_mem = '4MB'",
  'create index concurrently on t (a)',
  'create index on t (a)',
  'drop index concurrently t_index',
  'drop index t_index',
  'reindex table t',
  'reindex table concurrently t',
  'reindex (concurrently) index t_index',
  'reindex schema public',
  'reindex database %database%',
  'cluster',
  'cluster t using t_index',
  'alter table p detach partition p1 concurrently',
  'alter table p detach partition p1',
  'alter database %database% set tablespace pg_default',
  'alter database %database% connection limit 5',
  "create subscription s connection 'host=/nowhere' publication x",
  "create subscription s connection 'host=/nowhere' publication x with (connect = false)",
  'discard all',
  'discard plans',
  "commit prepared 'x'",
  "rollback prepared 'x'",
  "prepare transaction 'x'",
  'refresh materialized view concurrently m',
  'checkpoint',
  'truncate t',
  'select 1',
];

describe('needsOwnTransaction', () => {
  it('agrees with the server', async () => {
    const parser = new PgParser();
    const server = await sharedServer();
    const database = await server.createDatabase('own');
    const answers: (readonly [string, boolean])[] = [];
    const expected: (readonly [string, boolean])[] = [];
    await server.withAdmin(async (client) => {
      await client.query(`create table t (a int); create index t_index on t (a);
        create table p (a int) partition by list (a); create table p1 partition of p for values in (1);
        create materialized view m as select 1 as a; create unique index on m (a)`);
      for (const pattern of statements) {
        const text = pattern.replace('%database%', database);
        await client.query('begin');
        const code = await client.query(text).then(
          () => undefined,
          (error: unknown) => (error instanceof DatabaseError ? error.code : String(error)),
        );
        await client.query('rollback');
        expected.push([text, code === '25001']);
        answers.push([text, (await statementKind(parser, text))?.needsOwnTransaction ?? false]);
      }
    }, database);
    assert.deepEqual(answers, expected);
  });
});
