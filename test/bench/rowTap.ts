import net from 'node:net';

/** A proxy that notes when the server's first row of a result passes. The line must be without TLS. */
export interface RowTap {
  readonly port: number;
  /** When the first row of the result with this column came from the server, in milliseconds since 1970. */
  firstRow(column: string): number | undefined;
  close(): void;
}

export async function startRowTap(target: { readonly host: string; readonly port: number }): Promise<RowTap> {
  const seen = new Map<string, number>();
  const sockets = new Set<net.Socket>();
  const listener = net.createServer((client) => {
    const server = net.connect(target);
    const reader = new MessageReader(seen);
    server.on('data', (chunk) => reader.read(chunk, Date.now()));
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        server.destroy();
      });
    }
    client.pipe(server);
    server.pipe(client);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    firstRow: (column) => seen.get(column),
    close: () => {
      listener.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}

const rowDescription = 'T'.charCodeAt(0);
const dataRow = 'D'.charCodeAt(0);

/** Follows the messages of one backend: a type, a length, a body. */
class MessageReader {
  private rest: Buffer = Buffer.alloc(0);
  private described: string | undefined;

  constructor(private readonly seen: Map<string, number>) {}

  read(chunk: Buffer, now: number): void {
    let data = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    while (data.length >= 5 && data.length >= 1 + data.readUInt32BE(1)) {
      const end = 1 + data.readUInt32BE(1);
      this.message(data[0] ?? 0, data.subarray(5, end), now);
      data = data.subarray(end);
    }
    this.rest = data;
  }

  private message(type: number, body: Buffer, now: number): void {
    if (type === rowDescription) {
      this.described = /bench_\d+/.exec(body.toString('latin1'))?.[0];
    } else if (type === dataRow && this.described !== undefined) {
      this.seen.set(this.described, now);
      this.described = undefined;
    }
  }
}
