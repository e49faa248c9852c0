import os from 'node:os';
import path from 'node:path';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import { resolveTunnel } from '../../core/connections/sshConfig';
import { defaultDeadlines } from '../pg/deadlines';
import { readSshConfig } from './readSshConfig';
import { SshError } from './sshError';
import type { TunnelPlan } from './tunnel';

/**
 * Where the tunnel of a profile leads. A workspace names hosts, never what the user's own configuration has for a name of
 * its choice, so `~/.ssh/config` is read for the user's profiles only.
 * @throws SshError that says why the way cannot be taken
 */
export async function planTunnel(
  { ssh, scope, timeouts }: ConnectionProfile,
  configFile = path.join(os.homedir(), '.ssh', 'config'),
): Promise<TunnelPlan> {
  if (!ssh) {
    throw new Error('The connection has no tunnel.');
  }
  const config = scope === 'user' ? await readSshConfig(configFile) : undefined;
  const resolved = resolveTunnel(ssh, config, os.userInfo().username);
  if ('problem' in resolved) {
    throw new SshError('sshUnreachable', resolved.problem);
  }
  const connectTimeout = timeouts.connect || defaultDeadlines.connect;
  return { hops: resolved.hops, method: ssh.auth, connectTimeout };
}
