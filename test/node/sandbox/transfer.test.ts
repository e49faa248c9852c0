import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { defaultExportOptions } from '../../../src/core/export/exportOptions';
import type { Execute } from '../../../src/core/query/runStatements';
import { exportByCopy } from '../../../src/node/export/exportByCopy';
import { exportByRows } from '../../../src/node/export/exportByRows';
import { FailedRowError, type ImportJob } from '../../../src/node/import/fileRows';
import { importRows } from '../../../src/node/import/importRows';
import type { PgSession } from '../../../src/node/pg/pgSession';
import { encodeProgram } from '../../support/encodeProgram';
import { TestSandbox } from '../../support/sandbox';
import { run } from '../../support/sessions';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

describe('files and the sandbox', function () {
  this.timeout(60_000);
  const scratch = makeScratchFolder('sandbox-files');
  let sandbox: TestSandbox;
  let session: PgSession;

  before(async () => {
    sandbox = await TestSandbox.create();
    session = await sandbox.session(await sandbox.open());
    await run(session, 'create table public.files (id integer primary key, name text)');
  });

  after(async () => {
    await session.close();
    await sandbox.dispose();
    scratch.remove();
  });

  const execute: Execute = (request, sink) => session.execute(request, sink, neverCancelled);
  const job = (content: string): ImportJob => {
    const file = path.join(scratch.path, 'in.csv');
    writeFileSync(file, content);
    return {
      ...{ path: file, encoding: 'utf-8', width: 2 },
      format: { kind: 'separated', delimiter: ',', quote: '"', nullText: '', header: true },
      target: {
        ...{ schema: 'public', table: 'files', isNew: false },
        columns: ['id', 'name'].map((target, source) => ({ target, source, type: '' })),
      },
    };
  };
  const perform = (content: string, byInsert: boolean) =>
    importRows(job(content), {
      ...{ session, byInsert, progress: () => undefined, signal: new AbortController().signal },
    });

  it('takes a file by INSERT, all of it or nothing', async () => {
    const rows = Array.from({ length: 1200 }, (_, n) => `${n},name ${n}`);
    await assert.rejects(perform(`id,name\n${rows.join('\n')}\n7,again\n`, true), (error) => {
      assert.ok(error instanceof FailedRowError);
      assert.equal(error.line, 1202);
      return true;
    });
    assert.equal(await perform(`id,name\n${rows.join('\n')}\n`, true), 1200);
    assert.deepEqual((await run(session, 'select count(*), max(name) from files')).rows, [
      ['1200', 'name 999'],
    ]);
  });

  it('refuses COPY FROM STDIN with a sentence, and goes on', async () => {
    await assert.rejects(perform('id,name\n9999,x\n', false), /The sandbox takes no data by COPY|COPY/);
    assert.deepEqual((await run(session, 'select count(*) from files')).rows, [['1200']]);
  });

  it('writes a file by COPY and by rows', async () => {
    const text = 'select * from files order by id';
    const target = (name: string) => path.join(scratch.path, name);
    const common = { text, options: defaultExportOptions, execute, progress: () => undefined };
    assert.equal((await exportByCopy({ ...common, format: 'csv', path: target('a.csv') })).rows, 1200);
    await exportByRows({ ...common, format: 'csv', path: target('b.csv'), program: encodeProgram });
    assert.equal(readFileSync(target('a.csv'), 'utf8'), readFileSync(target('b.csv'), 'utf8'));
  });
});
