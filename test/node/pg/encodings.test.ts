import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { ServerError } from '../../../src/core/sql/serverError';
import { Connector } from '../../../src/node/pg/connector';
import { decodeText } from '../../../src/node/pg/wire/decodeText';
import { passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('Text', () => {
  const cases: readonly { bytes: string; text: string }[] = [
    { bytes: '', text: '' },
    { bytes: 'c3a4 f09f9880', text: 'ä😀' },
    { bytes: '61 e9 62', text: 'a\\xE9b' },
    { bytes: 'e9', text: '\\xE9' },
    { bytes: 'c3', text: '\\xC3' },
    { bytes: 'f09f98', text: '\\xF0\\x9F\\x98' },
    { bytes: 'c080', text: '\\xC0\\x80' },
    { bytes: 'eda080', text: '\\xED\\xA0\\x80' },
    { bytes: 'ff c3a4 fe', text: '\\xFFä\\xFE' },
  ];
  for (const { bytes, text } of cases) {
    it(`shows the bytes ${bytes || '(none)'} as ${text || '(nothing)'}`, () => {
      assert.equal(decodeText(Buffer.from(bytes.replaceAll(' ', ''), 'hex')), text);
    });
  }

  it('of an SQL_ASCII database is read byte by byte, and what the editor sends comes back', async () => {
    const server = await sharedServer();
    const database = await server.createDatabase('ascii', { encoding: 'SQL_ASCII' });
    const connector = new Connector(profileFor(server, { database }), passwords(server.password));
    const session = await connector.openSession(neverCancelled);
    const catalog = await connector.openDatabase(neverCancelled);
    try {
      await run(session, 'create table "täble" (t text)');
      await run(session, "insert into \"täble\" values (E'caf\\xE9'), ('café 😀'), ($1)", {
        values: ['naïve'],
      });
      const answer = await run(session, 'select t from "täble"');
      assert.deepEqual(answer.rows, [['caf\\xE9'], ['café 😀'], ['naïve']]);
      await assert.rejects(run(session, "do $$ begin raise 'caf%', E'\\xE9'; end $$"), (error: unknown) => {
        assert.ok(error instanceof ServerError);
        assert.equal(error.message, 'caf\\xE9');
        return true;
      });
      const names = await catalog.read(
        {
          name: 'names',
          text: "select relname from pg_catalog.pg_class where relname like 't%' and relkind = 'r'",
          values: [],
          row: ([name]) => name,
        },
        neverCancelled,
      );
      assert.deepEqual(names, ['täble']);
    } finally {
      await catalog.close();
      await session.close();
      await connector.close();
    }
  });

  it('is never garbled by a SET client_encoding', async () => {
    const server = await sharedServer();
    const connector = new Connector(profileFor(server), passwords(server.password));
    const session = await connector.openSession(neverCancelled);
    try {
      const answer = await run(session, "set client_encoding to 'latin1'");
      assert.match(answer.notices[0]?.message ?? '', /^client_encoding stays UTF8/);
      assert.deepEqual((await run(session, "select 'é', length('é'), '😀'")).rows, [['é', '1', '😀']]);
    } finally {
      await session.close();
      await connector.close();
    }
  });
});
