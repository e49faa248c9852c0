import { report } from './serverMessages';
import type { TurnClient } from './turnClient';

/** A client that waits is told after `said` milliseconds, and waits no longer than `limit`. */
export interface WaitTimes {
  readonly said: number;
  readonly limit: number;
}

export const defaultWaits: WaitTimes = { said: 2_000, limit: 30_000 };

export interface WaitingServices {
  /** Who holds the backend, in words. */
  readonly describe: () => string;
  readonly said: (client: TurnClient) => void;
  readonly tooLong: (client: TurnClient) => void;
}

/** The clients that wait for their turn, first come first served. */
export class WaitingLine {
  private readonly entries: { readonly client: TurnClient; readonly timers: readonly NodeJS.Timeout[] }[] =
    [];

  constructor(
    private readonly services: WaitingServices,
    private readonly times: WaitTimes,
  ) {}

  add(client: TurnClient): void {
    if (this.entries.some((entry) => entry.client === client)) {
      return;
    }
    const timers = [
      setTimeout(() => this.say(client), this.times.said),
      setTimeout(() => {
        this.remove(client);
        this.services.tooLong(client);
      }, this.times.limit),
    ];
    this.entries.push({ client, timers });
  }

  remove(client: TurnClient): void {
    const index = this.entries.findIndex((entry) => entry.client === client);
    if (index >= 0) {
      this.take(index);
    }
  }

  /** The client whose turn it is. */
  shift(): TurnClient | undefined {
    return this.entries.length === 0 ? undefined : this.take(0);
  }

  private take(index: number): TurnClient | undefined {
    const [entry] = this.entries.splice(index, 1);
    entry?.timers.forEach((timer) => clearTimeout(timer));
    return entry?.client;
  }

  private say(client: TurnClient): void {
    const text = `Waiting for the sandbox: ${this.services.describe()}. This gives up after ${String(this.times.limit / 1000)} s.`;
    client.write(report({ severity: 'NOTICE', code: '00000', text }));
    this.services.said(client);
  }
}
