import assert from 'node:assert/strict';
import { runAll } from '../../support/catalog';
import { type DdlCase, row } from '../../support/ddlCases';
import { objectCases } from '../../support/ddlObjectCases';
import { replicationCases } from '../../support/ddlReplicationCases';
import { readDdl, testRoundTrips } from '../../support/ddlRoundTrip';
import { sharedServer } from '../../support/sharedServer';

describe('DDL of objects that are no relations makes an equal catalog:', () => {
  testRoundTrips([...objectCases, ...replicationCases]);
});

describe('DDL shows no secrets:', () => {
  const secret = 'hunter,2& x';
  const hidden: readonly (Omit<DdlCase, 'needs'> & { readonly says: RegExp })[] = [
    {
      title: 'a user mapping',
      kind: 'foreignServer',
      oid: row('pg_foreign_server', 'srvname', 'far'),
      make: [
        'CREATE FOREIGN DATA WRAPPER wrapper',
        `CREATE SERVER far FOREIGN DATA WRAPPER wrapper OPTIONS (host 'db', api_token '${secret}')`,
        `CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS ("user" 'ann', "Password" '${secret}', sslpassword '${secret}')`,
      ],
      says: /Left out: api_token\.[^]*Left out: Password, sslpassword\.[^]*OPTIONS \("user" 'ann'\)/,
    },
    ...[
      `host=127.0.0.1 port=1 password=''${secret}'' user=ann`,
      `password = hunter,2&\\ x host=127.0.0.1 port=1 user=ann`,
      `postgresql://ann:${encodeURIComponent(secret)}@127.0.0.1:1/x`,
    ].map((connection, place) => ({
      title: `a connection string: ${connection}`,
      kind: 'subscription' as const,
      oid: row('pg_subscription', 'subname', `secret_${place}`),
      make: [
        `CREATE SUBSCRIPTION secret_${place} CONNECTION '${connection}' PUBLICATION one WITH (connect = false, slot_name = NONE)`,
      ],
      says: /Its password is left out[^]*ann/,
    })),
  ];

  for (const each of hidden) {
    it(each.title, async () => {
      const server = await sharedServer();
      const database = await server.createDatabase('ddl_secrets');
      await runAll(server, database, each.make);
      const text = await readDdl(server, database, { ...each, title: 'it' });
      assert.doesNotMatch(text, /hunter|2&/);
      assert.match(text, each.says);
    });
  }
});
