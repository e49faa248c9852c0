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

/** What the other end sees: everything is asynchronous. */
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

/** The same class on both ends. Disposing it rejects what is pending and aborts what is running here. */
export class Rpc<Local extends Contract<Local>, Far extends Contract<Far>> implements Disposable {
  private nextId = 1;
  private disposed = false;
  private readonly pending = new Map<number, Deferred<unknown>>();
  private readonly running = new Map<number, AbortLike>();
  private readonly subscription: Disposable;
  readonly remote: Remote<Far>;

  constructor(private readonly options: RpcOptions<Local>) {
    this.remote = new Proxy({} as Remote<Far>, {
      get: (_target, method) => (argument: unknown, signal?: CancelSignal) =>
        this.request(String(method), argument, signal),
    });
    this.subscription = options.channel.onMessage((message) => this.receive(message));
  }

  dispose(): void {
    this.disposed = true;
    this.subscription.dispose();
    for (const deferred of this.pending.values()) {
      deferred.reject(new CancelledError('The view was closed.'));
    }
    this.pending.clear();
    for (const abort of this.running.values()) {
      abort.abort();
    }
    this.running.clear();
  }

  private request(method: string, argument: unknown, signal?: CancelSignal): Promise<unknown> {
    if (this.disposed || signal?.aborted === true) {
      return Promise.reject(new CancelledError());
    }
    const id = this.nextId++;
    const deferred = new Deferred<unknown>();
    this.pending.set(id, deferred);
    const onAbort = () => {
      this.options.channel.post({ kind: 'abort', id });
      this.pending.delete(id);
      deferred.reject(new CancelledError());
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.options.channel.post({ kind: 'request', id, method, argument });
    return deferred.promise.finally(() => signal?.removeEventListener('abort', onAbort));
  }

  private receive(message: unknown): void {
    if (!isRecord(message) || typeof message['id'] !== 'number') {
      return;
    }
    const id = message['id'];
    switch (message['kind']) {
      case 'request':
        void this.answer(id, message['method'], message['argument']);
        break;
      case 'abort':
        this.running.get(id)?.abort();
        break;
      case 'result':
        this.settle(id, (deferred) => deferred.resolve(message['value']));
        break;
      case 'failure':
        this.settle(id, (deferred) => deferred.reject(fromWire(message['error'])));
        break;
    }
  }

  private settle(id: number, act: (deferred: Deferred<unknown>) => void): void {
    const deferred = this.pending.get(id);
    if (deferred) {
      this.pending.delete(id);
      act(deferred);
    }
  }

  private async answer(id: number, method: unknown, argument: unknown): Promise<void> {
    const abort = new AbortLike();
    this.running.set(id, abort);
    try {
      const value = await this.call(String(method), argument, abort);
      this.reply({ kind: 'result', id, value });
    } catch (error) {
      this.reply({ kind: 'failure', id, error: this.options.toWire(error, String(method)) });
    } finally {
      this.running.delete(id);
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

  private reply(message: unknown): void {
    if (!this.disposed) {
      this.options.channel.post(message);
    }
  }
}

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
