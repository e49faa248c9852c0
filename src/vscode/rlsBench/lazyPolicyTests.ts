import * as vscode from 'vscode';
import { type Disposable, toDisposable } from '../../base/disposable';
import { showInformation, showWarning } from '../notices';
import type { PolicyTestExplorer } from './policyTestExplorer';
import type { RlsBenchParts } from './rlsBenchParts';

/** Tests of row security whose code is loaded when the workspace holds one, or they are run. */
export interface LazyPolicyTests extends Disposable {
  /** Runs all of them on the sandbox and tells how it went. */
  runAll(): Promise<void>;
  load(): Promise<PolicyTestExplorer>;
}

/** Milliseconds until files are looked for: not while VS Code starts. */
const lookAfter = 1500;

export function lazyPolicyTests(parts: RlsBenchParts): LazyPolicyTests {
  let loaded: Promise<PolicyTestExplorer> | undefined;
  const load = () =>
    (loaded ??= (async () => {
      const [{ PolicyTestFiles }, { PolicyTestExplorer: Explorer }] = await Promise.all([
        import('./policyTestFiles'),
        import('./policyTestExplorer'),
      ]);
      const explorer = new Explorer(new PolicyTestFiles(parts), parts);
      await explorer.refresh();
      return explorer;
    })());
  const look = async () => {
    const found = await vscode.workspace.findFiles('**/*.rls.yml', '**/node_modules/**', 1);
    await (found.length > 0 ? load() : undefined);
  };
  const timer = setTimeout(
    () => void parts.runner.quietly('looking for tests of row security', undefined, look),
    lookAfter,
  );
  return {
    load,
    runAll: async () => {
      const tests = await load();
      await tests.refresh();
      const source = new vscode.CancellationTokenSource();
      const { passed, failed } = await tests.run(new vscode.TestRunRequest(), source.token, 'sandbox');
      source.dispose();
      await tellTally(passed, failed);
    },
    dispose: toDisposable(() => {
      clearTimeout(timer);
      void loaded?.then((tests) => tests.dispose());
    }).dispose,
  };
}

async function tellTally(passed: number, failed: number): Promise<void> {
  if (passed + failed === 0) {
    await showInformation('There is no test of row security (*.rls.yml) in this workspace.');
  } else if (failed === 0) {
    await showInformation(`All ${passed} tests of row security passed.`);
  } else {
    const show = 'Show Tests';
    const sentence = `${failed} of ${passed + failed} tests of row security did not pass.`;
    if ((await showWarning(sentence, show)) === show) {
      await vscode.commands.executeCommand('workbench.view.testing.focus');
    }
  }
}
