import { type Disposable, DisposableStore } from '../../base/disposable';
import type { Execute } from '../../core/query/runStatements';
import type { Lens } from '../../core/rowSecurity/lens';
import type { EditorSession } from '../query/editorSession';
import { sqlParser } from '../query/sqlParser';
import { LensBar } from './lensBar';
import { Lenses } from './lenses';
import type { Binding } from '../query/connectionBindings';
import type { ViewAsParts } from './viewAsParts';

export interface ViewAsFeature extends Disposable {
  readonly lenses: Lenses;
  /** Opens a statement in an editor that looks through a lens, and runs it. */
  readonly openAs: (lens: Lens, place: Binding, sql: string) => Promise<void>;
}

/**
 * View as Role: a document looks through the eyes of a role, and whatever its statements do is rolled back. Registered last,
 * because it stands around everything else that is done for a statement.
 */
export function registerViewAs(parts: ViewAsParts): ViewAsFeature {
  const { context, runner, query } = parts;
  const store = new DisposableStore();
  const lenses = store.add(new Lenses(context.workspaceState));
  store.add(new LensBar(lenses));
  store.add(query.onDidMove(({ from, to }) => lenses.move(from, to)));
  store.add(query.onDidEnd((uri) => lenses.set(uri, undefined)));
  store.add(
    query.guards.add({
      lens: (uri) => lenses.of(uri),
      prepare: ({ uri, editor, statements }) => {
        editor.asRole = lenses.of(uri)?.role;
        return Promise.resolve(statements);
      },
      around: (uri, editor) => {
        const lens = lenses.of(uri);
        return lens && through(lens, editor, query.work.of(uri)?.stopped);
      },
    }),
  );
  const actions = () => import('./viewAsActions');
  store.add(
    runner.command('lakehouse.viewAs.choose', async (argument) =>
      (await actions()).chooseLens({ ...parts, lenses }, argument),
    ),
  );
  store.add(
    runner.command('lakehouse.viewAs.countHidden', async (argument) =>
      (await actions()).countHiddenRows({ ...parts, lenses }, argument),
    ),
  );
  store.add(
    runner.command('lakehouse.viewAs.leave', async () => (await actions()).leaveLens({ ...parts, lenses })),
  );
  const openAs: ViewAsFeature['openAs'] = async (lens, place, sql) =>
    (await actions()).openAs({ query, lenses }, { lens, place, sql });
  return { lenses, openAs, dispose: () => store.dispose() };
}

function through(lens: Lens, editor: EditorSession, stopped: AbortSignal | undefined): Execute {
  return async (request, sink) => {
    const { runThroughLens } = await import('../../core/rowSecurity/runThroughLens');
    const { session, readOnly } = editor;
    const run = { session, parser: await sqlParser(), lens, readOnly };
    const signal = stopped ?? new AbortController().signal;
    return editor.enclosed(() => runThroughLens(run, request, sink, signal));
  };
}
