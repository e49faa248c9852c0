import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { startTcpProxy, type TcpProxy } from '../support/tcpProxy';

describe('The TCP proxy of the test bed', () => {
  let echo: net.Server;
  let proxy: TcpProxy;

  beforeEach(async () => {
    echo = net.createServer((socket) => socket.on('error', () => undefined).pipe(socket));
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
    proxy = await startTcpProxy({ host: '127.0.0.1', port: (echo.address() as net.AddressInfo).port });
  });

  afterEach(async () => {
    await proxy.dispose();
    echo.close();
  });

  it('forwards both ways, counts, and passes on the end', async () => {
    const big = Buffer.alloc(5_000_000, 'x');
    assert.equal((await exchange(big)).length, big.length);
    assert.deepEqual([proxy.bytesUp, proxy.bytesDown, proxy.accepted], [big.length, big.length, 1]);
  });

  it('delays', async () => {
    proxy.latency = 60;
    const start = performance.now();
    assert.equal(String(await exchange('late')), 'late');
    // Two directions; a timer may be a little early. Only a lower bound, so a busy machine cannot fail it.
    assert.ok(performance.now() - start >= 115);
  });

  it('throttles', async () => {
    proxy.bytesPerSecond = 100_000;
    const start = performance.now();
    assert.equal((await exchange(Buffer.alloc(20_000))).length, 20_000);
    assert.ok(performance.now() - start >= 190);
  });

  it('goes dead without a word, and comes back', async () => {
    const socket = await connect();
    socket.write('a');
    await once(socket, 'data');
    proxy.cut();
    socket.write('b');
    const heard = once(socket, 'data');
    const silent = await Promise.race([heard.then(() => false), delay(80).then(() => true)]);
    assert.deepEqual([silent, socket.destroyed, proxy.bytesUp], [true, false, 1]);
    proxy.heal();
    assert.equal(String((await heard)[0]), 'b');
    socket.destroy();
  });

  it('accepts a connection that gets no answer while the line is dead', async () => {
    proxy.cut();
    const socket = await connect();
    socket.write('anybody there?');
    assert.equal(await Promise.race([once(socket, 'data'), delay(80).then(() => 'silence')]), 'silence');
    socket.destroy();
  });

  it('resets open connections', async () => {
    const socket = await connect();
    socket.write('a');
    await once(socket, 'data');
    const failed = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
    proxy.reset();
    assert.equal((await failed).code, 'ECONNRESET');
  });

  it('refuses new connections while open ones live on, and accepts again', async () => {
    const socket = await connect();
    await proxy.refuse();
    await assert.rejects(connect(), { code: 'ECONNREFUSED' });
    socket.write('still here');
    assert.equal(String((await once(socket, 'data'))[0]), 'still here');
    assert.equal(proxy.open, 1);
    socket.destroy();
    await proxy.allow();
    assert.equal(String(await exchange('again')), 'again');
  });

  async function connect(): Promise<net.Socket> {
    const socket = net.connect(proxy.port, proxy.host);
    await once(socket, 'connect');
    return socket;
  }

  async function exchange(content: string | Buffer): Promise<Buffer> {
    const socket = await connect();
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.end(content);
    await once(socket, 'close');
    return Buffer.concat(chunks);
  }
});
