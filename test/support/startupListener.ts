import net from 'node:net';

/** What a client told when it logged in. */
export interface Startup {
  /** A TLS handshake was asked for before anything else. */
  readonly askedForTls: boolean;
  /** `user`, `database`, `application_name`, …; undefined when the client went away after "no TLS here". */
  readonly parameters: Readonly<Record<string, string>> | undefined;
  readonly password: string | undefined;
}

/** A server without TLS that asks for a password in clear text, lets everybody in and answers no query. */
export interface StartupListener {
  readonly port: number;
  /** The first connection since the last call; undefined when there was none. */
  take(): Startup | undefined;
  close(): Promise<void>;
}

const tlsRequest = 80_877_103;

export async function listenForStartups(): Promise<StartupListener> {
  const seen: { askedForTls: boolean; parameters?: Record<string, string>; password?: string }[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    const startup: (typeof seen)[number] = { askedForTls: false };
    seen.push(startup);
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    let rest = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      const untyped = startup.parameters === undefined;
      const lengthAt = untyped ? 0 : 1;
      if (rest.length < lengthAt + 4 || rest.length < lengthAt + rest.readUInt32BE(lengthAt)) {
        return;
      }
      const body = rest.subarray(lengthAt + 4, lengthAt + rest.readUInt32BE(lengthAt));
      rest = rest.subarray(lengthAt + 4 + body.length);
      if (!untyped && startup.password !== undefined) {
        socket.end();
      } else if (!untyped) {
        startup.password = body.subarray(0, -1).toString('utf8');
        socket.write(welcome);
      } else if (body.readUInt32BE(0) === tlsRequest) {
        startup.askedForTls = true;
        socket.write('N');
      } else {
        startup.parameters = readParameters(body.subarray(4));
        socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    take: () => {
      const [first] = seen.splice(0);
      return first && { parameters: undefined, password: undefined, ...first };
    },
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** AuthenticationOk, ParameterStatus of the version, ReadyForQuery. */
const welcome = Buffer.concat([
  Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]),
  Buffer.from([0x53, 0, 0, 0, 24]),
  Buffer.from('server_version\x0015.0\x00'),
  Buffer.from([0x5a, 0, 0, 0, 5, 0x49]),
]);

function readParameters(body: Buffer): Record<string, string> {
  const words = body.toString('utf8').split('\0');
  const parameters: Record<string, string> = {};
  for (let at = 0; at + 1 < words.length && words[at] !== ''; at += 2) {
    parameters[words[at] ?? ''] = words[at + 1] ?? '';
  }
  return parameters;
}
