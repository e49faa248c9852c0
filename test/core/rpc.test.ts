import assert from 'node:assert/strict';
import { CancelledError, type CancelSignal } from '../../src/base/cancelSignal';
import { Deferred } from '../../src/base/deferred';
import { Emitter } from '../../src/base/emitter';
import { isRecord } from '../../src/base/validate';
import { type Channel, type Handlers, plainWireError, Rpc, type Validators } from '../../src/protocol/rpc';

/** What the tests' host offers. */
interface HostContract {
  double(argument: number): number;
  fail(argument: null): never;
  /** Answers only when it is aborted or released. */
  wait(argument: string, signal: CancelSignal): string;
}

/** What the tests' view offers. */
interface ViewContract {
  show(argument: string): void;
}

const validators: Validators<HostContract> = {
  double: (value): value is number => typeof value === 'number',
  fail: (value): value is null => value === null,
  wait: (value): value is string => typeof value === 'string',
};

const viewValidators: Validators<ViewContract> = {
  show: (value): value is string => typeof value === 'string',
};

describe('Rpc', () => {
  it('answers requests, also many at once', async () => {
    const { view } = connect();
    assert.deepEqual(await Promise.all([1, 2, 3].map((n) => view.remote.double(n))), [2, 4, 6]);
  });

  it('carries a failure as its sentence only', async () => {
    const { view } = connect();
    const error = await failure(view.remote.fail(null));
    assert.equal(error.message, 'The table is gone.');
    assert.ok(!(error instanceof CancelledError));
  });

  it('refuses an unknown method, also one that every object has', async () => {
    const { pipe } = connect();
    for (const method of ['nothing', 'toString', 'constructor', '__proto__']) {
      assert.deepEqual(await pipe.ask({ kind: 'request', from: 'x', id: 1, method, argument: null }), {
        kind: 'failure',
        to: 'x',
        id: 1,
        error: { message: `The view asked for an unknown method: ${method}`, cancelled: false },
      });
    }
  });

  it('refuses an argument of the wrong shape', async () => {
    const { view } = connect();
    const error = await failure(view.remote.double('2' as unknown as number));
    assert.equal(error.message, 'The view called double with an argument of the wrong shape.');
  });

  it('ignores messages that are none of its own', async () => {
    const { pipe, view } = connect();
    for (const message of [
      null,
      'text',
      7,
      {},
      { kind: 'request' },
      { kind: 'request', from: 'x', id: 'y' },
    ]) {
      pipe.toHost.fire(message);
      pipe.toView.fire(message);
    }
    assert.equal(await view.remote.double(21), 42);
  });

  it('aborts the work at the other end', async () => {
    const { view, waiting } = connect();
    const abort = new AbortController();
    const answer = failure(view.remote.wait('a', abort.signal));
    await waiting.started;
    abort.abort();
    assert.ok((await answer) instanceof CancelledError);
    assert.equal(await waiting.ended, 'aborted');
  });

  it('sends nothing for a signal that was aborted before', async () => {
    const { view, pipe } = connect();
    const sent: unknown[] = [];
    pipe.toHost.event((message) => sent.push(message));
    assert.ok((await failure(view.remote.wait('a', AbortSignal.abort()))) instanceof CancelledError);
    assert.deepEqual(sent, []);
  });

  it('rejects what is pending when its own end closes', async () => {
    const { view, waiting } = connect();
    const answer = failure(view.remote.wait('a'));
    await waiting.started;
    view.dispose();
    assert.ok((await answer) instanceof CancelledError);
    assert.ok((await failure(view.remote.double(1))) instanceof CancelledError);
  });

  it('aborts what is running when its own end closes', async () => {
    const { view, host, waiting } = connect();
    void view.remote.wait('a').catch(() => undefined);
    await waiting.started;
    host.dispose();
    assert.equal(await waiting.ended, 'aborted');
  });

  it('tells without waiting for an answer', async () => {
    const { host, shown, pipe } = connect();
    const answers: unknown[] = [];
    pipe.toHost.event((message) => answers.push(message));
    host.notify.show('run 1');
    assert.equal(await shown.promise, 'run 1');
    assert.deepEqual(answers, []);
  });

  it('ends what a page left behind when the page is loaded anew', async () => {
    const { pipe, host, view, waiting } = connect();
    void view.remote.wait('old');
    await waiting.started;
    pipe.hide();
    const unanswered = failure(host.remote.show('nobody listens'));
    await new Promise(setImmediate);
    // The new page counts its requests from one again, so only the address tells its answers from the old one's.
    const next = pipe.newView();
    const answers: unknown[] = [];
    pipe.toView.event((message) => answers.push(isRecord(message) ? message['value'] : message));
    assert.equal(await next.remote.double(4), 8);
    assert.equal(await waiting.ended, 'aborted');
    assert.ok((await unanswered) instanceof CancelledError);
    assert.equal(await next.remote.double(5), 10);
    assert.deepEqual(answers, [8, 10]);
  });

  it('reports a channel that is gone as a failed request', async () => {
    const channel: Channel = {
      post: () => {
        throw new Error('Webview is disposed');
      },
      onMessage: () => ({ dispose: () => undefined }),
    };
    const rpc = new Rpc<ViewContract, HostContract>({
      channel,
      handlers: { show: () => undefined },
      validators: viewValidators,
      toWire: plainWireError,
    });
    assert.equal((await failure(rpc.remote.double(1))).message, 'Webview is disposed');
  });
});

/** A host and a view joined by a pipe that copies messages as `postMessage` does. */
function connect() {
  const started = new Deferred<undefined>();
  const ended = new Deferred<string>();
  const shown = new Deferred<string>();
  const handlers: Handlers<HostContract> = {
    double: (n) => n * 2,
    fail: () => {
      throw new Error('The table is gone.');
    },
    wait: (_name, signal) =>
      new Promise((_resolve, reject) => {
        started.resolve(undefined);
        signal.addEventListener('abort', () => {
          ended.resolve('aborted');
          reject(new CancelledError());
        });
      }),
  };
  const pipe = new Pipe(shown);
  const host = new Rpc<HostContract, ViewContract>({
    channel: pipe.hostEnd,
    handlers,
    validators,
    toWire: plainWireError,
  });
  const view = pipe.newView();
  return { host, view, pipe, shown, waiting: { started: started.promise, ended: ended.promise } };
}

class Pipe {
  readonly toHost = new Emitter<unknown>();
  readonly toView = new Emitter<unknown>();
  readonly hostEnd = end(this.toView, this.toHost);

  constructor(private readonly shown: Deferred<string>) {}

  /** The page is thrown away without a word, as VS Code does with a hidden one. */
  hide(): void {
    this.toView.dispose();
  }

  newView(): Rpc<ViewContract, HostContract> {
    return new Rpc<ViewContract, HostContract>({
      channel: end(this.toHost, this.toView),
      handlers: { show: (text) => this.shown.resolve(text) },
      validators: viewValidators,
      toWire: plainWireError,
    });
  }

  /** Sends a message to the host and resolves with the first answer. */
  ask(message: unknown): Promise<unknown> {
    const answer = new Deferred<unknown>();
    const subscription = this.toView.event((reply) => {
      if (isRecord(reply) && reply['to'] !== undefined) {
        subscription.dispose();
        answer.resolve(reply);
      }
    });
    this.toHost.fire(message);
    return answer.promise;
  }
}

function end(out: Emitter<unknown>, incoming: Emitter<unknown>): Channel {
  return {
    post: (message) => {
      const copy: unknown = structuredClone(message);
      setImmediate(() => out.fire(copy));
    },
    onMessage: incoming.event,
  };
}

async function failure(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  return assert.fail('The promise was fulfilled.');
}
