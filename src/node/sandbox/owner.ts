import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Deferred } from '../../base/deferred';
import type { SandboxEndpoint } from '../../core/connections/sandbox';
import { decodeParameterStatus, messageType } from '../pg/wire/backendMessages';
import { MessageReader } from '../pg/wire/messageReader';
import { removeCluster } from './clusterFiles';
import { ClientLine, type Greeting } from './clientLine';
import { Engine, EngineStoppedError } from './engine';
import type { ClusterReport } from './engineMessages';
import { makeVerifier } from './scramServer';
import { commandComplete, notification, readyForQuery } from './serverMessages';
import type { TurnClient } from './turnClient';
import { type Holder, type StopCause, Turns } from './turns';
import type { WaitTimes } from './waitingLine';
import { newsChannel, type OrderAnswer, type OwnerNews, readOrder } from './windowMessages';

export interface OwnerSettings {
  readonly folder: string;
  readonly programFolder: string;
  readonly sampleFolder: string;
  /** Throw away what is there, because it cannot be opened. */
  readonly reset?: boolean | undefined;
  readonly waits?: WaitTimes | undefined;
  /** Listen on a loopback port, as where there are no Unix sockets. */
  readonly overTcp?: boolean | undefined;
}

/** Without a window the sandbox ends after so many milliseconds: a window that reloads comes back in time. */
const grace = 5_000;

/** Who started it gets so long to connect. */
const firstGrace = 20_000;

/** PGlite may write its checkpoint for so long. */
const closePatience = 3_000;

/** Restarts that fail one after the other end the sandbox. */
const maxFailures = 2;

/** Owns the one PGlite, lets clients in, and ends when the last window has gone. */
export class Owner {
  readonly token = randomBytes(24).toString('base64url');
  private readonly verifier = makeVerifier(this.token);
  private readonly lines = new Set<ClientLine>();
  private readonly server = net.createServer((socket) => this.accept(socket));
  private readonly turns: Turns;
  private engine: Engine | undefined;
  private greeting = new Deferred<Greeting>();
  private cluster: ClusterReport = { fresh: false, outdated: false };
  private lonely: NodeJS.Timeout | undefined;
  private socketFolder: string | undefined;
  private closing: Promise<void> | undefined;
  private failures = 0;
  private removeData = false;

  constructor(
    private readonly settings: OwnerSettings,
    private readonly progress: (text: string) => void,
    /** Called once, when everything has ended. */
    private readonly ended: (reason: string) => void,
  ) {
    const events = {
      waiting: (client: TurnClient, holder: Holder) =>
        this.tell({ kind: 'waiting', waiting: client.name, holder }),
      stopped: (cause: StopCause) => void this.restart(cause),
    };
    this.turns = new Turns(events, settings.waits);
    this.server.on('error', (error) => void this.close(error.message));
  }

  /** Starts PGlite and listens. @throws Error when the data cannot be opened */
  async start(): Promise<SandboxEndpoint> {
    await this.startEngine();
    this.waitForWindow(firstGrace);
    return this.listen();
  }

  /** Ends everything in order. */
  close(reason: string): Promise<void> {
    this.closing ??= this.closeAll(reason);
    return this.closing;
  }

  /** Whether clients can still find the way. */
  async isReachable(): Promise<boolean> {
    return (
      this.socketFolder === undefined ||
      fs.stat(this.socketFolder).then(
        () => true,
        () => false,
      )
    );
  }

  private async listen(): Promise<SandboxEndpoint> {
    if (this.settings.overTcp ?? process.platform === 'win32') {
      await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
      const address = this.server.address();
      return { host: '127.0.0.1', port: address !== null && typeof address === 'object' ? address.port : 0 };
    }
    const { folder, port } = await socketPlace();
    this.socketFolder = folder;
    await new Promise<void>((resolve) => this.server.listen(`${folder}/.s.PGSQL.${String(port)}`, resolve));
    return { host: folder, port };
  }

  private async startEngine(): Promise<void> {
    const engine = new Engine(this.settings, this.progress);
    this.engine = engine;
    const { greeting, cluster } = await engine.started.promise;
    this.cluster = cluster;
    this.failures = 0;
    this.greeting.resolve(readGreeting(greeting));
    this.turns.begin(engine);
  }

  private async restart(cause: StopCause): Promise<void> {
    if (this.closing || cause.kind === 'reset') {
      return;
    }
    this.tell({ kind: 'restarted', cause });
    try {
      await this.startEngine();
    } catch (error) {
      this.failures++;
      if (this.failures >= maxFailures) {
        await this.close(error instanceof Error ? error.message : 'PGlite cannot be started.');
      } else {
        await this.restart(cause);
      }
    }
  }

  private accept(socket: net.Socket): void {
    new ClientLine(socket, {
      verifier: this.verifier,
      turns: this.turns,
      greeting: () => this.greeting.promise,
      cancel: (processId, secretKey) => void this.cancel(processId, secretKey),
      opened: (line) => {
        this.lines.add(line);
        if (line.isWindow) {
          clearTimeout(this.lonely);
        }
      },
      closed: (line) => {
        this.lines.delete(line);
        if (line.isWindow && !this.windows.length) {
          this.waitForWindow(grace);
        }
      },
      order: (line, text) => this.obey(line, text),
    });
  }

  private get windows(): readonly ClientLine[] {
    return [...this.lines].filter((line) => line.isWindow);
  }

  private waitForWindow(milliseconds: number): void {
    clearTimeout(this.lonely);
    this.lonely = setTimeout(() => void this.close('The last window was closed.'), milliseconds);
  }

  private async cancel(processId: number, secretKey: number): Promise<void> {
    const greeting = await this.greeting.promise;
    const line = [...this.lines].find((each) => each.secretKey === secretKey);
    if (line?.client && processId === greeting.processId) {
      this.turns.cancel(line.client);
    }
  }

  private tell(news: OwnerNews): void {
    for (const line of this.windows) {
      line.send(notification(process.pid, newsChannel, JSON.stringify(news)));
    }
  }

  private async obey(line: ClientLine, text: string): Promise<string> {
    const answer = JSON.stringify(await this.carryOut(text));
    line.send(Buffer.concat([commandComplete(answer), readyForQuery('idle')]));
    return answer;
  }

  private async carryOut(text: string): Promise<OrderAnswer> {
    const order = readOrder(text);
    switch (order?.kind) {
      case undefined:
        return { ok: false, reason: 'The sandbox does not know this order.' };
      case 'stop':
        // The answer goes first.
        setImmediate(() => void this.close('The sandbox was stopped by another window. Its data are kept.'));
        break;
      case 'remove':
        this.removeData = true;
        setImmediate(() => void this.close('The sandbox was removed by another window.'));
        break;
      case 'reset':
        try {
          await this.reset();
        } catch (error) {
          return { ok: false, reason: error instanceof Error ? error.message : String(error) };
        }
        break;
      case 'endTurn':
        this.turns.endTurn(order.holder ?? -1);
        break;
      case 'status':
        break;
    }
    const windows = this.windows.length;
    const status = {
      pid: process.pid,
      cluster: this.cluster,
      windows,
      sessions: this.lines.size - windows,
      holder: this.turns.currentHolder,
    };
    return { ok: true, status };
  }

  /** Throws the data away and loads the sample anew. Sessions end; windows stay. */
  private async reset(): Promise<void> {
    this.greeting = new Deferred<Greeting>();
    for (const line of this.lines) {
      if (!line.isWindow) {
        line.end('57P01', 'The sandbox is being reset.');
      }
    }
    this.turns.stop({ kind: 'reset', reason: 'it was reset' });
    await this.engine?.stop('The sandbox is being reset.');
    await removeCluster(this.settings.folder);
    await this.startEngine();
  }

  private async closeAll(reason: string): Promise<void> {
    clearTimeout(this.lonely);
    this.server.close();
    for (const line of this.lines) {
      line.end('57P01', reason);
    }
    await this.engine?.close(closePatience).catch((error: unknown) => {
      if (!(error instanceof EngineStoppedError)) {
        throw error;
      }
    });
    if (this.removeData) {
      await removeCluster(this.settings.folder);
    }
    if (this.socketFolder !== undefined) {
      await fs.rm(this.socketFolder, { recursive: true, force: true });
    }
    this.ended(reason);
  }
}

/** macOS allows 104 bytes for the path of a socket, and its temporary folder takes half of them. */
const longestSocketPath = 100;

/** A folder of its own that only this user can enter, with a short path. */
async function socketPlace(): Promise<{ readonly folder: string; readonly port: number }> {
  const port = 5432;
  const inside = `/lakehouse-XXXXXX/.s.PGSQL.${String(port)}`.length;
  const fits = [os.tmpdir(), '/tmp'].find((base) => Buffer.byteLength(base) + inside <= longestSocketPath);
  // mkdtemp gives the folder to its owner alone.
  return { folder: await fs.mkdtemp(path.join(fits ?? '/tmp', 'lakehouse-')), port };
}

function readGreeting(bytes: Buffer): Greeting {
  const parameters = new Map<string, string>();
  let processId = 0;
  const reader = new MessageReader(
    {
      message: (type, body) => {
        if (type === messageType.parameterStatus) {
          const { name, value } = decodeParameterStatus(body);
          parameters.set(name, value);
        } else if (type === messageType.backendKeyData) {
          processId = body.readInt32BE(0);
        }
      },
      oversized: () => undefined,
    },
    Infinity,
  );
  reader.push(bytes);
  return { processId, parameters };
}
