import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import type { ImportFormat } from '../../../src/core/import/importFormat';
import type { ImportTarget } from '../../../src/core/import/importStatements';
import { checkTypes } from '../../../src/node/import/checkTypes';
import { FailedRowError, type ImportJob, type ImportRun } from '../../../src/node/import/fileRows';
import { importRows } from '../../../src/node/import/importRows';
import { readSample } from '../../../src/node/import/importText';
import { Connector } from '../../../src/node/pg/connector';
import type { PgSession } from '../../../src/node/pg/pgSession';
import { passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const csv: ImportFormat = { kind: 'separated', delimiter: ',', quote: '"', nullText: '', header: true };

describe('importing a file', () => {
  const scratch = makeScratchFolder('import');
  let connector: Connector;
  let session: PgSession;

  before(async () => {
    const server = await sharedServer();
    connector = new Connector(profileFor(server), passwords(server.password));
    session = await connector.openSession(neverCancelled);
    await run(session, 'drop schema if exists importing cascade');
    await run(session, 'create schema importing');
  });

  beforeEach(async () => {
    await run(session, 'drop table if exists importing.t');
    await run(
      session,
      'create table importing.t (id integer primary key, name text, amount numeric check (amount < 1000))',
    );
  });

  after(async () => {
    await session.close();
    await connector.close();
    scratch.remove();
  });

  const file = (content: string | Buffer) => {
    const target = path.join(scratch.path, 'file');
    writeFileSync(target, content);
    return target;
  };
  const columns = ['id', 'name', 'amount'].map((target, source) => ({ target, source, type: 'text' }));
  const existing: ImportTarget = { schema: 'importing', table: 't', isNew: false, columns };
  const job = (content: string | Buffer, changes: Partial<ImportJob> = {}): ImportJob => ({
    ...{ path: file(content), encoding: 'utf-8', format: csv, target: existing, width: 3 },
    ...changes,
  });
  const perform = (work: ImportJob, changes: Partial<ImportRun> = {}) =>
    importRows(work, {
      session,
      progress: () => undefined,
      signal: new AbortController().signal,
      ...changes,
    });
  const stored = async (table = 't') =>
    (await run(session, `select * from importing.${table} order by 1`)).rows;

  for (const byInsert of [false, true]) {
    const way = byInsert ? 'INSERT' : 'COPY';
    const go = (work: ImportJob) => perform(work, { byInsert });

    it(`keeps NULL, empty texts, quotes, tabs, line breaks and backslashes by ${way}`, async () => {
      const count = await go(job('id,name,amount\r\n1,"a ""b""\nc\td\\e",1.50\r\n2,,\r\n3,"",0\r\n\r\n'));
      assert.equal(count, 3);
      assert.deepEqual(await stored(), [
        ['1', 'a "b"\nc\td\\e', '1.50'],
        ['2', null, null],
        ['3', '', '0'],
      ]);
    });

    it(`shows the line that failed and imports nothing by ${way}`, async () => {
      const content = 'id,name,amount\n1,"two\nlines",1\n2,b,x1\n3,c,3\n';
      const work = job(content);
      await assert.rejects(go(work), (error) => {
        assert.ok(error instanceof FailedRowError);
        assert.equal(error.line, 4);
        const place = byInsert ? '' : ', column amount';
        assert.equal(
          error.message,
          `Line 4${place}: invalid input syntax for type numeric: "x1". Nothing was imported. The row reads: 2 | b | x1`,
        );
        return true;
      });
      assert.deepEqual(await stored(), []);
      assert.equal(session.transaction, 'idle');
      assert.equal(readFileSync(work.path, 'utf8'), content);
    });

    it(`names the line of a row that breaks a constraint by ${way}`, async () => {
      const rows = Array.from({ length: 2000 }, (_, n) => `${n},n,1`);
      rows[1500] = '7,again,1';
      await assert.rejects(go(job(`id,name,amount\n${rows.join('\n')}\n`)), (error) => {
        assert.ok(error instanceof FailedRowError);
        assert.match(
          error.message,
          /^Line 1,502: duplicate key value .* Key \(id\)=\(7\) already exists\. Nothing/,
        );
        return true;
      });
      assert.deepEqual(await stored(), []);
    });
  }

  it('says which line has too few values', async () => {
    await assert.rejects(
      perform(job('id,name,amount\n1,a,1\n2,b\n')),
      /Line 3 has 2 values, but the file has 3 columns\. Nothing was imported\./,
    );
    assert.deepEqual(await stored(), []);
  });

  it('makes a new table, and none when a row fails', async () => {
    const target = { ...existing, table: 'fresh "t"', isNew: true };
    const typed = {
      ...target,
      columns: columns.map((each, index) => ({ ...each, type: index === 1 ? 'text' : 'integer' })),
    };
    await assert.rejects(perform(job('id,name,amount\n1,a,b\n', { target: typed })), FailedRowError);
    assert.equal((await run(session, `select to_regclass('importing."fresh ""t"""')`)).rows[0]?.[0], null);
    await perform(job('id,name,amount\n1,a,2\n', { target: typed }));
    assert.deepEqual(await stored('"fresh ""t"""'), [['1', 'a', '2']]);
    await run(session, 'drop table importing."fresh ""t"""');
  });

  it('takes only the columns that are wanted, in any order', async () => {
    const target = {
      ...existing,
      columns: [
        { target: 'name', source: 2, type: '' },
        { target: 'id', source: 0, type: '' },
      ],
    };
    await perform(job('x,y,z\n5,b,c\n', { target }));
    assert.deepEqual(await stored(), [['5', 'c', null]]);
  });

  it('reads JSON lines, every digit of them', async () => {
    await run(session, 'alter table importing.t drop constraint t_amount_check');
    const format: ImportFormat = { kind: 'ndjson', keys: ['id', 'name', 'amount'] };
    const content =
      '{"id":1,"name":"a\\n\\"b\\"","amount":12345678901234567890.123}\n{"amount":null,"name":{"x":[1]},"id":2}\n';
    await perform(job(content, { format }));
    assert.deepEqual(await stored(), [
      ['1', 'a\n"b"', '12345678901234567890.123'],
      ['2', '{"x":[1]}', null],
    ]);
  });

  it('unpacks, and reads other encodings', async () => {
    await perform(job(gzipSync('id,name,amount\n1,ä,1\n')));
    await perform(job(Buffer.from('\ufeffid,name,amount\n2,ä🐘,1\n', 'utf16le'), { encoding: 'utf-16le' }));
    await perform(job(Buffer.from('id,name,amount\n3,\xe4\x80,1\n', 'latin1'), { encoding: 'windows-1252' }));
    assert.deepEqual(
      (await stored()).map(([, name]) => name),
      ['ä', 'ä🐘', 'ä€'],
    );
    await assert.rejects(perform(job(Buffer.from('id,name,amount\n4,\xe4,1\n', 'latin1'))), /no UTF-8/);
  });

  it('guesses the encoding', async () => {
    for (const [content, expected] of [
      [Buffer.from('a\n€\n'), 'utf-8'],
      [Buffer.from('\ufeffa\n', 'utf16le'), 'utf-16le'],
      [Buffer.from('a\n\xe4\n', 'latin1'), 'windows-1252'],
    ] as const) {
      assert.equal((await readSample(file(content))).encoding, expected);
    }
  });

  it('stops when it is cancelled, and leaves the session idle and the table as it was', async () => {
    const rows = Array.from({ length: 300_000 }, (_, n) => `${n},n,1`).join('\n');
    const stop = new AbortController();
    const progress = () => stop.abort();
    await assert.rejects(
      perform(job(`id,name,amount\n${rows}\n`), { signal: stop.signal, progress }),
      (error) => error instanceof CancelledError,
    );
    assert.equal(session.transaction, 'idle');
    assert.deepEqual(await stored(), []);
  });

  it('finds what the sample did not show, before anything is sent', async () => {
    const typed = columns.map((each, index) => ({ ...each, type: index === 1 ? 'text' : 'integer' }));
    const rows = Array.from(
      { length: 5000 },
      (_, n) => `${n},n,${n === 3000 ? '1.5' : n === 4000 ? '3000000000' : '1'}`,
    );
    const work = job(`id,name,amount\n${rows.join('\n')}\n`, {
      target: { ...existing, columns: typed, isNew: true },
    });
    const found = await checkTypes(work, { progress: () => undefined, signal: new AbortController().signal });
    assert.deepEqual(found, [{ source: 2, line: 3002, value: '1.5', type: 'numeric' }]);
  });
});
