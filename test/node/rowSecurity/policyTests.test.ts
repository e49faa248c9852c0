import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parsePolicyTests } from '../../../src/node/rowSecurity/parsePolicyTests';
import { lakehouseProgram } from '../../support/lakehouseProgram';
import type { TestServer } from '../../support/postgres';
import { sharedServer } from '../../support/sharedServer';

const setup = `
CREATE ROLE filed_app;
CREATE TABLE loans (id int PRIMARY KEY, tenant int, note text);
INSERT INTO loans VALUES (1, 7, 'null'), (2, 8, NULL), (3, 7, '007');
ALTER TABLE loans ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON loans TO filed_app
  USING (tenant = NULLIF(current_setting('app.tenant', true), '')::int);
GRANT SELECT, INSERT ON loans TO filed_app;
`;

const good = `
setup: setup.sql
tests:
  - name: a tenant sees its own
    as: filed_app
    settings: { app.tenant: 7 }
    sql: select id, note from loans order by id;
    expect:
      values: [[1, 'null'], [3, 007]]
  - name: another tenant
    as: filed_app
    settings: { app.tenant: 8 }
    sql: select note from loans
    expect: { values: [[null]] }
  - { name: none, as: filed_app, settings: {}, sql: select note from loans, expect: { rows: 0 } }
  - as: filed_app
    settings: { app.tenant: 7 }
    sql: insert into loans values (9, 8)
    expect: { refused: policy }
  - { as: filed_app, settings: { app.tenant: 7 }, sql: 'insert into loans values (1, 7)', expect: allowed }
  - { as: filed_app, sql: delete from loans, expect: { refused: privilege } }
  - { as: filed_app, settings: { app.tenant: x }, sql: table loans, expect: { error: 22P02 } }
`;

/** SET ROLE takes this name for no role, and so for the login. */
const asNone = 'tests:\n  - { as: none, sql: select 1, expect: { rows: 1 } }\n';

describe('files of row security tests', () => {
  let server: TestServer;
  let database: string;
  let folder: string;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('filed');
  });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'rls-tests-'));
    await writeFile(path.join(folder, 'setup.sql'), setup);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const lakehouse = (...words: readonly string[]) => lakehouseProgram({ server, database, folder }, words);

  it('pass, and leave nothing behind', async () => {
    await writeFile(path.join(folder, 'loans.rls.yml'), good);
    assert.deepEqual(await lakehouse('rls', 'test'), {
      code: 0,
      said: '7 of 7 tests of row security passed.\n',
    });
    const left = await server.query(
      `SELECT rolname FROM pg_roles WHERE rolname = 'filed_app' UNION ALL SELECT relname FROM pg_class WHERE relname = 'loans'`,
      [],
      database,
    );
    assert.deepEqual(left, []);
  });

  it('say what was expected and what came', async () => {
    const bad = good
      .replace("[[1, 'null'], [3, 007]]", '[[1, null], [3, 7]]')
      .replace('sql: delete from loans, expect: { refused: privilege }', 'sql: reset role, expect: allowed')
      .replace('expect: allowed', 'expect: refused');
    await writeFile(path.join(folder, 'loans.rls.yml'), bad);
    const { code, said } = await lakehouse('rls', 'test', 'loans.rls.yml');
    assert.equal(code, 2, said);
    assert.match(said, /^loans\.rls\.yml:4 a tenant sees its own \(as filed_app\)$/m);
    assert.match(said, /expected "1", NULL\n {2}"3", "7"\n {2}but got {2}"1", "null"\n {2}"3", "007"/);
    assert.match(said, /expected refused\n {2}but got {2}error 23505: duplicate key/);
    assert.match(said, /A setting would be gone after this statement/);
    assert.match(said, /^4 of 7 tests of row security passed\.$/m);
    await lakehouse('rls', 'test', '--format', 'junit', '--output', 'report.xml');
    const report = await readFile(path.join(folder, 'report.xml'), 'utf8');
    assert.match(report, /tests="7" failures="2" errors="1"/);
    const { said: tap } = await lakehouse('rls', 'test', '--format', 'tap');
    assert.match(tap, /^TAP version 13\n1\.\.7\nnot ok 1 - .*\n# expected/);
  });

  it('say what is wrong with the setup, the file, or the command', async () => {
    const run = async (file: string, words = ['rls', 'test']) => {
      await writeFile(path.join(folder, 'a.rls.yml'), file);
      return (await lakehouse(...words)).said;
    };
    await writeFile(path.join(folder, 'setup.sql'), 'create table a ();\ncommit;');
    assert.match(await run(good), /setup\.sql: “commit” would end the transaction/);
    await writeFile(path.join(folder, 'setup.sql'), 'create table kept ();\n/*+ hint */ commit;');
    assert.match(await run(good), /setup\.sql: .*commit” would end the transaction/);
    assert.deepEqual(await server.query(`SELECT 1 FROM pg_class WHERE relname = 'kept'`, [], database), []);
    await writeFile(path.join(folder, 'setup.sql'), 'selct 1');
    assert.match(await run(good), /setup\.sql: “selct 1” failed: syntax error/);
    assert.match(
      await run('tests: []\nsetup: [none.sql]'),
      /The setup none\.sql of a\.rls\.yml cannot be read/,
    );
    assert.match(await run(asNone), /There is no role none on this server/);
    assert.match(await run('tests: [\n'), /a\.rls\.yml, line 2: This is not YAML/);
    assert.match(await run('', ['rls', 'tset']), /lakehouse has no command rls tset\./);
    assert.match(await run('', ['--help']), /lakehouse rls test/);
  });

  const problems: readonly (readonly [test: string, problem: RegExp])[] = [
    ['as: a', /one statement/],
    ['sql: select 1', /names its role/],
    ['{ as: a, sql: select 1 }', /expect is one of/],
    ['{ as: a, sql: select 1, expect: { rows: x } }', /expect is one of/],
    ['{ as: a, sql: select 1, expect: { rows: 1, error: 22P02 } }', /expect is one of/],
    ['{ as: a, sql: select 1, expects: refused }', /no key expects/],
    ['{ as: a, sql: select 1, expect: refused, settings: { role: b } }', /decides who looks/],
    ['{ as: a, sql: select 1, expect: refused, settings: { app.a: } }', /needs a value/],
    ['just text', /has the keys/],
  ];
  for (const [test, problem] of problems) {
    it(`explain ${test}`, () => {
      const read = parsePolicyTests(`# first line\ntests:\n  - ${test}\n`);
      assert.equal(read.value.tests.length, 0);
      assert.equal(read.problems.length, 1);
      assert.match(read.problems[0]?.message ?? '', problem);
      assert.equal(read.problems[0]?.line, 2);
    });
  }
});
