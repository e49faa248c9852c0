import { CancelledError, type CancelSignal, isCancellation } from '../base/cancelSignal';
import { Deferred } from '../base/deferred';
import type { Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import { isRecord } from '../base/validate';

/** Carries messages to the other end: a webview's `postMessage`, or a test's pipe. */
export interface Channel {
  post(message: unknown): void;
  readonly onMessage: Event<unknown>;
}

/** A contract is an interface of functions that take one argument and an optional signal. */
export type Contract<C> = { [M in keyof C]: (argument: never, signal: CancelSignal) => unknown };

/** What one end must implement: may answer at once or later. */
export type Handlers<C extends Contract<C>> = {
  readonly [M in keyof C]: (
    argument: Parameters<C[M]>[0],
    signal: CancelSignal,
  ) => Awaited<ReturnType<C[M]>> | Promise<Awaited<ReturnType<C[M]>>>;
};

/** What this end calls on the other one: everything is asynchronous. */
export type Remote<C extends Contract<C>> = {
  readonly [M in keyof C]: (
    argument: Parameters<C[M]>[0],
    signal?: CancelSignal,
  ) => Promise<Awaited<ReturnType<C[M]>>>;
};

/** Decides for each method whether an argument that arrived has the promised shape. */
export type Validators<C extends Contract<C>> = {
  readonly [M in keyof C]: (argument: unknown) => argument is Parameters<C[M]>[0];
};

/** How a failure crosses the wire: the sentence only, never a stack. */
export interface WireError {
  readonly message: string;
  readonly cancelled: boolean;
}

export interface RpcOptions<Local extends Contract<Local>> {
  readonly channel: Channel;
  readonly handlers: Handlers<Local>;
  /** A webview is not trusted: the host end checks every argument. */
  readonly validators: Validators<Local>;
  /** Turns a failure of a handler into what the other end may know. */
  readonly toWire: (error: unknown, method: string) => WireError;
}

/** Calls that want no answer: nothing is kept waiting when the other end is hidden or gone. */
export type Notifier<C extends Contract<C>> = {
  readonly [M in keyof C]: (argument: Parameters<C[M]>[0]) => void;
};

/**
 * The same class on both ends. Disposing it rejects what is pending and aborts what is running here.
 *
 * VS Code throws a hidden webview's page away and loads it anew when it is shown, while the host's end lives on. So
 * each end carries an address of its own: an answer reaches only the page that asked, and the first word of a new page
 * ends everything that belonged to the old one.
 */
export class Rpc<Local extends Contract<Local>, Far extends Contract<Far>> implements Disposable {
  private readonly address = Math.random().toString(36).slice(2);
  private peer: string | undefined;
  private nextId = 1;
  private disposed = false;
  private readonly pending = new Map<number, Deferred<unknown>>();
  private readonly running = new Map<number, AbortLike>();
  private readonly subscription: Disposable;
  /** Requests: each is answered, fails, or is cancelled. */
  readonly remote: Remote<Far>;
  /** Notifications: sent and forgotten. */
  readonly notify: Notifier<Far>;

  constructor(private readonly options: RpcOptions<Local>) {
    this.remote = new Proxy({} as Remote<Far>, {
      get: (_target, method) => (argument: unknown, signal?: CancelSignal) =>
        this.request(String(method), argument, signal),
    });
    this.notify = new Proxy({} as Notifier<Far>, {
      get: (_target, method) => (argument: unknown) => this.tell(String(method), argument),
    });
    this.subscription = options.channel.onMessage((message) => this.receive(message));
  }

  dispose(): void {
    this.disposed = true;
    this.subscription.dispose();
    this.endAll();
  }

  private async request(method: string, argument: unknown, signal?: CancelSignal): Promise<unknown> {
    if (this.disposed || signal?.aborted === true) {
      throw new CancelledError();
    }
    const id = this.nextId++;
    const deferred = new Deferred<unknown>();
    const onAbort = () => {
      if (this.pending.delete(id)) {
        deferred.reject(new CancelledError());
        this.options.channel.post({ kind: 'abort', from: this.address, id });
      }
    };
    this.pending.set(id, deferred);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      this.options.channel.post({ kind: 'request', from: this.address, id, method, argument });
      return await deferred.promise;
    } finally {
      this.pending.delete(id);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  private tell(method: string, argument: unknown): void {
    if (!this.disposed) {
      this.options.channel.post({ kind: 'notify', from: this.address, method, argument });
    }
  }

  private receive(message: unknown): void {
    if (!isRecord(message)) {
      return;
    }
    const { kind, id } = message;
    if (kind === 'result' || kind === 'failure') {
      this.settle(message);
      return;
    }
    if (typeof message['from'] !== 'string') {
      return;
    }
    this.meet(message['from']);
    if (kind === 'notify') {
      void this.perform(message['method'], message['argument'], new AbortLike());
    } else if (kind === 'request' && typeof id === 'number') {
      void this.answer(id, message);
    } else if (kind === 'abort' && typeof id === 'number') {
      this.running.get(id)?.abort();
    }
  }

  /** A new address means that the other end was loaded anew: nobody waits for the old one's work. */
  private meet(address: string): void {
    if (this.peer !== undefined && this.peer !== address) {
      this.endAll();
    }
    this.peer = address;
  }

  private endAll(): void {
    for (const deferred of [...this.pending.values()]) {
      deferred.reject(new CancelledError('The view was closed.'));
    }
    this.pending.clear();
    for (const abort of [...this.running.values()]) {
      abort.abort();
    }
    this.running.clear();
  }

  private settle(message: Record<string, unknown>): void {
    const deferred = typeof message['id'] === 'number' ? this.pending.get(message['id']) : undefined;
    if (!deferred || message['to'] !== this.address) {
      return;
    }
    if (message['kind'] === 'result') {
      deferred.resolve(message['value']);
    } else {
      deferred.reject(fromWire(message['error']));
    }
  }

  private async answer(id: number, message: Record<string, unknown>): Promise<void> {
    const to = message['from'];
    const abort = new AbortLike();
    this.running.set(id, abort);
    const outcome = await this.perform(message['method'], message['argument'], abort);
    if (this.running.get(id) === abort) {
      this.running.delete(id);
    }
    if (!this.disposed && to === this.peer) {
      this.options.channel.post({ ...outcome, to, id });
    }
  }

  private async perform(method: unknown, argument: unknown, signal: CancelSignal): Promise<Outcome> {
    const name = String(method);
    try {
      return { kind: 'result', value: await this.call(name, argument, signal) };
    } catch (error) {
      return { kind: 'failure', error: this.options.toWire(error, name) };
    }
  }

  private async call(method: string, argument: unknown, signal: CancelSignal): Promise<unknown> {
    const { handlers, validators } = this.options;
    if (!Object.hasOwn(handlers, method)) {
      throw new Error(`The view asked for an unknown method: ${method}`);
    }
    const name = method as keyof Local;
    const validator: (value: unknown) => boolean = validators[name];
    if (!validator(argument)) {
      throw new Error(`The view called ${method} with an argument of the wrong shape.`);
    }
    return await handlers[name](argument as never, signal);
  }
}

type Outcome =
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'failure'; readonly error: WireError };

function fromWire(error: unknown): Error {
  const message =
    isRecord(error) && typeof error['message'] === 'string' ? error['message'] : 'Unknown error.';
  return isRecord(error) && error['cancelled'] === true ? new CancelledError(message) : new Error(message);
}

/** The wire form of an error whose text the other end may see as it is. */
export function plainWireError(error: unknown): WireError {
  return {
    message: error instanceof Error ? error.message : String(error),
    cancelled: isCancellation(error),
  };
}

/** A cancel signal of our own, because protocol code may use neither Node's nor the browser's. */
class AbortLike implements CancelSignal {
  aborted = false;
  readonly reason = new CancelledError();
  private readonly listeners = new Set<() => void>();

  abort(): void {
    if (!this.aborted) {
      this.aborted = true;
      for (const listener of [...this.listeners]) {
        listener();
      }
    }
  }

  throwIfAborted(): void {
    if (this.aborted) {
      throw this.reason;
    }
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener);
  }
}
