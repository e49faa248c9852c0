import { randomInt } from 'node:crypto';
import type net from 'node:net';
import { serialize } from 'pg-protocol';
import { sandboxDatabase, sandboxUser, sandboxWindowUser } from '../../core/connections/sandbox';
import { MessageReader } from '../pg/wire/messageReader';
import { scramMechanism, ScramExchange, type ScramVerifier } from './scramServer';
import {
  authenticationOk,
  authenticationSasl,
  authenticationSaslContinue,
  authenticationSaslFinal,
  backendKeyData,
  parameterStatus,
  readyForQuery,
  report,
} from './serverMessages';
import { customSettingNames } from './sessionState';
import { type StartupRequest, StartupReader } from './startupReader';
import { TurnClient } from './turnClient';
import type { Turns } from './turns';

/** What PGlite says of itself, for every client that logs in. */
export interface Greeting {
  readonly processId: number;
  readonly parameters: ReadonlyMap<string, string>;
}

/** A window that holds the sandbox open. */
export interface WindowLine {
  send(bytes: Buffer): void;
}

export interface FrontServices {
  readonly verifier: ScramVerifier;
  readonly turns: Turns;
  /** Resolves when PGlite runs. */
  readonly greeting: () => Promise<Greeting>;
  readonly cancel: (processId: number, secretKey: number) => void;
  readonly opened: (line: ClientLine) => void;
  readonly closed: (line: ClientLine) => void;
  /** A window gives an order, as JSON. Answers JSON. */
  readonly order: (line: ClientLine, text: string) => Promise<string>;
}

/** Who has not logged in after so many milliseconds is sent away. */
const loginPatience = 10_000;

/** A statement whose client has gone may go on for so long before it is stopped. */
const abandonedPatience = 2_000;

/** No single message of a client may be longer. */
const maxMessage = 256 * 1024 * 1024;

let lastId = 0;

/** The line of one client. Nothing of it reaches PGlite before it has proved that it knows the token. */
export class ClientLine implements WindowLine {
  readonly id = ++lastId;
  readonly secretKey = randomInt(1, 0x7fffffff);
  client: TurnClient | undefined;
  isWindow = false;
  private readonly startup: StartupReader;
  private readonly login: NodeJS.Timeout;
  private reader: MessageReader | undefined;
  private request: StartupRequest | undefined;
  private pending: Buffer[] = [];
  private executes = false;
  private ended = false;

  constructor(
    private readonly socket: net.Socket,
    private readonly services: FrontServices,
  ) {
    this.startup = new StartupReader({
      refuseEncryption: () => this.send(Buffer.from('N')),
      cancel: (processId, secretKey) => {
        services.cancel(processId, secretKey);
        socket.end();
      },
      start: (request) => this.authenticate(request),
      broken: () => this.end('08P01', 'This is not the protocol of PostgreSQL.'),
    });
    this.login = setTimeout(() => this.end('08006', 'The login took too long.'), loginPatience);
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.receive(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.close());
  }

  send(bytes: Buffer, sent?: () => void): void {
    if (this.socket.destroyed || this.socket.writableEnded) {
      sent?.();
    } else {
      this.socket.write(bytes, sent && (() => sent()));
    }
  }

  /** Says why, and ends the line. */
  end(code: string, text: string): void {
    if (!this.ended) {
      this.ended = true;
      this.send(report({ severity: 'FATAL', code, text }));
      this.socket.end();
      // A client that does not listen any more is not waited for.
      setTimeout(() => this.socket.destroy(), 500).unref();
    }
  }

  private receive(bytes: Buffer): void {
    if (this.ended) {
      return;
    }
    try {
      const rest = this.reader ? bytes : this.startup.push(bytes);
      if (this.reader && rest.length > 0) {
        this.reader.push(rest);
      }
    } catch {
      this.end('08P01', 'This is not the protocol of PostgreSQL.');
    }
  }

  private authenticate(request: StartupRequest): void {
    this.request = request;
    const exchange = new ScramExchange(this.services.verifier);
    let step: 'first' | 'final' = 'first';
    const handshake = (type: number, body: Buffer): void => {
      const answer = type === 0x70 ? saslAnswer(body, step) : undefined;
      const reply = answer === undefined ? undefined : exchange[step](answer);
      if (reply === undefined) {
        this.end('28P01', `password authentication failed for user "${request.user}"`);
      } else if (step === 'first') {
        step = 'final';
        this.send(authenticationSaslContinue(reply));
      } else {
        this.send(Buffer.concat([authenticationSaslFinal(reply), authenticationOk()]));
        void this.welcome(request);
      }
    };
    this.reader = this.newReader(handshake);
    this.send(authenticationSasl(scramMechanism));
  }

  private async welcome(request: StartupRequest): Promise<void> {
    clearTimeout(this.login);
    this.reader = this.newReader((type, body) => this.hear(type, body));
    const greeting = await this.services.greeting();
    this.isWindow = request.user === sandboxWindowUser;
    if (!this.isWindow && !this.admits(request)) {
      return;
    }
    const parameters = new Map([
      ...greeting.parameters,
      ['session_authorization', request.user],
      ['application_name', request.applicationName],
    ]);
    this.send(
      Buffer.concat([
        ...[...parameters].map(([name, value]) => parameterStatus(name, value)),
        backendKeyData(greeting.processId, this.secretKey),
        readyForQuery('idle'),
      ]),
    );
    if (this.socket.destroyed) {
      return;
    }
    if (!this.isWindow) {
      this.client = new TurnClient(
        this.id,
        request.applicationName,
        this.send.bind(this),
        this.end.bind(this),
      );
      this.services.turns.add(this.client);
    }
    this.services.opened(this);
  }

  private admits({ user, database }: StartupRequest): boolean {
    if (user !== sandboxUser) {
      this.end(
        '28000',
        `The sandbox has one user that logs in, "${sandboxUser}". Use SET ROLE for the others.`,
      );
    } else if (database !== sandboxDatabase) {
      this.end('0A000', `The sandbox serves one database, "${sandboxDatabase}".`);
    }
    return !this.ended;
  }

  private hear(type: number, body: Buffer): void {
    const letter = String.fromCharCode(type);
    if (letter === 'X') {
      this.socket.end();
      return;
    }
    if (this.isWindow) {
      this.obey(letter, body);
      return;
    }
    if (!clientLetters.includes(letter)) {
      this.end('08P01', 'This is not the protocol of PostgreSQL.');
      return;
    }
    this.noteSettings(letter, body);
    this.collect(letter, body);
  }

  /** Gathers messages until the client waits for an answer. */
  private collect(letter: string, body: Buffer): void {
    const { client } = this;
    if (letter === 'd' || letter === 'c' || letter === 'f') {
      // Data for a COPY that was refused already.
      return;
    }
    if (letter === 'S' && this.pending.length === 0) {
      if (client?.units.length === 0 && !this.middle) {
        this.services.turns.answerSync(client);
        return;
      }
    }
    this.executes ||= letter === 'E' || letter === 'Q' || letter === 'F';
    const whole = Buffer.concat([head(letter, body.length), body]);
    // A COPY that waits for data would end PGlite, so the refusal lies ready; outside a COPY it is passed over.
    this.pending.push(...(letter === 'S' ? [noData, whole] : letter === 'Q' ? [whole, noData] : [whole]));
    if (letter === 'S' || letter === 'Q' || letter === 'H' || letter === 'F') {
      const bytes = Buffer.concat(this.pending);
      const ends = letter !== 'H';
      this.pending = [];
      this.middle = !ends;
      const { executes } = this;
      this.executes = false;
      if (client) {
        this.services.turns.submit(client, { bytes, ends, executes });
      }
    }
  }

  /** Between a Flush and the Sync that ends its exchange. */
  private middle = false;

  private noteSettings(letter: string, body: Buffer): void {
    if (letter === 'Q' || letter === 'P') {
      customSettingNames(body.toString('utf8')).forEach((name) => this.client?.customNames.add(name));
    }
  }

  private obey(letter: string, body: Buffer): void {
    if (letter === 'Q') {
      const text = body.toString('utf8', 0, body.length - 1);
      void this.services.order(this, text);
    }
  }

  private newReader(message: (type: number, body: Buffer) => void): MessageReader {
    const oversized = () => this.end('54000', 'The message is too long for the sandbox.');
    return new MessageReader({ message, oversized }, maxMessage);
  }

  private close(): void {
    clearTimeout(this.login);
    this.ended = true;
    if (this.client) {
      this.services.turns.remove(this.client, abandonedPatience);
    }
    this.services.closed(this);
  }
}

const clientLetters = 'BCDEFHPQSdcf';

const noData = serialize.copyFail('the sandbox takes no data');

function head(letter: string, length: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.write(letter, 0, 'latin1');
  bytes.writeInt32BE(length + 4, 1);
  return bytes;
}

/** The text inside SASLInitialResponse or SASLResponse. */
function saslAnswer(body: Buffer, step: 'first' | 'final'): string {
  if (step === 'final') {
    return body.toString('utf8');
  }
  const end = body.indexOf(0);
  return body.toString('utf8', 0, end) === scramMechanism ? body.toString('utf8', end + 5) : '';
}
