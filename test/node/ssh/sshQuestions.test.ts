import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CancelledError, neverCancelled } from '../../../src/base/cancelSignal';
import { ConnectError } from '../../../src/core/connections/connectError';
import type { SshMethod } from '../../../src/core/connections/sshSettings';
import { Connector } from '../../../src/node/pg/connector';
import { Tunnels } from '../../../src/node/ssh/tunnels';
import { passwords, profileFor } from '../../support/sessions';
import { sharedServer } from '../../support/sharedServer';
import { SshAnswers } from '../../support/sshAnswers';
import { type SshDoor, SshServer } from '../../support/sshServer';

const secret = 'se cret';

const passwordDoor: SshDoor = (context) =>
  context.method === 'password' && context.password === secret ? true : ['password'];

/** Asks the prompts and compares the answers. */
function questionDoor(
  prompts: readonly { prompt: string; echo: boolean }[],
  right: readonly string[],
): SshDoor {
  return (context) =>
    context.method !== 'keyboard-interactive'
      ? ['keyboard-interactive']
      : new Promise((resolve) => {
          context.prompt([...prompts], (answers) => {
            resolve(JSON.stringify(answers) === JSON.stringify(right));
          });
        });
}

describe('An SSH login that asks', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lakehouse-ssh-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function logIn(door: SshDoor, answers: SshAnswers, auth: SshMethod = 'auto', connect = 0) {
    const server = await sharedServer();
    const ssh = await SshServer.start(door);
    const known = path.join(folder, 'known_hosts');
    await writeFile(known, `[127.0.0.1]:${ssh.port} ${ssh.hostKey}\n`);
    const tunnels = new Tunnels({
      questions: answers,
      knownHosts: { read: [known], own: known },
      configFile: path.join(folder, 'none'),
    });
    const base = profileFor(server);
    const profile = {
      ...base,
      timeouts: { ...base.timeouts, connect },
      ssh: { host: '127.0.0.1', port: ssh.port, user: 'ana', auth, keyFile: undefined, jump: undefined },
    };
    const connector = new Connector(profile, passwords(server.password), {
      gateway: (each, signal) => tunnels.gateway(each, signal),
    });
    try {
      await (await connector.openSession(neverCancelled)).close();
      return undefined;
    } catch (error) {
      return error;
    } finally {
      await connector.close();
      tunnels.dispose();
      await ssh.stop();
    }
  }

  it('takes a password, after a wrong one too, and keeps the one that was taken', async () => {
    const answers = new SshAnswers({ secrets: ['wrong', secret] });
    assert.equal(await logIn(passwordDoor, answers), undefined);
    assert.deepEqual(answers.asked, ['password requested', 'password rejected']);
    assert.equal(answers.kept.length, 1);
    assert.deepEqual(answers.kept[0]?.kind, 'password');
  });

  it('gives up after three wrong passwords, naming none', async () => {
    const answers = new SshAnswers({ secrets: ['wrong-1', 'wrong-2', 'wrong-3', secret] });
    const error = await logIn(passwordDoor, answers);
    assert.ok(error instanceof ConnectError);
    assert.equal(error.kind, 'sshAuthentication');
    assert.match(error.message, /Tried: the password\. It takes: password\./);
    assert.doesNotMatch(error.message, /wrong/);
    assert.deepEqual(answers.kept, []);
  });

  it('uses the password where a server asks for it as a question', async () => {
    const door = questionDoor([{ prompt: "(ana@bastion) ana's Password: ", echo: false }], [secret]);
    const answers = new SshAnswers({ secrets: [secret] });
    assert.equal(await logIn(door, answers), undefined);
    assert.deepEqual(answers.asked, ['password requested']);
  });

  it('shows other questions, such as one for a code', async () => {
    const prompts = [
      { prompt: 'Verification code: ', echo: true },
      { prompt: 'PIN: ', echo: false },
    ];
    const answers = new SshAnswers({ answers: [['123456', '99']] });
    assert.equal(
      await logIn(questionDoor(prompts, ['123456', '99']), answers, 'keyboard-interactive'),
      undefined,
    );
    assert.deepEqual(answers.asked, ['answer Verification code:  (shown), PIN: ']);
  });

  it('tries only what the settings name', async () => {
    const answers = new SshAnswers({ secrets: [secret] });
    const error = await logIn(passwordDoor, answers, 'key');
    assert.ok(error instanceof ConnectError);
    assert.match(error.message, /Tried: nothing that it takes\. It takes: password\./);
    assert.deepEqual(answers.asked, []);
  });

  it('ends when a question is dismissed', async () => {
    for (const door of [passwordDoor, questionDoor([{ prompt: 'Code: ', echo: true }], ['1'])]) {
      const answers = new SshAnswers();
      answers.getSecret = () => Promise.reject(new CancelledError());
      answers.answer = () => Promise.reject(new CancelledError());
      assert.ok((await logIn(door, answers)) instanceof CancelledError);
    }
  });

  it('gives a person as long as it takes', async () => {
    const answers = new SshAnswers();
    answers.getSecret = () => new Promise((resolve) => setTimeout(() => resolve(secret), 2600));
    assert.equal(await logIn(passwordDoor, answers, 'auto', 2000), undefined);
  });
});
