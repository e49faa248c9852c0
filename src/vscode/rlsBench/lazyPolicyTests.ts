import * as vscode from 'vscode';
import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable';
import type { FileTests } from '../testing/fileTests';
import { tellTally, whenFilesEnd } from '../testing/testFiles';
import type { TestPlace } from './policyTestFiles';
import type { RlsBenchParts } from './rlsBenchParts';

/** Tests of row security whose code is loaded when the workspace holds one, or they are run. */
export interface LazyPolicyTests extends Disposable {
  /** Runs all of them on the sandbox and tells how it went. */
  runAll(): Promise<void>;
  load(): Promise<FileTests<TestPlace>>;
}

export function lazyPolicyTests(parts: RlsBenchParts): LazyPolicyTests {
  const store = new DisposableStore();
  let loaded: Promise<FileTests<TestPlace>> | undefined;
  const load = () =>
    (loaded ??= (async () => {
      const [{ PolicyTestFiles }, { policyTestExplorer }] = await Promise.all([
        import('./policyTestFiles'),
        import('./policyTestExplorer'),
      ]);
      const explorer = policyTestExplorer(new PolicyTestFiles(parts), parts);
      await explorer.refresh();
      return explorer;
    })());
  store.add(whenFilesEnd('.rls.yml', { runner: parts.runner, after: 1500, load }));
  store.add(toDisposable(() => void loaded?.then((tests) => tests.dispose())));
  return {
    load,
    runAll: async () => {
      const tests = await load();
      await tests.refresh();
      const title = 'Running the tests of row security on the sandbox';
      const tally = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        (_progress, token) => tests.run(new vscode.TestRunRequest(), token, 'sandbox'),
      );
      await tellTally(tally, {
        none: 'There is no test of row security (*.rls.yml) in this workspace.',
        all: (count) => `All ${count} tests of row security passed.`,
        some: (failed, count) => `${failed} of ${count} tests of row security did not pass.`,
      });
    },
    dispose: () => store.dispose(),
  };
}
