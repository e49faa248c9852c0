import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CancelledError } from '../../../../src/base/cancelSignal';
import { UserError } from '../../../../src/base/userError';
import { TrackedFiles } from '../../../../src/node/dbt/project/trackedFiles';
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
  const before = (now = readFileSync(file, 'utf8')) =>
    previousVersion(file, now, new AbortController().signal);

  after(() => scratch.remove());

  it('is refused where git knows none', async () => {
    git('init', '-q');
    writeFileSync(file, 'select 1');
    await assert.rejects(before(), UserError);
    commit('select 1');
    await assert.rejects(before(), /git has no other version of orders of ana\.sql/);
  });

  it('says nothing of versions when the question was cancelled', async () => {
    const stop = new AbortController();
    const asked = previousVersion(file, 'select 1', stop.signal);
    stop.abort(new CancelledError());
    await assert.rejects(asked, CancelledError);
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

  it('is that of HEAD where only the editor has another text', async () => {
    assert.equal((await before('select 3')).text, 'select 2');
  });

  it('is not one that differs by line ends only', async () => {
    writeFileSync(file, 'select 3\nfrom x\n');
    git('commit', '-q', '-a', '-m', 'two lines');
    writeFileSync(file, 'select 3\r\nfrom x\r\n');
    assert.equal((await before()).text, 'select 2');
  });

  it('is of this file, and not of those that its name would match as a pattern', async () => {
    const odd = path.join(scratch.path, '[ab].sql');
    writeFileSync(odd, 'select 1');
    git('add', '.');
    git('commit', '-q', '-m', 'one');
    const wanted = git('rev-parse', '--short', 'HEAD').toString().trim();
    writeFileSync(path.join(scratch.path, 'a.sql'), '');
    git('add', '.');
    git('commit', '-q', '-m', 'another file');
    writeFileSync(odd, 'select 2');
    assert.equal((await previousVersion(odd, 'select 2', new AbortController().signal)).commit, wanted);
  });

  it('is found without a program that the repository names', async () => {
    const ran = path.join(scratch.path, 'ran');
    const program = path.join(scratch.path, 'program');
    writeFileSync(program, `#!/bin/sh\necho "$0" >> '${ran}'\nexit 1\n`, { mode: 0o755 });
    const settings = {
      'core.fsmonitor': program,
      'core.hooksPath': scratch.path,
      'core.sshCommand': program,
      'diff.external': program,
      'diff.x.textconv': program,
      'filter.x.clean': program,
      'filter.x.smudge': program,
      'gpg.program': program,
      'gpg.ssh.program': program,
      'log.showSignature': 'true',
      'protocol.ext.allow': 'always',
      'remote.origin.url': `ext::${program}`,
      'remote.origin.promisor': 'true',
      'core.repositoryFormatVersion': '1',
      'extensions.partialClone': 'origin',
    };
    writeFileSync(path.join(scratch.path, '.gitattributes'), '*.sql diff=x filter=x\n');
    writeFileSync(file, 'select 4');
    git('add', '.');
    git('commit', '-q', '-m', 'four');
    signHead();
    const lost = git('rev-parse', `HEAD:${path.basename(file)}`)
      .toString()
      .trim();
    rmSync(path.join(scratch.path, '.git', 'objects', lost.slice(0, 2), lost.slice(2)));
    for (const [name, value] of Object.entries(settings)) {
      git('config', name, value);
    }
    writeFileSync(file, 'select 5');
    assert.equal((await before()).text, 'select 3\r\nfrom x\r\n');
    assert.equal(await new TrackedFiles().isTracked(file, new AbortController().signal), true);
    assert.equal(existsSync(ran) && readFileSync(ran, 'utf8'), false);
  });

  /** Gives the last commit a signature that nobody can check. */
  function signHead(): void {
    const commit = git('cat-file', 'commit', 'HEAD').toString();
    const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n';
    const signed = commit.replace('\n\n', `\n${signature}\n`);
    const made = execFileSync('git', ['-C', scratch.path, 'hash-object', '-t', 'commit', '-w', '--stdin'], {
      input: signed,
    });
    git('update-ref', 'HEAD', made.toString().trim());
  }
});
