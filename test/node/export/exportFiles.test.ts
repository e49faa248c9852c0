import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { UserError } from '../../../src/base/userError';
import { defaultExportOptions, type ExportOptions } from '../../../src/core/export/exportOptions';
import { ReadOnlyRun } from '../../../src/core/query/readOnlyRun';
import type { Execute } from '../../../src/core/query/runStatements';
import { exportByCopy } from '../../../src/node/export/exportByCopy';
import { exportByRows } from '../../../src/node/export/exportByRows';
import { Connector } from '../../../src/node/pg/connector';
import type { PgSession } from '../../../src/node/pg/pgSession';
import { PgParser } from '../../../src/node/sql/pgParser';
import { encodeProgram } from '../../support/encodeProgram';
import { passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

const rows = `select n as id, 'name ' || n as name, nullif(n % 3, 0) as rest from generate_series(1, 20000) as n order by n`;

describe('exporting a statement straight to a file', () => {
  const scratch = makeScratchFolder('export-files');
  let connector: Connector;
  let session: PgSession;

  before(async () => {
    const server = await sharedServer();
    connector = new Connector(profileFor(server), passwords(server.password));
    session = await connector.openSession(neverCancelled);
  });

  after(async () => {
    await session.close();
    await connector.close();
    scratch.remove();
  });

  const target = (name: string) => path.join(scratch.path, name);
  const left = () => readdirSync(scratch.path).filter((name) => name.endsWith('.part'));
  const execute: Execute = (request, sink) => session.execute(request, sink, neverCancelled);
  const copy = (name: string, text: string, options: Partial<ExportOptions> = {}, how: Execute = execute) =>
    exportByCopy({
      ...{ text, format: 'csv', path: target(name), execute: how },
      ...{ options: { ...defaultExportOptions, ...options }, progress: () => undefined },
    });
  const write = (name: string, text: string, how: Execute = execute) =>
    exportByRows({
      ...{ text, format: 'csv', path: target(name), execute: how, program: encodeProgram },
      ...{ options: defaultExportOptions, progress: () => undefined },
    });

  it('writes the same by COPY and by rows', async () => {
    const byCopy = await copy('copy.csv', rows);
    const byRows = await write('rows.csv', rows);
    assert.deepEqual([byCopy.rows, byRows.rows], [20_000, 20_000]);
    const text = readFileSync(target('copy.csv'), 'utf8');
    assert.equal(text.slice(0, 40), 'id,name,rest\n1,name 1,1\n2,name 2,2\n3,nam');
    assert.equal(readFileSync(target('rows.csv'), 'utf8'), text);
    assert.deepEqual(left(), []);
  });

  it('takes every option of CSV', async () => {
    const options = { delimiter: ';', quote: "'", header: false, nullText: 'NULL', byteOrderMark: true };
    await copy('options.csv', `select 1, null, 'a;b', 'it''s', 'NULL', ''`, options);
    assert.equal(readFileSync(target('options.csv'), 'utf8'), "\ufeff1;NULL;'a;b';'it''s';'NULL';\n");
  });

  it('refuses separators that could not be told apart', async () => {
    await assert.rejects(copy('same.csv', 'select 1', { quote: ',' }), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.message, 'The delimiter and the quote must differ.');
      return true;
    });
  });

  it('packs', async () => {
    await copy('packed.csv.gz', 'select 1 as a', { gzip: true });
    assert.equal(gunzipSync(readFileSync(target('packed.csv.gz'))).toString(), 'a\n1\n');
  });

  it('writes in a read-only session, and not what writes', async () => {
    const guarded = new ReadOnlyRun(session, new PgParser());
    const how: Execute = (request, sink) => guarded.run(request, sink, neverCancelled);
    assert.equal((await copy('guarded.csv', 'select 1 as a', {}, how)).rows, 1);
    await assert.rejects(copy('refused.csv', 'delete from pg_class returning 1', {}, how), /read-only/);
    await guarded.lift();
    assert.deepEqual(readdirSync(scratch.path).includes('refused.csv'), false);
  });

  for (const [way, start] of [
    ['COPY', copy],
    ['rows', (name: string, text: string, _: object, how?: Execute) => write(name, text, how)],
  ] as const) {
    it(`leaves the old file as it was when a cancel stops the ${way}`, async () => {
      writeFileSync(target('old.csv'), 'before');
      const stop = new AbortController();
      const endless = `select generate_series(1, 100000000) as n, repeat('x', 1000)`;
      const how: Execute = (request, sink) => {
        const seen = () => stop.abort();
        const watched = {
          ...sink,
          ...(sink.copyData && {
            copyData: (bytes: Uint8Array, count: number) => (seen(), sink.copyData?.(bytes, count)),
          }),
          ...('blocks' in sink && {
            blocks: (blocks: Parameters<typeof sink.blocks>[0]) => (seen(), sink.blocks(blocks)),
          }),
        };
        return session.execute(request, watched, stop.signal);
      };
      await assert.rejects(start('old.csv', endless, {}, how), (error) => error instanceof CancelledError);
      assert.equal(readFileSync(target('old.csv'), 'utf8'), 'before');
      assert.deepEqual(left(), []);
      assert.deepEqual((await run(session, 'select 1')).rows, [['1']]);
    });

    it(`leaves no file when the server fails in the middle of the ${way}`, async () => {
      const text = `select 1 / (20000 - n) as x from generate_series(1, 30000) as n`;
      await assert.rejects(start('failed.csv', text, {}), /division by zero/);
      assert.equal(readdirSync(scratch.path).includes('failed.csv'), false);
      assert.deepEqual(left(), []);
    });

    it(`says why the file of the ${way} cannot be written, and the session goes on`, async () => {
      await assert.rejects(start('nowhere/x.csv', rows, {}), (error) => {
        assert.ok(error instanceof UserError, String(error));
        assert.match(error.message, /was not written: its folder is not there\. Nothing was changed\.$/);
        return true;
      });
      assert.deepEqual((await run(session, 'select 2')).rows, [['2']]);
    });
  }

  it('writes a COPY … TO STDOUT of the user as it is', async () => {
    const text = 'copy (values (1, null)) to stdout';
    const report = await exportByCopy({
      ...{ text, format: undefined, path: target('own.txt'), execute },
      ...{ options: defaultExportOptions, progress: () => undefined },
    });
    assert.equal(report.rows, 1);
    assert.equal(readFileSync(target('own.txt'), 'utf8'), '1\t\\N\n');
  });
});
