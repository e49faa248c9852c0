import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SshServer } from '../support/sshServer';
import { type ReplicatedServers, startReplicated } from '../support/standby';
import { until } from '../support/workbench/until';
import {
  type InstalledWorkbench,
  openInstalledWorkbench,
  packageExtension,
} from '../support/workbench/installedWorkbench';

const root = path.resolve(__dirname, '../../..');
const sshPassword = 'the ssh password';

/** Servers that are not simply there: behind SSH, and a read replica. */
describe('A server that is hard to reach', function () {
  this.timeout(300_000);
  let servers: ReplicatedServers | undefined;
  let ssh: SshServer | undefined;
  let workbench: InstalledWorkbench | undefined;

  before(async () => {
    servers = await startReplicated();
    const { primary, standby } = servers;
    ssh = await SshServer.start((context) =>
      context.method === 'password' && context.password === sshPassword ? true : ['password'],
    );
    const base = {
      ...{ host: primary.host, database: 'postgres', user: primary.user, environment: 'local' },
      ...{ password: 'environment', passwordVariable: 'LAKEHOUSE_TEST_PASSWORD' },
    };
    const tunnel = { host: '127.0.0.1', port: ssh.port, user: 'ana' };
    workbench = await openInstalledWorkbench(
      {
        vsix: await packageExtension(),
        workspace: path.join(root, 'demo'),
        theme: 'dark',
        settings: {
          'lakehouse.connections': [
            { ...base, id: 'tunnel', name: 'Through SSH', port: primary.port, ssh: tunnel },
            { ...base, id: 'replica', name: 'Replica', port: standby.port },
          ],
        },
        environment: { LAKEHOUSE_TEST_PASSWORD: primary.password },
      },
      () => undefined,
    );
  });

  after(async () => {
    await workbench?.close();
    await ssh?.stop();
    await servers?.dispose();
  });

  it('is reached through SSH after its key was trusted and the password typed', async () => {
    assert.ok(workbench && ssh);
    const { driver } = workbench;
    await driver.openContainer('Lakehouse');
    await driver.expand(await driver.treeRow('Databases', 'Through SSH', 1));
    const question = await driver.answerDialog('Trust and Connect');
    assert.match(question, new RegExp(`The SSH server ana@127\\.0\\.0\\.1:${ssh.port} is not known yet\\.`));
    assert.match(question, /ssh-ed25519 key has the fingerprint\s+SHA256:[\w+/]{43}/);
    await driver.answerPassword(/Password for an SSH server/, sshPassword);
    await driver.expandPath('Databases', ['Through SSH', 'postgres']);

    const written = readdirSync(workbench.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    const known = written.find((file) => file.endsWith('known_hosts'));
    assert.ok(known);
    assert.match(readFileSync(known, 'utf8'), new RegExp(`^\\[127\\.0\\.0\\.1\\]:${ssh.port} ssh-ed25519 `));
    const leaks = written.filter((file) => readFileSync(file).includes(sshPassword));
    assert.deepEqual(leaks, [], 'the SSH password was written in clear text');
  });

  it('is not asked about again', async () => {
    assert.ok(workbench);
    const { driver } = workbench;
    await driver.runCommand('Lakehouse: Disconnect All');
    await driver.beginCommand('Lakehouse: Connect');
    await driver.chooseQuickPick('Through SSH');
    await driver.expandPath('Databases', ['Through SSH', 'postgres']);
  });

  it('says that it is a read replica', async () => {
    assert.ok(workbench);
    const { driver } = workbench;
    await driver.expand(await driver.treeRow('Databases', 'Replica', 1));
    await until('the read replica to be told', async () =>
      (await driver.treeTexts('Databases')).find((row) => /^Replica +read replica · /.test(row)),
    );
    const pictures = process.env['LAKEHOUSE_SCREENSHOTS'];
    if (pictures !== undefined) {
      await driver.screenshot(path.join(pictures, 'replica.png'));
    }
  });
});
