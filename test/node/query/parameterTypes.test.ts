import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import type { Cell } from '../../../src/core/ports';
import { bindParameters, findParameters } from '../../../src/core/query/parameters';
import { parameterTypes } from '../../../src/core/query/parameterTypes';
import type { Session } from '../../../src/core/query/session';
import { Connector } from '../../../src/node/pg/connector';
import { passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('Parameters on a server', () => {
  let connector: Connector;
  let session: Session;

  before(async () => {
    const server = await sharedServer();
    connector = new Connector(profileFor(server), passwords(server.password));
    session = await connector.openSession(neverCancelled);
    await run(session, "create type pg_temp.mood as enum ('sad', 'glad')");
    await run(session, 'create temporary table t (id int, at timestamptz, mood mood, tags text[])');
  });

  after(async () => {
    await session.close();
    await connector.close();
  });

  it('get their types without anything being executed', async () => {
    assert.deepEqual(
      await parameterTypes(session, 'insert into t values ($1, $2, $3, $4) returning $5 = any(tags), $6'),
      ['integer', 'timestamp with time zone', 'mood', 'text[]', 'text', 'text'],
    );
    assert.equal(await parameterTypes(session, 'select $1 from nowhere'), undefined);
    assert.deepEqual(await parameterTypes(session, 'select 1'), []);
    assert.deepEqual((await run(session, 'select * from t')).rows, []);
  });

  it('get them in an open transaction, which a mistake does not fail', async () => {
    await run(session, 'begin');
    assert.equal(await parameterTypes(session, 'select $1 from nowhere'), undefined);
    assert.deepEqual(await parameterTypes(session, 'select * from t where id = $1'), ['integer']);
    assert.equal(session.transaction, 'inTransaction');
    await run(session, 'rollback');
  });

  it('get their values as text, NULL included', async () => {
    const sql = `insert into t values (:id, :at, :mood, :tags) returning id, at = :at::timestamptz, mood, tags[1:2], :'id' || :id`;
    const values = new Map<string, Cell>([
      [':id', '7'],
      [':at', '2024-01-02 03:04+00'],
      [':mood', null],
      [':tags', `{"a,'b",c}`],
    ]);
    const { text, values: sent } = bindParameters(sql, findParameters(sql), values);
    assert.deepEqual((await run(session, text, { values: sent })).rows, [
      ['7', 't', null, `{"a,'b",c}`, '77'],
    ]);
  });
});
