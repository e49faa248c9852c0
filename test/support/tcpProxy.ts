import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Where the proxy sends what it receives. */
export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

/** How much may wait in the proxy in each direction of a connection before it stops reading, in bytes. */
const bufferLimit = 1 << 20;

/** The client's socket and the one to the server. */
type Connection = readonly [net.Socket, net.Socket];

/** Starts a proxy on a free loopback port, or the one given. It forwards everything until it is told to misbehave. */
export async function startTcpProxy(target: ProxyTarget, port = 0): Promise<TcpProxy> {
  const proxy = new TcpProxy(target, port);
  await proxy.allow();
  return proxy;
}

/** A bad network between a client and a server. Each way of being bad can be turned on and off at any time. */
export class TcpProxy {
  readonly host = '127.0.0.1';
  /** Milliseconds that every byte is late, in each direction. */
  latency = 0;
  /** Bytes per second and direction; undefined is no limit. */
  bytesPerSecond: number | undefined;
  /** Bytes forwarded from clients to the server. */
  bytesUp = 0;
  /** Bytes forwarded from the server to clients. */
  bytesDown = 0;
  /** Connections accepted since the start. */
  accepted = 0;

  private listener: net.Server | undefined;
  private readonly connections = new Set<Connection>();
  private gate = Promise.resolve();
  private openGate: (() => void) | undefined;

  constructor(
    private readonly target: ProxyTarget,
    private chosenPort = 0,
  ) {}

  get port(): number {
    return this.chosenPort;
  }

  /** Client connections that are open now. */
  get open(): number {
    return this.connections.size;
  }

  /** The line goes dead without a word: sockets stay open, no byte passes, an end of one side is not told to the other. */
  cut(): void {
    if (!this.openGate) {
      this.gate = new Promise((resolve) => {
        this.openGate = resolve;
      });
    }
  }

  /** Ends `cut`: what was held back passes now. */
  heal(): void {
    this.openGate?.();
    this.openGate = undefined;
    for (const connection of this.connections) {
      if (connection.some((socket) => socket.destroyed)) {
        connection.forEach((socket) => socket.destroy());
      }
    }
  }

  /** Breaks all connections with RST. */
  reset(): void {
    for (const socket of [...this.connections].flat()) {
      socket.resetAndDestroy();
    }
  }

  /** New connections are refused from now on; open ones live on. */
  async refuse(): Promise<void> {
    const listener = this.listener;
    this.listener = undefined;
    if (listener) {
      // `close` calls back only when every connection has ended, but stops listening at once.
      listener.close();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** New connections are accepted, on the same port as ever. */
  async allow(): Promise<void> {
    if (this.listener) {
      return;
    }
    const listener = net.createServer({ allowHalfOpen: true }, (client) => this.accept(client));
    this.listener = listener;
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(this.chosenPort, this.host, resolve);
    });
    const address = listener.address();
    this.chosenPort = typeof address === 'object' && address ? address.port : 0;
  }

  /** Ends everything. */
  async dispose(): Promise<void> {
    await this.refuse();
    for (const socket of [...this.connections].flat()) {
      socket.destroy();
    }
    this.heal();
  }

  /** Waits as long as the line is cut. */
  async passable(): Promise<void> {
    while (this.openGate) {
      await this.gate;
    }
  }

  private accept(client: net.Socket): void {
    this.accepted++;
    const server = net.connect({ ...this.target, allowHalfOpen: true });
    const connection = [client, server] as const;
    this.connections.add(connection);
    this.watch(connection, client, server);
    this.watch(connection, server, client);
    new Pump(this, client, server, (bytes) => (this.bytesUp += bytes));
    new Pump(this, server, client, (bytes) => (this.bytesDown += bytes));
  }

  /** Tells a failure of one side to the other, unless the line is dead. An orderly end travels in the queue. */
  private watch(connection: Connection, socket: net.Socket, other: net.Socket): void {
    socket.setNoDelay(true);
    socket.on('error', () => {
      if (!this.openGate) {
        other.resetAndDestroy();
      }
    });
    socket.on('close', () => {
      if (other.destroyed) {
        this.connections.delete(connection);
      }
    });
  }
}

/** Carries one direction of one connection. `null` in the queue stands for the end of the stream. */
class Pump {
  private readonly queue: { readonly due: number; readonly chunk: Buffer | null }[] = [];
  private held = 0;
  private running = false;

  constructor(
    private readonly proxy: TcpProxy,
    private readonly from: net.Socket,
    private readonly to: net.Socket,
    private readonly count: (bytes: number) => void,
  ) {
    from.on('data', (chunk: Buffer) => this.take(chunk));
    from.on('end', () => this.take(null));
  }

  private take(chunk: Buffer | null): void {
    this.queue.push({ due: performance.now() + this.proxy.latency, chunk });
    this.held += chunk?.length ?? 0;
    if (this.held > bufferLimit) {
      this.from.pause();
    }
    if (!this.running) {
      this.running = true;
      void this.run();
    }
  }

  private async run(): Promise<void> {
    for (let item = this.queue.shift(); item; item = this.queue.shift()) {
      const late = item.due - performance.now();
      if (late > 0) {
        await delay(late);
      }
      await this.proxy.passable();
      if (item.chunk === null) {
        this.to.end();
      } else {
        await this.forward(item.chunk);
        this.held -= item.chunk.length;
        if (this.held <= bufferLimit) {
          this.from.resume();
        }
      }
    }
    this.running = false;
  }

  private async forward(chunk: Buffer): Promise<void> {
    for (let start = 0; start < chunk.length;) {
      const speed = this.proxy.bytesPerSecond;
      const size = speed === undefined ? chunk.length : Math.max(1, Math.ceil(speed / 20));
      const piece = chunk.subarray(start, start + size);
      await this.write(piece);
      if (speed !== undefined) {
        await delay((piece.length / speed) * 1000);
      }
      await this.proxy.passable();
      start += piece.length;
    }
  }

  private async write(piece: Buffer): Promise<void> {
    if (this.to.destroyed) {
      return;
    }
    this.count(piece.length);
    if (!this.to.write(piece)) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.to.off('drain', done).off('close', done);
          resolve();
        };
        this.to.on('drain', done).on('close', done);
      });
    }
  }
}
