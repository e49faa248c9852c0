import net from 'node:net';
import { type AuthContext, type Connection, Server, type ServerChannel, utils } from 'ssh2';

/** How the server lets somebody in. */
export type SshDoor = (
  context: AuthContext,
) => boolean | readonly string[] | Promise<boolean | readonly string[]>;

/**
 * An SSH server in this process, for logins that a real sshd would only take from an account of the machine: passwords
 * and questions. It forwards to TCP hosts.
 */
export class SshServer {
  private readonly clients = new Set<Connection>();
  private constructor(
    private readonly server: Server,
    readonly port: number,
    /** As known_hosts has it. */
    readonly hostKey: string,
  ) {}

  /** @param door true lets in, false refuses, a list refuses and says which methods are taken */
  static async start(door: SshDoor): Promise<SshServer> {
    const pair = utils.generateKeyPairSync('ed25519');
    const clients = new Set<Connection>();
    const server = new Server({ hostKeys: [pair.private] }, (client) => {
      clients.add(client);
      client.on('error', () => undefined);
      client.on('close', () => clients.delete(client));
      client.on('authentication', (context) => {
        void Promise.resolve(door(context)).then((answer) => {
          if (answer === true) {
            context.accept();
          } else {
            context.reject(...([answer === false ? undefined : [...answer]] as unknown as []));
          }
        });
      });
      client.on('tcpip', (accept, reject, { destIP, destPort }) => {
        const socket = net.connect(destPort, destIP);
        socket.once('error', () => reject());
        socket.once('connect', () => join(accept(), socket));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const started = new SshServer(server, port, pair.public.split(' ').slice(0, 2).join(' '));
    clients.forEach((client) => started.clients.add(client));
    return started;
  }

  stop(): Promise<void> {
    this.clients.forEach((client) => client.end());
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

function join(channel: ServerChannel, socket: net.Socket): void {
  channel.on('error', () => undefined);
  channel.pipe(socket).pipe(channel);
  channel.on('close', () => socket.destroy());
}
