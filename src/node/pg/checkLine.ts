import { serialize } from 'pg-protocol';
import { Deferred } from '../../base/deferred';
import type { Backend } from './backend';
import type { Deadlines } from './deadlines';

/**
 * Makes sure that a line which was idle for a while is still there: a bare Sync is answered by ReadyForQuery in any
 * transaction state and runs nothing. A line that does not answer in time is cut.
 * @throws ConnectionLostError
 */
export async function checkLine(backend: Backend, deadlines: Deadlines): Promise<void> {
  if (performance.now() - backend.lastByteAt < deadlines.idleBeforeCheck) {
    return;
  }
  const answered = new Deferred<void>();
  const timer = setTimeout(
    () => backend.cut(`The server did not answer within ${deadlines.checkAnswer / 1000} s.`),
    deadlines.checkAnswer,
  );
  backend.begin(
    {
      sendsStatement: false,
      message: () => undefined,
      oversized: () => undefined,
      notice: () => undefined,
      ready: () => answered.resolve(),
      lost: (error) => answered.reject(error),
    },
    serialize.sync(),
  );
  await answered.promise.finally(() => clearTimeout(timer));
}
