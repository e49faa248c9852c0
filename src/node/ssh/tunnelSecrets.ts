import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { SshSecret } from '../../core/connections/sshQuestions';
import { expandHome } from '../expandHome';
import { planTunnel } from './planTunnel';
import { usualKeyFiles } from './usualKeyFiles';

/** Everything that may be saved for the tunnel of a profile. */
export async function tunnelSecrets(profile: ConnectionProfile): Promise<readonly SshSecret[]> {
  const { hops } = await planTunnel(profile);
  return hops.flatMap(({ user, host, port, keyFiles }): readonly SshSecret[] => [
    { kind: 'password', user, host, port },
    ...[...keyFiles.map(expandHome), ...usualKeyFiles()].map(
      (file) => ({ kind: 'passphrase', file }) as const,
    ),
  ]);
}
