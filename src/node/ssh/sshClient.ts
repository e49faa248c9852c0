import type { Duplex } from 'node:stream';
import { Client, type ConnectConfig, type ServerHostKeyAlgorithm } from 'ssh2';
import { isCancellation } from '../../base/cancelSignal';
import type { ResolvedHop } from '../../core/connections/sshConfig';
import type { SshQuestions } from '../../core/connections/sshQuestions';
import type { SshMethod } from '../../core/connections/sshSettings';
import { type ConnectDeadline, DeadlineError, untilAborted } from '../pg/connectDeadline';
import { fingerprintOf, HostKeys, keyTypeOf, type KnownHostsFiles } from './hostKeys';
import { SshError } from './sshError';
import { SshLogin } from './sshLogin';

export interface SshServices {
  readonly questions: SshQuestions;
  readonly knownHosts: KnownHostsFiles;
}

/** Probes of an idle line, in milliseconds: a cut is noticed after three of them, like a cut line to a server. */
const keepAliveInterval = 10_000;
const keepAliveProbes = 3;

/** The newest first; no DSS and no SHA-1. */
const hostKeyAlgorithms: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

/**
 * Logs in to one SSH server over a line that is open, after its host key was checked.
 * @throws SshError; CancelledError when the user dismissed a question; the signal's reason
 */
export async function connectClient(
  hop: ResolvedHop,
  line: Duplex,
  method: SshMethod,
  { services, deadline }: { readonly services: SshServices; readonly deadline: ConnectDeadline },
): Promise<Client> {
  const { signal } = deadline;
  const asking = <T>(question: () => Promise<T>) => whilePaused(deadline, question);
  const login = new SshLogin({ hop, method, questions: services.questions, signal, asking });
  const keys = await HostKeys.read(services.knownHosts, hop);
  const client = new Client();
  const guard = new KeyGuard(keys, hop, services.questions, asking);
  try {
    await untilAborted(
      ready(client, {
        sock: line,
        username: hop.user,
        // Our own deadline stands still while a person is asked.
        readyTimeout: 0,
        keepaliveInterval: keepAliveInterval,
        keepaliveCountMax: keepAliveProbes,
        algorithms: { serverHostKey: [...keys.preferred(hostKeyAlgorithms)] as ServerHostKeyAlgorithm[] },
        hostVerifier: (key: Buffer, verify: (trusted: boolean) => void) => {
          void guard.admits(key, signal).then(verify);
        },
        authHandler: (accepts, _partial, next) => {
          // ssh2 takes `false` for "no way left", which its types do not have.
          const go = next as (way: Parameters<typeof next>[0] | false) => void;
          void login.next(accepts).then((way) => go(way ?? false));
        },
      }),
      signal,
      () => client.destroy(),
    );
    await login.succeeded();
    return client;
  } catch (error) {
    client.destroy();
    throw guard.refusal ?? login.error ?? explain(error, hop, login);
  }
}

/** Decides about the key that a server shows, and keeps why it was refused. */
class KeyGuard {
  refusal: Error | undefined;

  constructor(
    private readonly keys: HostKeys,
    private readonly hop: ResolvedHop,
    private readonly questions: SshQuestions,
    private readonly asking: <T>(question: () => Promise<T>) => Promise<T>,
  ) {}

  /** Does not fail. */
  async admits(key: Buffer, signal: AbortSignal): Promise<boolean> {
    try {
      if (this.keys.check(key)) {
        return true;
      }
      const shown = { server: this.hop.name, keyType: keyTypeOf(key), fingerprint: fingerprintOf(key) };
      if (!(await this.asking(() => this.questions.trustHostKey(shown, signal)))) {
        this.refusal = new SshError(
          'sshHostKey',
          `The key of the SSH server ${this.hop.name} is not trusted.`,
        );
        return false;
      }
      await this.keys.remember(key);
      return true;
    } catch (error) {
      this.refusal = error instanceof Error ? error : new Error(String(error));
      return false;
    }
  }
}

function ready(client: Client, config: ConnectConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve());
    // It stays: an error without a listener ends the process.
    client.on('error', reject);
    client.once('close', () => reject(new Error('it closed the connection')));
    client.connect(config);
  });
}

async function whilePaused<T>(deadline: ConnectDeadline, question: () => Promise<T>): Promise<T> {
  deadline.pause();
  try {
    return await question();
  } finally {
    deadline.resume();
  }
}

function explain(error: unknown, { name }: ResolvedHop, login: SshLogin): unknown {
  if (isCancellation(error) || error instanceof DeadlineError || error instanceof SshError) {
    return error;
  }
  const detail = error instanceof Error ? error.message : String(error);
  if (/authentication (?:methods failed|failures)/i.test(detail)) {
    const tried = login.tried.length > 0 ? [...new Set(login.tried)].join(', ') : 'nothing that it takes';
    const takes = login.methods.filter((each) => each !== 'none').join(', ');
    return new SshError(
      'sshAuthentication',
      `The SSH server ${name} did not let us in. Tried: ${tried}.${takes === '' ? '' : ` It takes: ${takes}.`}`,
      { cause: error },
    );
  }
  return new SshError('sshUnreachable', `The SSH server ${name} did not answer as one: ${detail}.`, {
    cause: error,
  });
}
