import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../../src/base/userError';
import { previousVersion } from '../../../../src/node/dbt/run/previousVersion';
import { makeScratchFolder } from '../../../support/workbench/scratchFolder';

describe('the previous version of a model', () => {
  const scratch = makeScratchFolder('previous-version');
  const file = path.join(scratch.path, 'orders of ana.sql');
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', scratch.path, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args]);
  const commit = (text: string) => {
    writeFileSync(file, text);
    git('add', '.');
    git('commit', '-q', '-m', text);
  };
  const before = () => previousVersion(file, new AbortController().signal);

  after(() => scratch.remove());

  it('is refused where git knows none', async () => {
    git('init', '-q');
    writeFileSync(file, 'select 1');
    await assert.rejects(before(), UserError);
    commit('select 1');
    await assert.rejects(before(), /git has no other version of orders of ana\.sql/);
  });

  it('is that of HEAD where the file was changed since', async () => {
    writeFileSync(file, 'select 2');
    const { text, day } = await before();
    assert.equal(text, 'select 1');
    assert.match(day, /^\d{4}-\d\d-\d\d$/);
  });

  it('is the one before the last commit that changed it', async () => {
    commit('select 2');
    writeFileSync(path.join(scratch.path, 'other.sql'), '');
    git('add', '.');
    git('commit', '-q', '-m', 'another file');
    assert.equal((await before()).text, 'select 1');
  });
});
