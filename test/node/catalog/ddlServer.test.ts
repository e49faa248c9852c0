import assert from 'node:assert/strict';
import { chown, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type DdlCase, text } from '../../support/ddlCases';
import { makeRoles, readDdl, runScript } from '../../support/ddlRoundTrip';
import type { TestServer } from '../../support/postgres';
import { type PostgresMajor, testedMajor } from '../../support/postgresBinaries';
import { serverSnapshot } from '../../support/serverSnapshot';
import { snapshotDifference } from '../../support/catalogSnapshot';
import { serverUser } from '../../support/serverUser';
import { sharedServer } from '../../support/sharedServer';

interface ServerCase extends Omit<DdlCase, 'needs'> {
  readonly drop: readonly string[];
  readonly since?: PostgresMajor;
}

const cases: readonly ServerCase[] = [
  {
    title: 'a role',
    kind: 'role',
    oid: `(SELECT oid FROM pg_roles WHERE rolname = 'ddl "made"')`,
    make: [
      `CREATE ROLE "ddl ""made""" LOGIN CREATEDB CREATEROLE REPLICATION BYPASSRLS NOINHERIT CONNECTION LIMIT 7 VALID UNTIL '2030-01-02 03:04:05+00'`,
      `COMMENT ON ROLE "ddl ""made""" IS ${text('role')}`,
      `ALTER ROLE "ddl ""made""" SET search_path = core, "Odd, ""one""", public`,
      `ALTER ROLE "ddl ""made""" SET work_mem = '5MB'`,
      `ALTER ROLE "ddl ""made""" SET "app.customer id" = 'it''s \\ x'`.replace(
        '"app.customer id"',
        'app.customer_id',
      ),
      `ALTER ROLE "ddl ""made""" IN DATABASE postgres SET datestyle = 'ISO, DMY'`,
      `ALTER ROLE "ddl ""made""" IN DATABASE postgres SET search_path = ''`,
      `GRANT ddl_writer TO "ddl ""made"""`,
      `GRANT "ddl ""reader""" TO "ddl ""made""" WITH ADMIN OPTION`,
    ],
    drop: [`DROP ROLE "ddl ""made"""`],
  },
  {
    title: 'a role with the membership options of PostgreSQL 16',
    kind: 'role',
    oid: `(SELECT oid FROM pg_roles WHERE rolname = 'ddl_member')`,
    since: 16,
    make: [
      'CREATE ROLE ddl_member',
      'GRANT ddl_writer TO ddl_member WITH INHERIT FALSE, SET FALSE',
      'GRANT "ddl owner" TO ddl_member WITH ADMIN TRUE, INHERIT TRUE',
    ],
    drop: ['DROP ROLE ddl_member'],
  },
  {
    title: 'a database',
    kind: 'database',
    oid: `(SELECT oid FROM pg_database WHERE datname = 'ddl "made"')`,
    make: [
      `CREATE DATABASE "ddl ""made""" OWNER "ddl owner" TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' CONNECTION LIMIT 9`,
      `ALTER DATABASE "ddl ""made""" SET search_path = "Odd, one", public`,
      `ALTER DATABASE "ddl ""made""" SET timezone = 'Asia/Ho_Chi_Minh'`,
      `COMMENT ON DATABASE "ddl ""made""" IS ${text('database')}`,
      `REVOKE CONNECT ON DATABASE "ddl ""made""" FROM PUBLIC`,
      `GRANT CREATE ON DATABASE "ddl ""made""" TO ddl_writer WITH GRANT OPTION`,
    ],
    drop: [`DROP DATABASE "ddl ""made"""`],
  },
  {
    title: 'a database that nobody may enter',
    kind: 'database',
    oid: `(SELECT oid FROM pg_database WHERE datname = 'ddl_closed')`,
    make: [
      'CREATE DATABASE ddl_closed IS_TEMPLATE true',
      'ALTER DATABASE ddl_closed ALLOW_CONNECTIONS false',
    ],
    drop: ['ALTER DATABASE ddl_closed IS_TEMPLATE false', 'DROP DATABASE ddl_closed'],
  },
  {
    title: 'a database with a built-in locale',
    kind: 'database',
    oid: `(SELECT oid FROM pg_database WHERE datname = 'ddl_locale')`,
    since: 17,
    make: [
      `CREATE DATABASE ddl_locale TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C' ENCODING 'UTF8'`,
    ],
    drop: ['DROP DATABASE ddl_locale'],
  },
];

describe('DDL of what the whole server shares makes an equal catalog:', () => {
  let server: TestServer;

  before(async () => {
    server = await sharedServer();
    await makeRoles(server);
  });

  const check = async (each: ServerCase): Promise<void> => {
    const run = async (statements: readonly string[]) => {
      for (const statement of statements) {
        await server.query(statement);
      }
    };
    await run(each.make);
    try {
      const script = await readDdl(server, 'postgres', each);
      const before = await server.withAdmin(serverSnapshot);
      await run(each.drop);
      assert.notDeepEqual(await server.withAdmin(serverSnapshot), before);
      await runScript(server, 'postgres', script);
      const difference = snapshotDifference(before, await server.withAdmin(serverSnapshot));
      assert.equal(difference.length, 0, `${difference.join('\n')}\n\n${script}`);
    } finally {
      await run(each.drop);
    }
  };

  for (const each of cases) {
    (testedMajor() >= (each.since ?? 14) ? it : it.skip)(each.title, () => check(each));
  }

  it('a tablespace', async () => {
    const folder = path.join(server.socketDirectory, 'here it is');
    await mkdir(folder);
    const { uid, gid } = await serverUser();
    if (uid !== undefined && gid !== undefined) {
      await chown(folder, uid, gid);
    }
    await check({
      title: 'a tablespace',
      kind: 'tablespace',
      oid: `(SELECT oid FROM pg_tablespace WHERE spcname = 'ddl "fast"')`,
      make: [
        `CREATE TABLESPACE "ddl ""fast""" OWNER "ddl owner" LOCATION '${folder.replaceAll("'", "''")}' WITH (random_page_cost = 1.5, seq_page_cost = 2)`,
        `COMMENT ON TABLESPACE "ddl ""fast""" IS ${text('tablespace')}`,
        `GRANT CREATE ON TABLESPACE "ddl ""fast""" TO ddl_writer`,
      ],
      drop: ['DROP TABLESPACE "ddl ""fast"""'],
    });
  });

  it('a built-in tablespace is only named', async () => {
    const script = await readDdl(server, 'postgres', {
      title: 'pg_default',
      kind: 'tablespace',
      oid: `(SELECT oid FROM pg_tablespace WHERE spcname = 'pg_default')`,
    });
    assert.doesNotMatch(script, /CREATE/);
    await runScript(server, 'postgres', script);
  });
});
