import net from 'node:net';

/** Accepts connections and never answers. */
export async function silentListener(): Promise<{
  readonly port: number;
  /** How many connections were opened. */
  readonly accepted: number;
  dispose(): void;
}> {
  const sockets = new Set<net.Socket>();
  let accepted = 0;
  const listener = net.createServer((socket) => {
    accepted++;
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    get accepted() {
      return accepted;
    },
    dispose: () => {
      listener.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}
