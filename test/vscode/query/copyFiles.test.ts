import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import type { Session } from '../../../src/core/query/session';
import { Connector } from '../../../src/node/pg/connector';
import { PgParser } from '../../../src/node/sql/pgParser';
import { copyByFile } from '../../../src/vscode/copy/copyFiles';
import { CollectingSink, passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { makeScratchFolder } from '../../support/workbench/scratchFolder';

describe('COPY in an editor', () => {
  const scratch = makeScratchFolder('copy');
  const parser = new PgParser();
  let connector: Connector;
  let session: Session;
  let file: string | undefined;

  before(async () => {
    const server = await sharedServer();
    connector = new Connector(profileFor(server), passwords(server.password));
    session = await connector.openSession(neverCancelled);
    await run(session, 'create temporary table t (id int, name text)');
  });

  after(async () => {
    await session.close();
    await connector.close();
    scratch.remove();
  });

  async function copy(text: string, readOnly = false) {
    const uri = file === undefined ? undefined : vscode.Uri.file(path.join(scratch.path, file));
    const choose = () => Promise.resolve(uri);
    const sink = new CollectingSink();
    const outcome = await copyByFile({
      execute: (request, to) => session.execute(request, to, neverCancelled),
      request: { text, maxRows: 10 },
      sink,
      readOnly,
      parser,
      files: { toWrite: choose, toRead: choose },
    });
    return [outcome.commandTag, ...sink.notices.map(({ message }) => message.replace(/\/.*\//, ''))];
  }

  it('reads a file, and says which row failed', async () => {
    file = 'good.csv';
    await writeFile(path.join(scratch.path, file), 'id,name\n1,"a, b"\n2,ü\n');
    assert.deepEqual(await copy('copy t from stdin (format csv, header)'), [
      'COPY 2',
      'Read 22 bytes from good.csv.',
    ]);
    file = 'bad.csv';
    await writeFile(path.join(scratch.path, file), '3,x\nfour,y\n');
    await assert.rejects(
      copy('copy t from stdin csv'),
      (error: { readonly fields?: { readonly where?: string } }) => {
        assert.match(error.fields?.where ?? '', /^COPY t, line 2, column id: "four"/);
        return true;
      },
    );
    assert.deepEqual((await run(session, 'select id from t order by 1')).rows, [['1'], ['2']]);
  });

  it('writes a file, and leaves none when the server fails', async () => {
    file = 'out.csv';
    const [tag, said] = await copy('/* rows */ copy (select * from t order by 1) to stdout with csv');
    assert.equal(tag, 'COPY 2');
    assert.equal(said, 'Wrote 14 bytes to out.csv.');
    assert.equal(await readFile(path.join(scratch.path, file), 'utf8'), '1,"a, b"\n2,ü\n');
    await assert.rejects(copy('copy (select 1 / (2 - n) from generate_series(1, 2) n) to stdout'), {
      code: '22012',
    });
    assert.equal(await readFile(path.join(scratch.path, file), 'utf8'), '1,"a, b"\n2,ü\n');
  });

  it('sends nothing when no file is chosen, and leaves other statements alone', async () => {
    file = undefined;
    await assert.rejects(copy('copy t to stdout'), CancelledError);
    assert.deepEqual(await copy("select 'copy t to stdout'"), ['SELECT 1']);
    await assert.rejects(copy('copy t from stdin', true), /COPY … FROM STDIN waits for data/);
  });
});
