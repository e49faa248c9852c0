import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled } from '../../../src/base/cancelSignal';
import { runProgram } from '../../support/runProgram';
import { SshAnswers } from '../../support/sshAnswers';
import { whyNoSshd } from '../../support/sshd';
import { TunnelBed } from '../../support/tunnelBed';

describe('The host key of a real sshd', () => {
  let bed: TunnelBed;

  before(async function () {
    this.timeout(60_000);
    const why = whyNoSshd();
    if (why !== undefined) {
      console.log(`      skipped: ${why}`);
      this.skip();
    }
    bed = await TunnelBed.start();
  });

  afterEach(() => bed.closeConnections());
  after(() => whyNoSshd() ?? bed.stop());

  it('asks about an unknown host key by its fingerprint, and remembers a yes', async () => {
    const answers = new SshAnswers({ trust: true });
    const { connector, own } = await bed.connectorFor({ known: '', answers });
    await (await connector.openSession(neverCancelled)).close();
    assert.equal(await readFile(own, 'utf8'), `[127.0.0.1]:${bed.sshd.port} ${bed.sshd.hostKey}\n`);
    const keyFile = path.join(bed.folder, 'shown.pub');
    await writeFile(keyFile, bed.sshd.hostKey);
    const shown = await runProgram('ssh-keygen', ['-l', '-f', keyFile]);
    assert.ok(shown.includes(` ${answers.hostKeys[0]?.fingerprint} `), shown);
    await (await connector.openSession(neverCancelled)).close();
    assert.equal(answers.asked.length, 1);
  });

  it('sends nothing when the key is not trusted', async () => {
    const error = await bed.fails({ known: '', answers: new SshAnswers({ trust: false }) });
    assert.equal(error.kind, 'sshHostKey');
    assert.doesNotMatch(await bed.sshd.log(), /Postponed publickey.*\[preauth\]$/);
  });

  it('knows a hashed host and one without its port', async () => {
    const file = path.join(bed.folder, 'hashed');
    await writeFile(file, `[127.0.0.1]:${bed.sshd.port} ${bed.sshd.hostKey}\n`);
    await runProgram('ssh-keygen', ['-q', '-H', '-f', file]);
    const hashed = await readFile(file, 'utf8');
    assert.match(hashed, /^\|1\|/);
    await bed.works({ known: hashed });
    await bed.works({ known: `127.0.0.* ${bed.sshd.hostKey}\n` });
  });

  it('refuses a key that changed or was revoked, and asks nobody', async () => {
    const other = (bed.keys.get('stranger')?.public ?? '').split(' ').slice(0, 2).join(' ');
    const rsa = (bed.keys.get('rsa')?.public ?? '').split(' ').slice(0, 2).join(' ');
    const place = `[127.0.0.1]:${bed.sshd.port}`;
    for (const [known, says] of [
      [
        `# comment\n${place} ${other}\n`,
        /shows another key \(ssh-ed25519 SHA256:\S+\) than the one known from \S+, line 2\./,
      ],
      [`${place} ${rsa}\n`, /shows another key/],
      [`@revoked * ${bed.sshd.hostKey}\n${place} ${bed.sshd.hostKey}\n`, /was revoked in \S+, line 1/],
      [`@cert-authority ${place} ${other}\n`, /certificates of hosts are not supported/],
    ] as const) {
      const answers = new SshAnswers({ trust: true });
      const error = await bed.fails({ known, answers });
      assert.equal(error.kind, 'sshHostKey');
      assert.match(error.message, says);
      assert.deepEqual(answers.asked, []);
    }
  });
});
