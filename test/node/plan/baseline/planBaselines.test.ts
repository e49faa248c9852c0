import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { neverCancelled } from '../../../../src/base/cancelSignal';
import { readBaseline, writeBaseline } from '../../../../src/core/plan/baseline/baselineFile';
import { withStatement } from '../../../../src/core/plan/baseline/checkBaseline';
import { explainShape } from '../../../../src/core/plan/baseline/explainShape';
import { splitStatements } from '../../../../src/core/sql/splitStatements';
import { Connector } from '../../../../src/node/pg/connector';
import { readArguments } from '../../../../src/node/plan/checkPlanBaselines';
import { lakehouseProgram } from '../../../support/lakehouseProgram';
import type { TestServer } from '../../../support/postgres';
import { passwords, profileFor } from '../../../support/sessions';
import { sharedServer } from '../../../support/sharedServer';

const sqlText = `
-- The loans of a customer.
select * from loans where customer = 7;

select l.id, c.name from loans l join customers c on c.id = l.customer where l.id = 5;

insert into loans select g, g from generate_series(1, 3) g;
`;

describe('Plan baselines on a real server', () => {
  let server: TestServer;
  let database: string;
  let folder: string;

  before(async () => {
    server = await sharedServer();
    database = await server.createDatabase('baselines');
    folder = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-baselines-'));
    await setUp();
    await writeFile(path.join(folder, 'loans.sql'), sqlText);
    await writeFile(path.join(folder, 'loans.plan-baseline'), await saved());
  });

  after(() => rm(folder, { recursive: true, force: true }));

  async function query(...texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      await server.query(text, [], database);
    }
  }

  async function setUp(): Promise<void> {
    await query(
      'create table customers (id int primary key, name text)',
      "insert into customers select g, 'c' || g from generate_series(1, 2000) g",
      'create table loans (id int primary key, customer int)',
      'insert into loans select g + 10, g % 2000 from generate_series(1, 20000) g',
      'create index loans_customer_idx on loans (customer)',
      'analyze customers',
      'analyze loans',
    );
  }

  async function saved(): Promise<string> {
    const connector = new Connector(profileFor(server, { database }), passwords(server.password));
    const session = await connector.openSession(neverCancelled);
    let file = readBaseline('').value;
    for (const [index, { text }] of splitStatements(sqlText).entries()) {
      const shape = await explainShape(session, text, neverCancelled);
      file = withStatement(file, { number: index + 1, text, shape });
    }
    await session.close();
    await connector.close();
    return writeBaseline(file);
  }

  const check = (...words: readonly string[]) =>
    lakehouseProgram({ server, database, folder }, ['plan', 'check', ...words]);

  it('hold nodes, relations, indexes and classes of estimates, and no constants', async () => {
    const text = await readFile(path.join(folder, 'loans.plan-baseline'), 'utf8');
    assert.match(text, /^statement 1: select \* from loans where customer = \?$/m);
    assert.match(text, /^ {2}Bitmap Heap Scan on public\.loans \| rows 10\^1$/m);
    assert.match(
      text,
      /^ {4}Bitmap Index Scan using loans_customer_idx \| rows 10\^1$|Bitmap Index Scan using/m,
    );
    assert.match(text, /Index Scan using loans_pkey on public\.loans l \| rows 10\^0/);
    assert.match(text, /^ {2}Insert on public\.loans/m);
  });

  it('are as they were on the same data, and with a little more of it', async () => {
    assert.deepEqual(await check(), {
      code: 0,
      said: '3 of 3 plans are as their baselines say.\n',
    });
    await query(
      'insert into loans select g + 100000, g % 2000 from generate_series(1, 6000) g',
      'analyze loans',
    );
    assert.equal((await check('loans.sql')).code, 0);
  });

  it('tell in which way a plan is another one when an index is gone', async () => {
    await query('drop index loans_customer_idx');
    const { code, said } = await check();
    assert.equal(code, 1, said);
    assert.match(said, /^loans\.plan-baseline, statement 1: select \* from loans where customer = \?$/m);
    assert.match(said, /^ {2}Bitmap Heap Scan on public\.loans became a Seq Scan\.$/m);
    assert.match(said, /^ {2}The Bitmap Index Scan on loans_customer_idx is gone\.$/m);
    assert.match(said, /^ {2}- Bitmap Heap Scan on public\.loans \| rows 10\^1$/m);
    assert.match(said, /^ {2}\+ Seq Scan on public\.loans \| rows 10\^1$/m);
    assert.match(said, /^2 of 3 plans are as their baselines say\.$/m);
    const tap = await check('--format', 'tap');
    assert.match(tap.said, /^TAP version 13\n1\.\.3\nnot ok 1 - loans\.plan-baseline, statement 1/);
    await check('--format', 'junit', '--output', 'report.xml');
    const report = await readFile(path.join(folder, 'report.xml'), 'utf8');
    assert.match(report, /tests="3" failures="1" errors="0"/);
    assert.match(report, /<failure message="Bitmap Heap Scan on public\.loans became a Seq Scan\./);
    await query('create index loans_customer_idx on loans (customer)');
    assert.equal((await check()).code, 0);
  });

  it('tell when an estimate is far from what it was', async () => {
    await query('update loans set customer = 7 where id % 3 = 0', 'analyze loans');
    const { code, said } = await check();
    assert.equal(code, 1);
    assert.match(
      said,
      /The estimate of (?:Bitmap Heap|Seq) Scan on public\.loans went from about 10\^1 to about 10\^3 rows\./,
    );
    assert.equal((await check('--update')).code, 0);
    assert.equal((await check()).code, 0);
    assert.match(await readFile(path.join(folder, 'loans.plan-baseline'), 'utf8'), /rows 10\^3/);
  });

  it('tell what could not be planned, and what is not there any more', async () => {
    await query('alter table customers rename to clients');
    const failed = await check();
    assert.equal(failed.code, 2);
    assert.match(failed.said, /The statement could not be planned: relation "customers" does not exist/);
    await query('alter table clients rename to customers');
    await writeFile(path.join(folder, 'loans.sql'), 'select * from loans where customer = 8;');
    const gone = await check();
    assert.equal(gone.code, 1);
    assert.match(gone.said, /The statement is not in the SQL file any more\./);
    assert.equal((await check('nowhere')).code, 2);
    assert.match((await check('--nonsense')).said, /--nonsense is no option/);
  });

  it('execute nothing', async () => {
    await query('create table touched (id int)');
    await writeFile(path.join(folder, 'loans.sql'), 'insert into touched values (1) returning id;');
    await writeFile(
      path.join(folder, 'loans.plan-baseline'),
      'statement 1: insert into touched values(?) returning id\n  Insert on public.touched\n    Result\n',
    );
    assert.equal((await check()).code, 0);
    assert.deepEqual(await server.query('select id from touched', [], database), []);
  });

  it('plan parameters without their values where the server can', async () => {
    const sql = 'select * from loans where customer = :who and id > $1';
    await writeFile(path.join(folder, 'loans.sql'), sql);
    await writeFile(
      path.join(folder, 'loans.plan-baseline'),
      'statement 1: select * from loans where customer = :who and id > ?\n  Result\n',
    );
    const { code, said } = await check('--update');
    if (process.env['LAKEHOUSE_TEST_PG'] === '14' || process.env['LAKEHOUSE_TEST_PG'] === '15') {
      assert.match(said, /from PostgreSQL 16 on/);
    } else {
      assert.equal(code, 0, said);
      assert.match(await readFile(path.join(folder, 'loans.plan-baseline'), 'utf8'), / on public\.loans/);
    }
  });

  it('understand the words of the command line', () => {
    assert.deepEqual(readArguments(['a', '--url', 'postgresql://x/y', '--format', 'tap', '--update']), {
      paths: ['a'],
      url: 'postgresql://x/y',
      format: 'tap',
      output: undefined,
      update: true,
    });
    assert.equal(readArguments(['--help']), 'help');
    assert.throws(() => readArguments(['--format', 'pdf']), /--format is one of text, tap, junit/);
    assert.throws(() => readArguments(['--url']), /--url needs a value/);
  });
});
