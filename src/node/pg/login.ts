import { createHash } from 'node:crypto';
import tls from 'node:tls';
import { serialize } from 'pg-protocol';
import { signatureAlgorithmHashFromCertificate } from 'pg/lib/crypto/cert-signatures';
import { continueSession, finalizeSession, type SaslSession, startSession } from 'pg/lib/crypto/sasl';
import { Deferred } from '../../base/deferred';
import type { TransactionState } from '../../core/query/session';
import type { AuthMethod, LoginRules } from '../../core/connections/loginRules';
import type { ServerMessage } from '../../core/sql/serverError';
import { untilAborted } from './connectDeadline';
import {
  type AuthenticationRequest,
  decodeAuthentication,
  decodeParameterStatus,
  decodeServerMessage,
  decodeTransactionState,
  messageType,
} from './wire/backendMessages';
import { Wire, type WireListener } from './wire/wire';

/** How the server let us in; `trust` also stands for a client certificate. */
export type LoginMethod = 'trust' | 'cleartext' | 'md5' | 'scram';

export interface LoginRequest {
  readonly user: string;
  readonly database: string;
  readonly applicationName: string;
  /** Called only when the server asks; undefined means that there is none, and nothing is sent then. */
  readonly password: () => Promise<string | undefined>;
  /** The password may be sent as it is: nobody can listen, or the user wants it so. */
  readonly allowCleartext: boolean;
  readonly rules: LoginRules;
}

/** The key of a backend, by which alone its statements can be cancelled. */
export interface BackendKey {
  readonly processId: number;
  readonly secretKey: number;
}

export interface LoggedIn {
  readonly wire: Wire;
  readonly method: LoginMethod;
  /** What ParameterStatus told, such as `server_version`. */
  readonly parameters: Map<string, string>;
  readonly key: BackendKey | undefined;
  readonly transaction: TransactionState;
}

/** The server refused. `authenticated` is true when it had accepted who we are before. */
export class LoginRefusedError extends Error {
  constructor(
    readonly fields: ServerMessage,
    readonly authenticated: boolean,
  ) {
    super(fields.message);
    this.name = 'LoginRefusedError';
  }
}

/** We refused, or could not do what the server asked. */
export class LoginImpossibleError extends Error {
  constructor(
    readonly kind:
      | 'passwordMissing'
      | 'cleartextRefused'
      | 'authenticationUnsupported'
      | 'authenticationForbidden'
      | 'channelBindingMissing'
      | 'authentication',
    message = '',
  ) {
    super(message);
    this.name = 'LoginImpossibleError';
  }
}

/**
 * Logs in on an open line. Only user, database, application_name and client_encoding are sent, because a pooler refuses
 * every other startup parameter.
 * @throws LoginRefusedError, LoginImpossibleError, Error of the network layer, or the signal's reason
 */
export async function logIn(
  socket: Wire['socket'],
  request: LoginRequest,
  signal: AbortSignal,
): Promise<LoggedIn> {
  const exchange = new LoginExchange(socket, request);
  return untilAborted(exchange.done.promise, signal, () => exchange.wire.cut(new Error('Stopped.')));
}

class LoginExchange implements WireListener {
  readonly done = new Deferred<LoggedIn>();
  readonly wire: Wire;
  private readonly parameters = new Map<string, string>();
  private method: LoginMethod = 'trust';
  private key: BackendKey | undefined;
  private authenticated = false;
  private bound = false;
  private sasl:
    | { readonly session: SaslSession; readonly password: string; readonly channel: tls.TLSSocket | false }
    | undefined;

  constructor(
    socket: Wire['socket'],
    private readonly request: LoginRequest,
  ) {
    this.wire = new Wire(socket, this);
    const { user, database, applicationName } = request;
    // `serialize.startup` adds client_encoding = UTF8.
    this.wire.send(serialize.startup({ user, database, application_name: applicationName }));
    socket.resume();
  }

  message(type: number, body: Buffer): void {
    switch (type) {
      case messageType.authentication:
        this.authenticate(decodeAuthentication(body));
        break;
      case messageType.parameterStatus: {
        const { name, value } = decodeParameterStatus(body);
        this.parameters.set(name, value);
        break;
      }
      case messageType.backendKeyData:
        this.key =
          body.length === 8 ? { processId: body.readInt32BE(0), secretKey: body.readInt32BE(4) } : undefined;
        break;
      case messageType.error:
        this.fail(new LoginRefusedError(decodeServerMessage(body), this.authenticated));
        break;
      case messageType.readyForQuery:
        this.finish(decodeTransactionState(body));
        break;
      default:
        break;
    }
  }

  oversized(): void {
    this.fail(new Error('The answer is not in the language of a PostgreSQL server.'));
  }

  closed(reason: Error): void {
    this.done.reject(reason);
  }

  private finish(transaction: TransactionState): void {
    const { wire, method, parameters, key } = this;
    this.done.resolve({ wire, method, parameters, key, transaction });
  }

  private fail(error: Error): void {
    this.done.reject(error);
    this.wire.cut(error);
  }

  /** What comes behind an answer may be in the same packet, so whether it holds is decided at once. */
  private authenticate(request: AuthenticationRequest): void {
    if (request.kind !== 'ok') {
      this.answer(request).catch((error: unknown) => this.fail(error as Error));
      return;
    }
    try {
      this.accept();
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private accept(): void {
    if (this.sasl) {
      throw new LoginImpossibleError('authentication', 'The server skipped its own part of SCRAM');
    }
    this.requireMethod(this.method === 'trust' ? 'none' : undefined);
    this.requireBinding(this.bound);
    this.authenticated = true;
  }

  private async answer(request: AuthenticationRequest): Promise<void> {
    switch (request.kind) {
      case 'ok':
        break;
      case 'cleartext':
        this.method = 'cleartext';
        this.requireMethod('password');
        this.requireBinding(false);
        this.refuseOpenLine();
        this.wire.send(serialize.password(await this.password()));
        break;
      case 'md5':
        this.method = 'md5';
        this.requireMethod('md5');
        this.requireBinding(false);
        this.wire.send(serialize.password(md5Answer(this.request.user, await this.password(), request.salt)));
        break;
      case 'sasl':
        this.method = 'scram';
        this.requireMethod('scram-sha-256');
        await this.startSasl(request.mechanisms);
        break;
      case 'saslContinue':
        await this.continueSasl(request.data);
        break;
      case 'saslFinal':
        this.finishSasl(request.data);
        break;
      case 'unsupported':
        throw new LoginImpossibleError('authenticationUnsupported', request.method);
    }
  }

  private async password(): Promise<string> {
    const password = await this.request.password();
    if (password === undefined || password === '') {
      throw new LoginImpossibleError('passwordMissing');
    }
    return password;
  }

  /** @param method what the server uses now; undefined when it was checked before */
  private requireMethod(method: AuthMethod | undefined): void {
    const allowed = this.request.rules.requireAuth;
    if (method !== undefined && allowed?.includes(method) === false) {
      throw new LoginImpossibleError('authenticationForbidden', method);
    }
  }

  private requireBinding(bound: boolean): void {
    if (!bound && this.request.rules.channelBinding === 'require') {
      throw new LoginImpossibleError('channelBindingMissing');
    }
  }

  private refuseOpenLine(): void {
    if (!this.request.allowCleartext) {
      throw new LoginImpossibleError('cleartextRefused');
    }
  }

  private async startSasl(mechanisms: readonly string[]): Promise<void> {
    const { channelBinding } = this.request.rules;
    const channel = channelBinding !== 'disable' && bindableChannel(this.wire.socket);
    this.requireBinding(channel !== false && mechanisms.includes('SCRAM-SHA-256-PLUS'));
    const password = await this.password();
    if (!mechanisms.some((name) => name.startsWith('SCRAM-SHA-256'))) {
      throw new LoginImpossibleError('authenticationUnsupported', mechanisms.join(', '));
    }
    const session = startSession(mechanisms, channel);
    this.sasl = { session, password, channel };
    this.bound = session.mechanism === 'SCRAM-SHA-256-PLUS';
    this.wire.send(serialize.sendSASLInitialResponseMessage(session.mechanism, session.response));
  }

  private async continueSasl(data: string): Promise<void> {
    if (!this.sasl) {
      throw new LoginImpossibleError('authentication', 'The server began in the middle of SCRAM');
    }
    const { session, password, channel } = this.sasl;
    await understood(() => continueSession(session, password, data, channel));
    this.wire.send(serialize.sendSCRAMClientFinalMessage(session.response));
  }

  private finishSasl(data: string): void {
    const session = this.sasl?.session;
    this.sasl = undefined;
    if (!session) {
      throw new LoginImpossibleError('authentication', 'The server began in the middle of SCRAM');
    }
    try {
      finalizeSession(session, data);
    } catch {
      throw new LoginImpossibleError(
        'authentication',
        'The server could not prove that it knows the password',
      );
    }
  }
}

async function understood(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new LoginImpossibleError('authentication', error instanceof Error ? error.message : String(error));
  }
}

/** The TLS line, when SCRAM can bind itself to the server's certificate; libpq does so whenever it can. */
function bindableChannel(socket: Wire['socket']): tls.TLSSocket | false {
  if (!(socket instanceof tls.TLSSocket)) {
    return false;
  }
  try {
    signatureAlgorithmHashFromCertificate(socket.getPeerCertificate().raw);
    return socket;
  } catch {
    return false;
  }
}

/** Source: PostgreSQL manual, "Message Flow", AuthenticationMD5Password. */
function md5Answer(user: string, password: string, salt: Buffer): string {
  const inner = createHash('md5')
    .update(password + user)
    .digest('hex');
  return `md5${createHash('md5').update(inner).update(salt).digest('hex')}`;
}
