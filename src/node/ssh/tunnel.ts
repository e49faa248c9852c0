import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { type CancelSignal, isCancellation } from '../../base/cancelSignal';
import { Emitter } from '../../base/emitter';
import { classifySystemError } from '../../core/connections/connectFailure';
import type { ResolvedHop } from '../../core/connections/sshConfig';
import type { SshMethod } from '../../core/connections/sshSettings';
import { ConnectDeadline, DeadlineError, untilAborted } from '../pg/connectDeadline';
import { dial, type Endpoint, isSocketDirectory, type Line } from '../pg/dial';
import { ChannelLine } from './channelLine';
import { connectClient, type SshServices } from './sshClient';
import { SshError } from './sshError';

export interface TunnelPlan {
  readonly hops: readonly ResolvedHop[];
  readonly method: SshMethod;
  /** For each server on the way, in milliseconds. */
  readonly connectTimeout: number;
}

/** An SSH connection, through other ones where there are jumps, and the lines that go through it. */
export class Tunnel {
  private readonly clients: Client[] = [];
  private readonly lines = new Set<ChannelLine>();
  private readonly ended = new Emitter<void>();
  private end: SshError | undefined;
  /** Fires once, when the connection is lost or closed. */
  readonly onDidEnd = this.ended.event;

  /** @throws SshError, CancelledError */
  static async open(plan: TunnelPlan, services: SshServices, signal: CancelSignal): Promise<Tunnel> {
    const tunnel = new Tunnel();
    try {
      for (const hop of plan.hops) {
        await tunnel.addHop(hop, plan, { services, signal });
      }
      return tunnel;
    } catch (error) {
      tunnel.close();
      throw error;
    }
  }

  private constructor() {}

  get isOpen(): boolean {
    return this.end === undefined;
  }

  /**
   * Opens a line to a host that the last server knows.
   * @throws SshError, or the signal's reason
   */
  async dial(endpoint: Endpoint, signal: AbortSignal): Promise<Line> {
    const client = this.clients.at(-1);
    if (this.end || !client) {
      throw this.end ?? new SshError('sshEnded', 'The SSH connection is not open.');
    }
    const opening = openChannel(client, endpoint);
    const channel = await untilAborted(opening, signal, () => {
      opening.then((late) => late.close()).catch(() => undefined);
    });
    const line = new ChannelLine(channel);
    this.lines.add(line);
    line.on('error', () => undefined);
    line.on('close', () => this.lines.delete(line));
    return line;
  }

  close(): void {
    this.finish(new SshError('sshEnded', 'The SSH connection was closed.'));
  }

  private async addHop(
    hop: ResolvedHop,
    { method, connectTimeout }: TunnelPlan,
    { services, signal }: { readonly services: SshServices; readonly signal: CancelSignal },
  ): Promise<void> {
    const deadline = new ConnectDeadline(connectTimeout, signal);
    try {
      const line = await this.reach(hop, deadline.signal);
      // Ours come before those of ssh2, so that a line learns why it ends before it does.
      const lost = () => this.finish(new SshError('sshEnded', `The SSH connection to ${hop.name} ended.`));
      line.once('end', lost).once('close', lost).once('error', lost);
      const client = await connectClient(hop, line, method, { services, deadline });
      client.on('error', lost);
      this.clients.push(client);
    } catch (error) {
      throw isCancellation(error) || error instanceof SshError ? error : unreachable(error, hop);
    } finally {
      deadline.dispose();
    }
  }

  private reach({ host, port }: ResolvedHop, signal: AbortSignal): Promise<Duplex> {
    return this.clients.length === 0 ? dial({ host, port }, signal) : this.dial({ host, port }, signal);
  }

  private finish(reason: SshError): void {
    if (this.end) {
      return;
    }
    this.end = reason;
    for (const line of this.lines) {
      line.destroy(reason);
    }
    for (const client of this.clients.reverse()) {
      client.end();
    }
    this.ended.fire();
  }
}

function openChannel(client: Client, { host, port }: Endpoint): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    const opened = (error: (Error & { reason?: unknown }) | undefined, channel: ClientChannel) =>
      error ? reject(notForwarded(error, host, port)) : resolve(channel);
    if (isSocketDirectory(host)) {
      client.openssh_forwardOutStreamLocal(`${host}/.s.PGSQL.${port}`, opened);
    } else {
      client.forwardOut('127.0.0.1', 0, host, port, opened);
    }
  });
}

function notForwarded(error: Error, host: string, port: number): SshError {
  const place = isSocketDirectory(host) ? `${host}/.s.PGSQL.${port}` : `${host}:${port}`;
  const why = error.message.replace(/^\(SSH\) Channel open failure: /, '');
  return new SshError('sshForward', `The SSH server could not reach ${place}: ${why}.`, { cause: error });
}

function unreachable(error: unknown, { name }: ResolvedHop): SshError {
  const code = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? '') : '';
  const kind = classifySystemError(code);
  const why =
    error instanceof DeadlineError
      ? `it did not answer within ${error.milliseconds / 1000} s`
      : kind === 'dns'
        ? 'its name has no address'
        : kind === 'refused'
          ? 'nothing listens there'
          : error instanceof Error
            ? error.message
            : String(error);
  return new SshError('sshUnreachable', `The SSH server ${name} could not be reached: ${why}.`, {
    cause: error,
  });
}
