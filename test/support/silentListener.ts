import net from 'node:net';

/** Accepts connections and never answers. */
export async function silentListener(): Promise<{ readonly port: number; dispose(): void }> {
  const sockets = new Set<net.Socket>();
  const listener = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    dispose: () => {
      listener.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}
