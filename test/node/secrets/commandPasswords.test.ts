import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { UserError } from '../../../src/base/userError';
import type { ConnectionProfile } from '../../../src/core/connections/connectionProfile';
import { CommandPasswords } from '../../../src/node/secrets/commandPasswords';
import { Connector } from '../../../src/node/pg/connector';
import { profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';

describe('A password from a command', () => {
  let folder: string;
  let base: ConnectionProfile;

  before(async () => {
    base = profileFor(await sharedServer(), { password: 'command' });
    folder = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-command-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const running = (
    script: string,
    limits: { readonly keepFor?: number; readonly timeLimit?: number } = {},
    more: readonly string[] = [],
  ): ConnectionProfile => ({
    ...base,
    passwordCommand: {
      argv: [process.execPath, '-e', script, ...more],
      keepFor: 60_000,
      timeLimit: 20_000,
      ...limits,
    },
  });
  const get = (profile: ConnectionProfile, from = new CommandPasswords()) =>
    from.get(profile, 'requested', neverCancelled);

  it('is the first line that the program prints, byte for byte', async () => {
    assert.equal(await get(running("console.log(' a b;$HOME \\u00e4\\nsecond')")), ' a b;$HOME ä');
  });

  it('comes from the program itself, whatever its arguments hold: no shell reads them', async () => {
    const profile = running('console.log(process.argv[1])', {}, ['$(id) `id` ; "x" | y']);
    assert.equal(await get(profile), '$(id) `id` ; "x" | y');
  });

  it('tells the program whom it is for', async () => {
    const script = 'const e = process.env; console.log([e.PGHOST, e.PGPORT, e.PGUSER, e.PGDATABASE].join())';
    assert.equal(await get(running(script)), [base.host, base.port, base.user, base.database].join());
  });

  const counting = (file: string) =>
    `const fs = require('fs'); fs.appendFileSync(${JSON.stringify(file)}, 'x'); console.log('p')`;

  it('is used again while it is good, by two logins at once too, and fetched anew when it was rejected', async () => {
    const file = path.join(folder, 'kept');
    const source = new CommandPasswords();
    const profile = running(counting(file));
    await Promise.all([get(profile, source), get(profile, source)]);
    await get(profile, source);
    assert.equal(await readFile(file, 'utf8'), 'x');
    await source.get(profile, 'rejected', neverCancelled);
    assert.equal(await readFile(file, 'utf8'), 'xx');
    await get({ ...profile, host: 'other.example' }, source);
    assert.equal(await readFile(file, 'utf8'), 'xxx');
  });

  it('is fetched each time when it is not to be kept', async () => {
    const file = path.join(folder, 'each');
    const source = new CommandPasswords();
    const profile = running(counting(file), { keepFor: 0 });
    await get(profile, source);
    await get(profile, source);
    assert.equal(await readFile(file, 'utf8'), 'xx');
  });

  const failures: readonly {
    readonly name: string;
    readonly profile: () => ConnectionProfile;
    readonly says: RegExp;
  }[] = [
    {
      name: 'a program that fails, in its own words without what it printed',
      profile: () =>
        running("console.log('token-1'); console.error('no login: token-1 password=abc'); process.exit(3)"),
      says: /^The password command \S+ ended with code 3\. It says: no login: ••• password=••• Correct/,
    },
    {
      name: 'a program that prints nothing',
      profile: () => running(''),
      says: /printed no password\. Correct/,
    },
    {
      name: 'a program that does not end',
      profile: () => running('setInterval(() => undefined, 1000)', { timeLimit: 300 }),
      says: /did not end within 0\.3 s\. Correct/,
    },
    {
      name: 'a program that does not exist',
      profile: () => ({
        ...base,
        passwordCommand: { argv: ['no-such-program-here'], keepFor: 0, timeLimit: 1000 },
      }),
      says: /no-such-program-here was not found\. Correct/,
    },
    {
      name: 'a command of a workspace',
      profile: () => ({ ...running("console.log('x')"), scope: 'workspace' }),
      says: /in the user settings\.$/,
    },
  ];
  for (const { name, profile, says } of failures) {
    it(`explains ${name}`, async () => {
      await assert.rejects(get(profile()), (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, says);
        return true;
      });
    });
  }

  it('logs in, and takes a new token when the old one has run out', async () => {
    const server = await sharedServer();
    const file = path.join(folder, 'tokens');
    const script = `const fs = require('fs'), f = ${JSON.stringify(file)}; const first = !fs.existsSync(f);
      fs.writeFileSync(f, ''); console.log(first ? 'expired' : ${JSON.stringify(server.password)})`;
    const source = new CommandPasswords();
    const connector = new Connector(running(script), {
      getPassword: (profile, reason, signal) => source.get(profile, reason, signal),
    });
    const session = await connector.openSession(neverCancelled);
    assert.equal(session.server.user, base.user);
    await session.close();
    await connector.close();
  });
});
