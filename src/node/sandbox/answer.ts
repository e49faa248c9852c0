import type { TransactionState } from '../../core/query/session';
import { sandboxHint } from '../../core/connections/sandboxLimits';
import { decodeServerMessage, decodeTransactionState, messageType } from '../pg/wire/backendMessages';
import { MessageReader } from '../pg/wire/messageReader';
import { message, withHint } from './serverMessages';
import type { Unit } from './turnClient';

/** Reads an answer of PGlite on its way to a client, and adds to its errors what the limits of the sandbox explain. */
export class Answer {
  /** What ReadyForQuery said; undefined while it has not come. */
  state: TransactionState | undefined;
  private readonly reader: MessageReader;
  private pieces: Buffer[] = [];
  private ready: Buffer | undefined;
  private concluded = false;
  private fatal: string | undefined;

  constructor(private readonly unit: Unit) {
    const refuse = () => {
      throw new Error('PGlite sent a message that is too long.');
    };
    this.reader = new MessageReader(
      { message: (type, body) => this.receive(type, body), oversized: refuse },
      Infinity,
    );
  }

  /** Takes bytes of PGlite and answers those for the client. The end of the exchange is kept back. */
  push(bytes: Buffer): Buffer {
    this.reader.push(bytes);
    const out = Buffer.concat(this.pieces);
    this.pieces = [];
    return out;
  }

  /** The end of the exchange, to be sent when PGlite is known to be well. */
  get ending(): Buffer {
    return this.ready ?? Buffer.alloc(0);
  }

  /**
   * Why PGlite cannot go on after this; undefined when it can. A statement that calls for a program of the machine breaks
   * off without a word, and the next one would hang.
   */
  get damage(): string | undefined {
    if (this.fatal !== undefined) {
      return this.fatal;
    }
    const silent = this.unit.executes && !this.concluded;
    const unfinished = this.unit.ends && this.state === undefined;
    return silent || unfinished
      ? 'it broke off the statement, which asks for something that PGlite cannot do'
      : undefined;
  }

  private receive(type: number, body: Buffer): void {
    const letter = String.fromCharCode(type);
    switch (type) {
      case messageType.readyForQuery:
        this.state = decodeTransactionState(body);
        this.ready = message(letter, body);
        return;
      case messageType.error: {
        const { severity, code, message: text } = decodeServerMessage(body);
        this.concluded = true;
        if (severity === 'FATAL' || severity === 'PANIC') {
          this.fatal = text;
          return;
        }
        const hint = sandboxHint(code, text);
        this.pieces.push(hint === undefined ? message(letter, body) : withHint(body, hint));
        return;
      }
      case messageType.commandComplete:
      case messageType.emptyQuery:
      case messageType.portalSuspended:
        this.concluded = true;
        break;
      default:
        break;
    }
    this.pieces.push(message(letter, body));
  }
}
