import { CancelledError, type CancelSignal } from '../../base/cancelSignal';
import { ConnectError } from '../../core/connections/connectError';
import { describeConnectFailure } from '../../core/connections/connectFailure';
import type { ConnectionProfile } from '../../core/connections/connectionProfile';
import type { Gateway } from '../pg/connect';
import type { Line } from '../pg/dial';
import { planTunnel } from './planTunnel';
import type { SshServices } from './sshClient';
import { SshError } from './sshError';
import { Tunnel, type TunnelPlan } from './tunnel';

export interface TunnelsOptions extends SshServices {
  /** The user's configuration of OpenSSH; `~/.ssh/config` unless a test says otherwise. */
  readonly configFile?: string;
}

interface Shared {
  readonly tunnel: Promise<Tunnel>;
  /** Ends the opening when nobody waits for it any more. */
  readonly abandon: AbortController;
  /** Connects under way and lines that are open. */
  users: number;
}

/**
 * The tunnels of a window: one for each way, shared by every line that goes through it, opened with the first and closed
 * with the last.
 */
export class Tunnels {
  private readonly shared = new Map<string, Shared>();

  constructor(private readonly options: TunnelsOptions) {}

  /** The number of tunnels that are open or opening. */
  get count(): number {
    return this.shared.size;
  }

  /**
   * The way of a profile to its hosts.
   * @throws ConnectError that explains why there is none; CancelledError
   */
  async gateway(profile: ConnectionProfile, signal: CancelSignal): Promise<Gateway> {
    try {
      const plan = await planTunnel(profile, this.options.configFile);
      const key = JSON.stringify([plan.hops, plan.method, profile.scope === 'user']);
      const shared = this.shared.get(key) ?? this.open(key, plan);
      shared.users++;
      const release = once(() => this.leave(key, shared));
      try {
        const tunnel = await untilCancelled(shared.tunnel, signal);
        return {
          release,
          dial: async (endpoint, dialSignal) => {
            const line = await tunnel.dial(endpoint, dialSignal);
            this.hold(key, shared, line);
            return line;
          },
        };
      } catch (error) {
        release();
        throw error;
      }
    } catch (error) {
      throw error instanceof SshError
        ? new ConnectError(describeConnectFailure(error.kind, profile, error.message), { cause: error })
        : error;
    }
  }

  /** Closes every tunnel, and with it the lines in it. */
  dispose(): void {
    for (const [key, shared] of [...this.shared]) {
      this.drop(key, shared);
    }
  }

  private open(key: string, plan: TunnelPlan): Shared {
    const abandon = new AbortController();
    const tunnel = Tunnel.open(plan, this.options, abandon.signal);
    const shared: Shared = { tunnel, abandon, users: 0 };
    this.shared.set(key, shared);
    const forget = () => {
      if (this.shared.get(key) === shared) {
        this.shared.delete(key);
      }
    };
    tunnel.then((opened) => (opened.isOpen ? void opened.onDidEnd(forget) : forget()), forget);
    return shared;
  }

  private hold(key: string, shared: Shared, line: Line): void {
    shared.users++;
    line.once('close', () => this.leave(key, shared));
  }

  private leave(key: string, shared: Shared): void {
    shared.users--;
    if (shared.users === 0) {
      this.drop(key, shared);
    }
  }

  private drop(key: string, shared: Shared): void {
    if (this.shared.get(key) === shared) {
      this.shared.delete(key);
    }
    shared.abandon.abort(new CancelledError());
    shared.tunnel.then((tunnel) => tunnel.close()).catch(() => undefined);
  }
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) {
      done = true;
      work();
    }
  };
}

/** Stops waiting; the opening itself ends when nobody waits for it. */
function untilCancelled<T>(work: Promise<T>, signal: CancelSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new CancelledError());
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) {
      abort();
    } else {
      signal.addEventListener('abort', abort, { once: true });
    }
  });
}
