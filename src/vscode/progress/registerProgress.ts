import type { Disposable } from '../../base/disposable';
import type { Execute } from '../../core/query/runStatements';
import type { Session } from '../../core/query/session';
import { reportsProgress } from '../../core/query/statementProgress';
import type { QueryFeature } from '../query/registerQuery';

/** Shows how far VACUUM, CREATE INDEX and the others that report it have come, while they run. */
export function registerProgress({ guards, runs }: Pick<QueryFeature, 'guards' | 'runs'>): Disposable {
  return guards.add({
    around: (uri, { session }, execute) => withProgress(session, execute, () => runs.of(uri)?.store),
  });
}

type Store = NonNullable<ReturnType<QueryFeature['runs']['of']>>['store'];

function withProgress(session: Session, execute: Execute, storeOf: () => Store | undefined): Execute {
  return async (request, sink) => {
    if (session.server.transactionPooled || !reportsProgress(request.text)) {
      return execute(request, sink);
    }
    const ended = new AbortController();
    const store = storeOf();
    const running = store?.current;
    void import('./watchProgress').then(({ watchProgress }) =>
      watchProgress(
        session,
        (progress) => running !== undefined && store?.setProgress(running, progress),
        ended.signal,
      ),
    );
    try {
      return await execute(request, sink);
    } finally {
      ended.abort();
    }
  };
}
