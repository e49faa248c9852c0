import { serialize } from 'pg-protocol';
import type { CancelSignal } from '../../base/cancelSignal';
import { Deferred } from '../../base/deferred';
import { Emitter } from '../../base/emitter';
import { UserError } from '../../base/userError';
import {
  sandboxDatabase,
  type SandboxEndpoint,
  sandboxLogin,
  sandboxWindowUser,
} from '../../core/connections/sandbox';
import { ConnectDeadline } from '../pg/connectDeadline';
import { dial } from '../pg/dial';
import { logIn } from '../pg/login';
import { decodeCommandTag, decodeServerMessage, messageType } from '../pg/wire/backendMessages';
import type { Wire, WireListener } from '../pg/wire/wire';
import {
  type OrderAnswer,
  type OwnerNews,
  type OwnerStatus,
  readAnswer,
  readNews,
  type WindowOrder,
} from './windowMessages';

export interface SandboxPlace {
  readonly endpoint: SandboxEndpoint;
  readonly token: string;
}

/** How the sandbox ended. */
export interface SandboxEnd {
  /** It said goodbye, with a reason; otherwise its process is gone. */
  readonly expected: boolean;
  readonly reason: string;
}

/** Logging in to a process on this machine may take so long. */
const loginTimeout = 5_000;

/**
 * The line by which a window holds the sandbox open. While one window has such a line the owner lives; when the line ends,
 * the owner is gone.
 */
export class SandboxWindow implements WireListener {
  private readonly newsEmitter = new Emitter<OwnerNews>();
  private readonly lostEmitter = new Emitter<SandboxEnd>();
  private readonly answers: Deferred<OrderAnswer>[] = [];
  private closing = false;
  private farewell: string | undefined;
  readonly onNews = this.newsEmitter.event;
  /** Fires once, with the reason, when the owner ends without this window having asked for it. */
  readonly onDidLose = this.lostEmitter.event;

  /** @throws Error when nobody listens there who knows the token */
  static async open(place: SandboxPlace, windowName: string, signal: CancelSignal): Promise<SandboxWindow> {
    const deadline = new ConnectDeadline(loginTimeout, signal);
    try {
      const socket = await dial(place.endpoint, deadline.signal);
      const login = {
        user: sandboxWindowUser,
        database: sandboxDatabase,
        applicationName: windowName,
        allowCleartext: false,
        rules: sandboxLogin,
        password: () => Promise.resolve(place.token),
      };
      const { wire } = await logIn(socket, login, deadline.signal);
      return new SandboxWindow(place, wire);
    } finally {
      deadline.dispose();
    }
  }

  private constructor(
    readonly place: SandboxPlace,
    private readonly wire: Wire,
  ) {
    wire.setListener(this);
  }

  get isOpen(): boolean {
    return this.wire.isOpen && !this.closing;
  }

  status(): Promise<OwnerStatus> {
    return this.order({ kind: 'status' });
  }

  /** Ends the sandbox for all windows. */
  async stop(): Promise<void> {
    this.closing = true;
    await this.order({ kind: 'stop' });
  }

  /** Ends the sandbox for all windows and deletes its data. */
  async remove(): Promise<void> {
    this.closing = true;
    await this.order({ kind: 'remove' });
  }

  /** Throws the data away and loads the sample anew. Takes as long as the first start. */
  async reset(): Promise<OwnerStatus> {
    return this.order({ kind: 'reset' });
  }

  /** Ends the transaction or the statement of the one that holds up others. */
  async endTurn(holder: number): Promise<void> {
    await this.order({ kind: 'endTurn', holder });
  }

  /** Lets go of the sandbox. It ends by itself when this was the last window. */
  close(): void {
    this.closing = true;
    this.wire.socket.end();
  }

  message(type: number, body: Buffer): void {
    if (type === messageType.error) {
      this.farewell = decodeServerMessage(body).message;
    } else if (type === messageType.commandComplete) {
      this.answers.shift()?.resolve(readAnswer(decodeCommandTag(body)));
    } else if (type === messageType.notification) {
      const news = readNews(payloadOf(body));
      if (news) {
        this.newsEmitter.fire(news);
      }
    }
  }

  oversized(): void {
    this.wire.cut(new Error('The sandbox sent a message that is too long.'));
  }

  closed(reason: Error): void {
    for (const answer of this.answers.splice(0)) {
      answer.resolve({ ok: false, reason: 'The sandbox ended.' });
    }
    if (!this.closing) {
      this.closing = true;
      const { farewell } = this;
      this.lostEmitter.fire({ expected: farewell !== undefined, reason: farewell ?? reason.message });
    }
  }

  private async order(order: WindowOrder): Promise<OwnerStatus> {
    if (!this.wire.isOpen) {
      throw new UserError('The sandbox has ended. Open it again.', {
        action: { title: 'Open Sample Lakehouse', command: 'lakehouse.sandbox.open' },
      });
    }
    const answer = new Deferred<OrderAnswer>();
    this.answers.push(answer);
    this.wire.send(serialize.query(JSON.stringify(order)));
    const result = await answer.promise;
    if (!result.ok) {
      throw new UserError(result.reason);
    }
    return result.status;
  }
}

/** Source: PostgreSQL manual, "Message Formats", NotificationResponse. */
function payloadOf(body: Buffer): string {
  const channelEnd = body.indexOf(0, 4);
  return body.toString('utf8', channelEnd + 1, body.length - 1);
}
