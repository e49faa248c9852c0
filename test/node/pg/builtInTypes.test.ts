import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { builtInTypeName } from '../../../src/core/sql/builtInTypes';
import { Connector } from '../../../src/node/pg/connector';
import { passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('The names of built-in types', () => {
  it('are those of the server, with every modifier', async () => {
    const server = await sharedServer();
    const connector = new Connector(profileFor(server), passwords(server.password));
    const session = await connector.openSession(neverCancelled);
    try {
      // numeric(5,-2) exists since 15.
      const negativeScale = server.major < 15 ? '' : ', (5 << 16) + 2046 + 4';
      const { rows } = await run(
        session,
        `select t.oid, m.m, format_type(t.oid, m.m)
           from pg_type t, unnest(array[-1, 0, 3, 6, 14, (15 << 16) + 6, (38 << 16) + 14${negativeScale}]) m(m)
          where t.oid < 16384 and (m.m < 0 or t.oid not in ('interval'::regtype, 'interval[]'::regtype))`,
      );
      const known = rows.filter(
        ([oid, modifier]) => builtInTypeName(Number(oid), Number(modifier)) !== undefined,
      );
      assert.ok(known.length > 150, String(known.length));
      assert.deepEqual(
        known.map(([oid, modifier]) => [oid, modifier, builtInTypeName(Number(oid), Number(modifier))]),
        known,
      );
    } finally {
      await session.close();
      await connector.close();
    }
  });
});
