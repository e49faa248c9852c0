import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Deferred } from '../../src/base/deferred';
import type { GuardianEvent, GuardianOptions, GuardianOrder, StopMode } from './postgresGuardian';

/** How long a server may take to start or to stop, in milliseconds, before the test fails. */
const patience = 60_000;

/** One `postgres` under its guardian process: started, stopped and started again on the same data directory. */
export class PostgresProcess {
  private readonly guardian: ChildProcess;
  private running = false;
  private end = new Deferred<string>();

  constructor(private readonly options: GuardianOptions) {
    this.guardian = fork(path.join(__dirname, 'postgresGuardian.js'), [JSON.stringify(options)], {
      detached: true,
      execArgv: [],
      stdio: 'ignore',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    this.guardian.on('message', (event: GuardianEvent) => this.ended(event.reason));
    this.guardian.on('exit', () => this.ended('its guardian process ended'));
    this.letGo();
  }

  get isRunning(): boolean {
    return this.running;
  }

  /**
   * Starts the server and waits until it accepts connections.
   * @throws Error with the end of the server's log when it does not start.
   */
  async start(args: readonly string[]): Promise<void> {
    await this.holding(async () => {
      const earlier = (await this.logText()).length;
      const earlierStatus = await this.statusFile();
      this.running = true;
      this.end = new Deferred<string>();
      this.send({ kind: 'start', args });
      const reason = await Promise.race([this.untilReady(earlierStatus), this.end.promise]);
      if (reason !== undefined) {
        const log = (await this.logText()).slice(earlier).trim();
        throw new Error(`PostgreSQL did not start (${reason}).\n${log}`);
      }
    });
  }

  /** Stops the server and waits until its process has gone. */
  async stop(mode: StopMode): Promise<void> {
    if (this.running) {
      await this.holding(async () => {
        this.send({ kind: 'stop', mode });
        await Promise.race([this.end.promise, tooLate(`PostgreSQL did not stop (${mode}).`)]);
      });
    }
  }

  /** Stops the server and removes its folder. */
  async dispose(): Promise<void> {
    await this.stop('immediate');
    if (this.guardian.connected) {
      this.guardian.ref();
      const gone = once(this.guardian, 'exit');
      this.guardian.disconnect();
      await gone;
    }
  }

  logText(): Promise<string> {
    return readFile(this.options.logFile, 'utf8').catch(() => '');
  }

  private ended(reason: string): void {
    this.running = false;
    this.end.resolve(reason);
  }

  /** The last line of postmaster.pid says `ready` as soon as the server accepts connections; a crash leaves an old file. */
  private async untilReady(earlierStatus: string): Promise<undefined> {
    const deadline = Date.now() + patience;
    while (Date.now() < deadline && this.running) {
      const status = await this.statusFile();
      if (status !== earlierStatus && status.split('\n')[7]?.trim() === 'ready') {
        return undefined;
      }
      await delay(10);
    }
    throw new Error(`PostgreSQL was not ready in time.\n${await this.logText()}`);
  }

  private statusFile(): Promise<string> {
    return readFile(path.join(this.options.dataDirectory, 'postmaster.pid'), 'utf8').catch(() => '');
  }

  private send(order: GuardianOrder): void {
    this.guardian.send(order);
  }

  /** A server that nobody waits for must not keep the test process alive. */
  private letGo(): void {
    this.guardian.unref();
    this.guardian.channel?.unref();
  }

  private async holding<T>(work: () => Promise<T>): Promise<T> {
    this.guardian.channel?.ref();
    try {
      return await work();
    } finally {
      this.guardian.channel?.unref();
    }
  }
}

async function tooLate(message: string): Promise<never> {
  await delay(patience, undefined, { ref: false });
  throw new Error(message);
}
