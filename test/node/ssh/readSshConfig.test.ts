import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sshConfigEntry } from '../../../src/core/connections/sshConfig';
import { readSshConfig } from '../../../src/node/ssh/readSshConfig';

describe('Included configurations of OpenSSH', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-config-'));
    await mkdir(path.join(folder, 'config.d'));
    const files = {
      config: 'Include config.d/* "own file" missing\nHost other\n  Include below\nHost *\n  User last\n',
      'config.d/10-one': 'Host one\n  User first\n',
      'config.d/20-two': 'Port 2200\n',
      'own file': 'Include config\nHost two\n  User second\n',
      below: 'Host *\n  User below\n',
    };
    for (const [name, text] of Object.entries(files)) {
      await writeFile(path.join(folder, name), text);
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('stand where they are included, also when they include each other', async () => {
    const text = await readSshConfig(path.join(folder, 'config'));
    const user = (host: string) => sshConfigEntry(text, host).user;
    assert.deepEqual(
      [user('one'), user('two'), user('three'), user('other')],
      ['first', 'second', 'last', 'last'],
    );
    assert.equal(sshConfigEntry(text, 'three').port, 2200);
  });

  it('are nothing when there is no file', async () => {
    assert.equal(await readSshConfig(path.join(folder, 'none')), '');
  });
});
