import { serialize } from 'pg-protocol';
import type { TransactionState } from '../../core/query/session';
import { decodeDataRow, decodeServerMessage, messageType } from '../pg/wire/backendMessages';
import { MessageReader } from '../pg/wire/messageReader';
import { Answer } from './answer';
import { type Engine, EngineStoppedError } from './engine';
import { readyForQuery, report } from './serverMessages';
import { applySettings, readHoldings, readSettings, resetSettings } from './sessionState';
import type { TurnClient, Unit } from './turnClient';
import { defaultWaits, WaitingLine, type WaitTimes } from './waitingLine';

/** Why PGlite was stopped, as the clients are told. */
export interface StopCause {
  readonly kind: 'cancelled' | 'ended' | 'abandoned' | 'broken' | 'reset' | 'closed';
  readonly reason: string;
}

export interface Holder {
  readonly id: number;
  readonly name: string;
  /** A statement runs, or a transaction waits for its next statement. */
  readonly doing: 'running' | 'inTransaction';
  readonly since: number;
}

export interface TurnEvents {
  /** A client waits for longer than a moment. */
  readonly waiting: (client: TurnClient, holder: Holder) => void;
  /** PGlite has stopped; the owner starts another one, and calls `begin`. */
  readonly stopped: (cause: StopCause) => void;
}

/**
 * Lets the clients take turns in the one backend. Invariant: from the first message of a client until ReadyForQuery says
 * idle, no message of another client reaches PGlite.
 */
export class Turns {
  private engine: Engine | undefined;
  private holder: TurnClient | undefined;
  private runningSince: number | undefined;
  /** Whose settings the backend has now, and whose temporary objects. */
  private settingsOf: TurnClient | undefined;
  private objectsOf: TurnClient | undefined;
  private cause: StopCause | undefined;
  private readonly clients = new Set<TurnClient>();
  private readonly line: WaitingLine;

  constructor(
    private readonly events: TurnEvents,
    waits: WaitTimes = defaultWaits,
  ) {
    const services = {
      describe: () => this.describeHolder(),
      // A restart ends by itself, so nobody is sent away over it.
      tooLong: (client: TurnClient) => (this.engine?.isRunning ? this.refuse(client) : this.line.add(client)),
      said: (client: TurnClient) => {
        const holder = this.currentHolder;
        if (holder) {
          this.events.waiting(client, holder);
        }
      },
    };
    this.line = new WaitingLine(services, waits);
  }

  /** Takes a PGlite that has just started. */
  begin(engine: Engine): void {
    this.engine = engine;
    this.settingsOf = undefined;
    this.objectsOf = undefined;
    this.cause = undefined;
    void engine.whenEnded.then(() => {
      if (this.engine === engine && this.runningSince === undefined) {
        this.engineStopped();
      }
    });
    this.next();
  }

  add(client: TurnClient): void {
    this.clients.add(client);
  }

  /** The client's line is gone: its transaction is rolled back, and a statement that nobody waits for is stopped. */
  remove(client: TurnClient, patience: number): void {
    client.gone = true;
    client.units.length = 0;
    this.clients.delete(client);
    this.line.remove(client);
    if (this.holder !== client) {
      return;
    }
    if (this.runningSince === undefined) {
      this.rollBack(client);
      return;
    }
    setTimeout(() => {
      if (this.holder === client && this.runningSince !== undefined) {
        this.stop({ kind: 'abandoned', reason: 'nobody waited any more for the statement that it ran' });
      }
    }, patience).unref();
  }

  submit(client: TurnClient, unit: Unit): void {
    client.units.push(unit);
    if (this.holder !== client) {
      this.line.add(client);
    }
    this.next();
  }

  /** A Sync alone asks nothing but a sign of life, so it need not wait for a turn. */
  answerSync(client: TurnClient): void {
    client.write(readyForQuery(client.state));
  }

  /** Stops what the client does or waits for. */
  cancel(client: TurnClient): void {
    if (this.holder === client && this.runningSince !== undefined) {
      this.stop({ kind: 'cancelled', reason: 'a running statement was cancelled' });
    } else if (client.units.length > 0) {
      this.line.remove(client);
      this.give(client, '57014', 'canceling statement due to user request', 'It was waiting for its turn.');
    }
  }

  /** Ends the turn of a client that holds up others, at the wish of a user. */
  endTurn(id: number): void {
    const { holder } = this;
    if (holder?.id !== id) {
      return;
    }
    if (this.runningSince !== undefined) {
      this.stop({ kind: 'ended', reason: 'a user stopped the statement that held up others' });
      return;
    }
    holder.end('57P01', 'A user ended this transaction in the sandbox, because it held up other sessions.');
  }

  /** Stops PGlite; the one who runs a statement is told the reason. */
  stop(cause: StopCause): void {
    this.cause ??= cause;
    void this.engine?.stop(cause.reason);
    if (this.runningSince === undefined) {
      this.engineStopped();
    }
  }

  get currentHolder(): Holder | undefined {
    const { holder } = this;
    return (
      holder && {
        id: holder.id,
        name: holder.name,
        doing: this.runningSince === undefined ? 'inTransaction' : 'running',
        since: this.runningSince ?? holder.lastActive,
      }
    );
  }

  private next(): void {
    if (this.runningSince !== undefined || !this.engine?.isRunning) {
      return;
    }
    const client = this.holder ?? this.line.shift();
    const unit = client?.units.shift();
    if (client && unit) {
      this.holder = client;
      this.runningSince = Date.now();
      void this.take(client, unit, this.engine);
    }
  }

  private async take(client: TurnClient, unit: Unit, engine: Engine): Promise<void> {
    try {
      await this.switchTo(client, engine);
      client.news.splice(0).forEach((each) => client.write(each));
      const answer = new Answer(unit);
      await engine.exchange(unit.bytes, (bytes) =>
        client.write(answer.push(bytes), () => engine.sent(bytes.length)),
      );
      if (answer.damage !== undefined) {
        throw new EngineStoppedError(answer.damage);
      }
      client.write(answer.ending);
      this.finish(client, answer.state);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.cause ??= { kind: 'broken', reason };
      await engine.stop(reason);
      this.engineStopped({ client, unit });
    }
  }

  /** @param state undefined in the middle of an exchange, in which the client goes on. */
  private finish(client: TurnClient, state: TransactionState | undefined): void {
    this.runningSince = undefined;
    client.lastActive = Date.now();
    client.state = state ?? client.state;
    if (state === 'idle') {
      this.holder = undefined;
      if (client.units.length > 0) {
        this.line.add(client);
      }
    } else if (client.gone) {
      this.rollBack(client);
      return;
    }
    this.next();
  }

  private rollBack(client: TurnClient): void {
    client.units.length = 0;
    client.units.push({
      bytes: Buffer.concat([serialize.sync(), serialize.query('ROLLBACK')]),
      ends: true,
      executes: true,
    });
    this.holder = client;
    this.next();
  }

  private async switchTo(client: TurnClient, engine: Engine): Promise<void> {
    const staysPut = this.settingsOf === client && (client.isCatalogReader || this.objectsOf === client);
    if (staysPut || client.state !== 'idle') {
      return;
    }
    const run = (text: string) => runOwn(engine, text);
    const before = this.settingsOf;
    if (before) {
      before.settings = await readSettings(run, before.customNames);
    }
    const mayStay = client.isCatalogReader ? this.objectsOf?.gone !== true : this.objectsOf === client;
    if (mayStay) {
      await resetSettings(run, before?.settings ?? new Map());
    } else {
      await this.tellLoss(this.objectsOf, run);
      await run('DISCARD ALL');
      this.objectsOf = client.isCatalogReader ? undefined : client;
    }
    this.settingsOf = client;
    const refused = await applySettings(run, client.settings);
    if (refused.length > 0) {
      client.news.push(
        warning(`The sandbox could not put back the setting ${refused.join(', ')} of this session.`),
      );
    }
  }

  private async tellLoss(
    owner: TurnClient | undefined,
    run: (text: string) => Promise<readonly (readonly string[])[]>,
  ): Promise<void> {
    if (owner && !owner.gone) {
      const lost = await readHoldings(run);
      if (lost.length > 0) {
        owner.news.push(
          warning(
            `The sandbox has one session for all, and another one took its turn: ${lost.join(', ')} of this session are gone. Its settings are kept.`,
          ),
        );
      }
    }
  }

  private engineStopped(during?: { readonly client: TurnClient; readonly unit: Unit }): void {
    const cause = this.cause ?? { kind: 'broken', reason: 'PGlite ended' };
    const { holder, objectsOf } = this;
    this.engine = undefined;
    this.holder = undefined;
    this.runningSince = undefined;
    const text = `The sandbox was restarted, because ${cause.reason}. What was committed is kept.`;
    const loss = ' Temporary objects of this session and its open transaction are gone.';
    for (const client of this.clients) {
      const hurt = client === holder || client === objectsOf;
      client.news.push(warning(hurt ? text + loss : text));
    }
    if (holder && !holder.gone) {
      holder.state = 'idle';
      this.tellHolder(holder, cause, during?.unit);
    }
    this.events.stopped(cause);
  }

  private tellHolder(holder: TurnClient, cause: StopCause, unit: Unit | undefined): void {
    if (!unit || cause.kind === 'ended') {
      holder.end('57P01', `The sandbox was restarted, because ${cause.reason}.`);
      return;
    }
    holder.news.splice(0).forEach((each) => holder.write(each));
    const cancelled = cause.kind === 'cancelled';
    const error = report({
      severity: 'ERROR',
      code: cancelled ? '57014' : 'XX000',
      text: cancelled ? 'canceling statement due to user request' : `The sandbox stopped: ${cause.reason}.`,
      detail: 'The sandbox was restarted. What was committed is kept.',
    });
    holder.write(unit.ends ? Buffer.concat([error, readyForQuery('idle')]) : error);
  }

  private refuse(client: TurnClient): void {
    this.give(client, '55P03', `The sandbox stayed busy: ${this.describeHolder()}.`, 'Nothing was run.');
  }

  /** Answers what a client waits for by an error. */
  private give(client: TurnClient, code: string, text: string, detail: string): void {
    const hint =
      'The sandbox has one session for all. End the transaction or the statement that holds it, and try again.';
    const error = report({ severity: 'ERROR', code, text, detail, ...(code === '55P03' ? { hint } : {}) });
    for (const unit of client.units.splice(0)) {
      client.write(unit.ends ? Buffer.concat([error, readyForQuery('idle')]) : error);
    }
  }

  private describeHolder(): string {
    const holder = this.currentHolder;
    if (holder === undefined) {
      return 'it is starting';
    }
    const seconds = Math.round((Date.now() - holder.since) / 1000);
    return holder.doing === 'running'
      ? `“${holder.name}” has run a statement for ${String(seconds)} s`
      : `“${holder.name}” has an open transaction that did nothing for ${String(seconds)} s`;
  }
}

function warning(text: string): Buffer {
  return report({ severity: 'WARNING', code: '01000', text });
}

/** Runs a statement that no client sent. */
async function runOwn(engine: Engine, text: string): Promise<readonly (readonly string[])[]> {
  const rows: string[][] = [];
  let failure: Error | undefined;
  const decode = (bytes: Buffer, start?: number, end?: number) => bytes.toString('utf8', start, end);
  const reader = new MessageReader(
    {
      message: (type, body) => {
        if (type === messageType.dataRow) {
          rows.push(decodeDataRow(body, decode).map((cell) => cell ?? ''));
        } else if (type === messageType.error) {
          failure ??= new Error(decodeServerMessage(body).message);
        }
      },
      oversized: () => undefined,
    },
    Infinity,
  );
  await engine.exchange(serialize.query(text), (bytes) => {
    reader.push(bytes);
    engine.sent(bytes.length);
  });
  if (failure) {
    throw failure;
  }
  return rows;
}
