import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { Connector } from '../../../src/node/pg/connector';
import type { Tunnels, TunnelsOptions } from '../../../src/node/ssh/tunnels';
import { hostMetafile, loadChunk } from '../../support/bundleChunk';
import { passwords, profileFor, run } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { SshAnswers } from '../../support/sshAnswers';
import { SshServer } from '../../support/sshServer';

/** The tests use ssh2 from node_modules, with whatever was compiled there; the extension has nothing compiled. */
describe('SSH in the bundle', () => {
  it('has no compiled code', () => {
    const compiled = Object.keys(hostMetafile().inputs).filter((input) =>
      /\.node$|node_modules\/(cpu-features|nan|buildcheck)\//.test(input),
    );
    assert.deepEqual(
      compiled.filter((input) => !input.startsWith('native-code:')),
      [],
    );
  });

  it('opens a tunnel without it', async () => {
    const server = await sharedServer();
    const { Tunnels: Bundled } = loadChunk('src/node/ssh/tunnels.ts') as {
      Tunnels: new (options: TunnelsOptions) => Tunnels;
    };
    const loaded = Object.keys(createRequire(__filename).cache).filter((file) =>
      /sshcrypto\.node$/.test(file),
    );
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-bundle-'));
    const ssh = await SshServer.start(() => true);
    const known = path.join(folder, 'known_hosts');
    await writeFile(known, `[127.0.0.1]:${ssh.port} ${ssh.hostKey}\n`);
    const tunnels = new Bundled({
      questions: new SshAnswers(),
      knownHosts: { read: [known], own: known },
      configFile: path.join(folder, 'none'),
    });
    const hop = { host: '127.0.0.1', port: ssh.port, user: 'ana', keyFile: undefined, jump: undefined };
    const profile = profileFor(server, { ssh: { ...hop, auth: 'auto' } });
    const connector = new Connector(profile, passwords(server.password), {
      gateway: (each, signal) => tunnels.gateway(each, signal),
    });
    const session = await connector.openSession(neverCancelled);
    assert.deepEqual((await run(session, 'select 1')).rows, [['1']]);
    await session.close();
    await connector.close();
    tunnels.dispose();
    await ssh.stop();
    await rm(folder, { recursive: true, force: true });
    const now = Object.keys(createRequire(__filename).cache).filter((file) => /sshcrypto\.node$/.test(file));
    assert.deepEqual(now, loaded);
  });
});
