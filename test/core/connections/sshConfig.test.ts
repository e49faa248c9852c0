import assert from 'node:assert/strict';
import { resolveTunnel, sshConfigEntry } from '../../../src/core/connections/sshConfig';
import type { SshSettings } from '../../../src/core/connections/sshSettings';

const config = `
# A comment, and a value for all that comes last
Host bastion gate-? !gate-9
    HostName = %h.inside.example
    User ana
Host bastion
    User eve
    Port 2222
    IdentityFile "~/.ssh/id work"
    IdentityFile %d/.ssh/second
    ProxyJump gate-1,eve@[::1]:23
Match host bastion exec "touch /tmp/x"
    User mallory
    ProxyCommand touch /tmp/x
Host commanded
    ProxyCommand nc %h %p
Host none
    ProxyJump none
    ProxyCommand none
Host *
    IdentityAgent ~/agent
    User nobody
`;

const settings: SshSettings = {
  host: 'bastion',
  port: undefined,
  user: undefined,
  auth: 'auto',
  keyFile: undefined,
  jump: undefined,
};

describe('The configuration of OpenSSH', () => {
  it('gives the first value that it has for a host, and keeps to what Match does not say', () => {
    assert.deepEqual(sshConfigEntry(config, 'bastion'), {
      hostName: 'bastion.inside.example',
      user: 'ana',
      port: 2222,
      identityFiles: ['~/.ssh/id work', '%d/.ssh/second'],
      proxyJump: 'gate-1,eve@[::1]:23',
      identityAgent: '~/agent',
      proxyCommand: undefined,
    });
    assert.equal(sshConfigEntry(config, 'gate-9').hostName, undefined);
    assert.equal(sshConfigEntry(config, 'GATE-2').user, 'ana');
    assert.equal(sshConfigEntry('Port nonsense', 'any').port, undefined);
  });

  it('leads through the servers that it names', () => {
    const resolved = resolveTunnel(settings, config, 'me');
    assert.ok('hops' in resolved);
    assert.deepEqual(
      resolved.hops.map(({ name }) => name),
      ['ana@gate-1.inside.example:22', 'eve@[::1]:23', 'ana@bastion.inside.example:2222'],
    );
    assert.deepEqual(resolved.hops[2]?.keyFiles, ['~/.ssh/id work', '~/.ssh/second']);
  });

  it('gives way to the settings', () => {
    const named = { ...settings, user: 'tom', port: 1, keyFile: '/k', jump: [] };
    const resolved = resolveTunnel(named, config, 'me');
    assert.ok('hops' in resolved);
    assert.deepEqual(resolved.hops, [
      {
        host: 'bastion.inside.example',
        port: 1,
        user: 'tom',
        keyFiles: ['/k'],
        identityAgent: '~/agent',
        name: 'tom@bastion.inside.example:1',
      },
    ]);
  });

  it('is not looked at where there is none', () => {
    const resolved = resolveTunnel(settings, undefined, 'me');
    assert.ok('hops' in resolved);
    assert.deepEqual(
      resolved.hops.map(({ name }) => name),
      ['me@bastion:22'],
    );
  });

  it('runs no ProxyCommand, and says so', () => {
    const resolved = resolveTunnel({ ...settings, host: 'commanded' }, config, 'me');
    assert.ok('problem' in resolved);
    assert.match(resolved.problem, /ProxyCommand for commanded, which is not supported/);
    assert.ok('hops' in resolveTunnel({ ...settings, host: 'commanded', jump: [] }, config, 'me'));
    assert.ok('hops' in resolveTunnel({ ...settings, host: 'none' }, config, 'me'));
    assert.ok('problem' in resolveTunnel({ ...settings, host: 'x' }, 'ProxyJump a b', 'me'));
  });
});
