import assert from 'node:assert/strict';
import { tableProblems } from '../../../../src/core/scaffold/convert/conversionProblems';
import { runAll } from '../../../support/catalog';
import { type OpenConversion, openConversion } from '../../../support/convert/openConversion';
import { everything, loans } from '../../../support/convert/tableWithEverything';
import type { TestServer } from '../../../support/postgres';
import { sharedServer } from '../../../support/sharedServer';

describe('A conversion says before it begins why a table cannot be converted', () => {
  let server: TestServer;
  let database: string;
  let opened: OpenConversion | undefined;

  beforeEach(async () => {
    server = await sharedServer();
    database = await server.createDatabase('convert');
  });

  afterEach(async () => {
    await opened?.close();
    opened = undefined;
    await server.query(`DROP DATABASE "${database}" WITH (FORCE)`);
    await server.query('DROP ROLE IF EXISTS "convert reader", convert_user');
  });

  async function open(table = loans, as?: { user: string; password: string }): Promise<OpenConversion> {
    opened = await openConversion(server, database, table, as);
    return opened;
  }

  const cases: readonly { name: string; sql: readonly string[]; problem: RegExp }[] = [
    {
      name: 'a foreign key refers to it',
      sql: ['CREATE TABLE core.parts (loan bigint REFERENCES core.loans)'],
      problem: /constraint parts_loan_fkey on table core\.parts hangs/,
    },
    {
      name: 'a materialized view reads it',
      sql: ['CREATE MATERIALIZED VIEW core.m AS SELECT count(*) FROM core.loans'],
      problem: /materialized view core\.m hangs/,
    },
    {
      name: 'a view relies on the primary key',
      sql: ['CREATE VIEW core.g AS SELECT l.* FROM core.loans AS l GROUP BY id'],
      problem: /view core\.g hangs/,
    },
    {
      name: 'a function takes its rows',
      sql: ['CREATE FUNCTION core.f(core.loans) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$'],
      problem: /function core\.f\(core\.loans\) hangs/,
    },
    {
      name: 'a publication names it',
      sql: ['CREATE PUBLICATION p FOR TABLE core.loans'],
      problem: /publication of table core\.loans in publication p hangs/,
    },
    {
      name: 'another table inherits from it',
      sql: ['CREATE TABLE core.child () INHERITS (core.loans)'],
      problem: /table core\.child hangs/,
    },
    {
      name: 'rules rewrite it',
      sql: ['CREATE RULE r AS ON DELETE TO core.loans DO ALSO NOTIFY x'],
      problem: /rule r on table core\.loans hangs/,
    },
    {
      name: 'a constraint is not valid',
      sql: ['ALTER TABLE core.loans ADD CONSTRAINT late CHECK (amount < 1000) NOT VALID'],
      problem: /late is not validated/,
    },
    {
      name: 'it is partitioned',
      sql: ['DROP TABLE core.loans CASCADE', 'CREATE TABLE core.loans (at date) PARTITION BY RANGE (at)'],
      problem: /partitioned already/,
    },
  ];
  for (const { name, sql, problem } of cases) {
    it(name, async () => {
      await runAll(server, database, [...everything, ...sql]);
      const conversion = await open();
      assert.match(tableProblems(await conversion.facts()).join('\n'), problem);
    });
  }

  it('nothing is wrong', async () => {
    await runAll(server, database, everything);
    assert.deepEqual(tableProblems(await (await open()).facts()), []);
  });

  it('a role without rights', async () => {
    await runAll(server, database, [
      ...everything,
      `CREATE ROLE convert_user LOGIN PASSWORD 'x'`,
      'GRANT USAGE ON SCHEMA core TO convert_user',
    ]);
    const conversion = await open(loans, { user: 'convert_user', password: 'x' });
    assert.match(
      tableProblems(await conversion.facts()).join('\n'),
      /Only the owner of core\.loans.*\n.*CREATE on the schema core/,
    );
  });

  it('a name is taken', async () => {
    await runAll(server, database, [...everything, 'CREATE TABLE core.loans_legacy ()']);
    const conversion = await open();
    await conversion.run.goOn(await conversion.propose());
    assert.match(conversion.run.status.message ?? '', /would make loans_legacy in the schema core/);
    assert.equal((await conversion.facts()).phase, 'none');
  });
});
