import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../../src/base/userError';
import { pgpassPath, readPgpassPassword } from '../../../src/node/secrets/pgpassFile';
import { readPassword } from '../../../src/node/secrets/passwordSources';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

const target = { host: 'h', port: 5432, database: 'd', user: 'u' };

describe('Passwords', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lhpg-pass-'));
    file = path.join(folder, 'pgpass');
    await writeFile(file, 'h:5432:d:u:hunter2\n', { mode: 0o600 });
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('come from the password file', async () => {
    assert.equal(await readPgpassPassword(target, file), 'hunter2');
  });

  it('are looked for where libpq looks', () => {
    assert.equal(pgpassPath({ PGPASSFILE: file }), file);
    const usual = pgpassPath({ APPDATA: folder });
    assert.ok(
      usual.endsWith(process.platform === 'win32' ? path.join('postgresql', 'pgpass.conf') : '.pgpass'),
    );
  });

  const failures: readonly { title: string; prepare: () => Promise<unknown>; user?: string; says: RegExp }[] =
    [
      { title: 'the file is missing', prepare: () => rm(file), says: /does not exist\. Create it/ },
      {
        title: 'no line matches',
        prepare: () => Promise.resolve(),
        user: 'x',
        says: /has no line for h:5432:d:x\./,
      },
      {
        title: 'it is a folder',
        prepare: async () => {
          await rm(file);
          await mkdir(file);
        },
        says: /is not a file/,
      },
    ];
  for (const { title, prepare, user = 'u', says } of failures) {
    it(`are explained when ${title}`, async () => {
      await prepare();
      await assert.rejects(readPgpassPassword({ ...target, user }, file), (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, says);
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      });
    });
  }

  it('are not read from a file that others can read', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    await chmod(file, 0o640);
    await assert.rejects(readPgpassPassword(target, file), /can be read by others.*chmod 600/);
  });

  it('come from the environment variable that the profile names', async () => {
    const profile = { ...profileFor(await sharedServer()), passwordVariable: 'LAKEHOUSE_TEST_PASSWORD' };
    await assert.rejects(
      readPassword('environment', profile, 'requested'),
      /LAKEHOUSE_TEST_PASSWORD.* is not set/,
    );
    process.env['LAKEHOUSE_TEST_PASSWORD'] = 'hunter2';
    try {
      assert.equal(await readPassword('environment', profile, 'requested'), 'hunter2');
      assert.equal(await readPassword('environment', profile, 'rejected'), undefined);
      assert.equal(await readPassword('none', profile, 'requested'), undefined);
    } finally {
      delete process.env['LAKEHOUSE_TEST_PASSWORD'];
    }
  });
});
