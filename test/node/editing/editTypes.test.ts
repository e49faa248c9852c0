import assert from 'node:assert/strict';
import { deleteRows, noEdits } from '../../../src/core/editing/edits';
import type { Session } from '../../../src/core/query/session';
import { runAll } from '../../support/catalog';
import { apply, changes, editable, text } from '../../support/editing';
import type { TestServer } from '../../support/postgres';
import { profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { TestConnections } from '../../support/testConnections';

/** A type, a value, and another one, as PostgreSQL prints them. */
const types: readonly (readonly [type: string, before: string, after: string])[] = [
  ['boolean', 't', 'f'],
  ['smallint', '-32768', '32767'],
  ['bigint', '9223372036854775807', '-9223372036854775808'],
  ['numeric', `1${'0'.repeat(1000)}.5`, 'NaN'],
  ['numeric(10,2)', '1.50', '-2.25'],
  ['real', '3.4028235e+38', '-Infinity'],
  ['double precision', '1.7976931348623157e+308', 'NaN'],
  ['money', '$1.50', '-$2.00'],
  ['text', ' a\tb\\ ', "it's ✓ 👍"],
  ['text', '', 'not empty'],
  ['varchar(5)', 'abcde', 'x'],
  ['char(5)', 'ab   ', 'cd   '],
  ['"char"', 'a', 'b'],
  ['name', 'some', 'other'],
  ['bytea', '\\x00ff', '\\x'],
  ['date', '0044-03-15 BC', 'infinity'],
  ['time', '24:00:00', '00:00:00.000001'],
  ['timetz', '12:00:00+05:30', '12:00:00-08'],
  ['timestamp', '294276-12-31 23:59:59.999999', '-infinity'],
  ['timestamptz', '2026-11-21 09:00:00+00', 'infinity'],
  ['interval', '1 year 2 mons -3 days +04:05:06.7', '-178000000 years'],
  ['uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '00000000-0000-0000-0000-000000000000'],
  ['json', '{ "a":  1, "a": 2 }', '[]'],
  ['jsonb', '{"a": 1.0}', 'null'],
  ['xml', '<a>1</a>', '<b/>'],
  ['point', '(1,2)', '(-0.5,1e+300)'],
  ['box', '(2,2),(1,1)', '(3,2),(2,1)'],
  ['circle', '<(0,0),1>', '<(5,5),1>'],
  ['path', '((0,0),(1,1))', '[(5,0),(6,1)]'],
  ['polygon', '((0,0),(1,1),(1,0))', '((0,0),(2,2),(2,0))'],
  ['line', '{1,-1,0}', '{1,0,0}'],
  ['inet', '192.168.0.1', '192.168.0.0/24'],
  ['cidr', '10.0.0.0/8', '::/0'],
  ['macaddr', '08:00:2b:01:02:03', 'ff:ff:ff:ff:ff:ff'],
  ['macaddr8', '08:00:2b:01:02:03:04:05', 'ff:ff:ff:ff:ff:ff:ff:ff'],
  ['bit(3)', '101', '010'],
  ['bit varying', '1', '0000'],
  ['tsvector', "'a':1 'b':2", "'c'"],
  ['tsquery', "'a' & !'b'", "'c'"],
  ['int4range', '[1,5)', 'empty'],
  ['tstzrange', '["2026-01-01 00:00:00+00",)', '(,)'],
  ['int4multirange', '{[1,5),[7,9)}', '{}'],
  ['int[]', '{{1,2},{3,NULL}}', '[0:1]={5,6}'],
  ['text[]', '{"a b",NULL,"NULL","\\"",""}', '{}'],
  ['json[]', '{"{\\"a\\": 1}"}', '{}'],
  ['pair', '(1,"a ""b""")', '(,)'],
  ['pair[]', '{"(1,a)"}', '{"(,)"}'],
  ['mood', 'sad', "ha'ppy"],
  ['positive', '5', '6'],
  ['document', '{"a":1}', '{}'],
  ['ci', 'Straße', 'straße'],
  ['oid', '4294967295', '0'],
  ['pg_lsn', '0/16B3748', 'FFFFFFFF/FFFFFFFF'],
  ['regclass', 'pg_class', 'pg_type'],
  ['xid8', '18446744073709551615', '1'],
];

describe('editing values of every type', () => {
  let server: TestServer;
  let connections: TestConnections;
  let session: Session;
  let other: Session;

  before(async () => {
    server = await sharedServer();
    const database = await server.createDatabase('edit types');
    connections = new TestConnections([profileFor(server, { database })], server.password);
    await runAll(server, database, [
      'CREATE TYPE pair AS (a int, b text)',
      `CREATE TYPE mood AS ENUM ('sad', 'ha''ppy')`,
      'CREATE DOMAIN positive AS int CHECK (VALUE > 0)',
      'CREATE DOMAIN document AS json',
      `CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
      'CREATE DOMAIN ci AS text COLLATE blind',
    ]);
    session = await connections.openSession('test');
    other = await connections.openSession('test');
    for (const each of [session, other]) {
      await run(each, `SET timezone = 'UTC'`);
    }
  });

  after(async () => {
    await session.close();
    await other.close();
    await connections.disconnect();
    connections.dispose();
  });

  for (const [type, before, after] of types) {
    it(`edits ${type}, there and back, and sees what somebody else did: ${before.slice(0, 30)}`, async () => {
      await run(session, 'DROP TABLE IF EXISTS typed');
      await run(session, `CREATE TABLE typed (id int PRIMARY KEY, v ${type}, other text)`);
      await run(session, `INSERT INTO typed VALUES (1, $1::${type}, 'x')`, { values: [before] });
      const query = 'SELECT * FROM typed';
      const value = async () => (await run(other, query)).rows[0]?.[1];
      assert.equal(await value(), before);
      const first = await editable(session, query);
      const there = await apply(session, first, changes(first, [[0, 1, text(after)]]));
      assert.deepEqual([await value(), there.rows.get(0)?.get(1), there.altered], [after, after, []]);
      const second = await editable(session, query);
      const back = await apply(session, second, changes(second, [[0, 1, text(before)]]));
      assert.deepEqual([await value(), back.altered], [before, []]);
      // The guard holds also where only another column is edited, or the row is deleted.
      await run(other, `UPDATE typed SET v = $1::${type}`, { values: [after] });
      for (const edits of [changes(second, [[0, 2, text('y')]]), deleteRows(noEdits, [0])]) {
        const stale = { ...second, answer: { ...second.answer, rows: [['1', before, 'x']] } };
        await assert.rejects(apply(session, stale, edits), /was changed by somebody else: v was /);
      }
      const third = await editable(session, query);
      await apply(session, third, deleteRows(noEdits, [0]));
      assert.equal(await value(), undefined);
    });
  }
});
