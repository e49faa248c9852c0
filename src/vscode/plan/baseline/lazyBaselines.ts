import * as vscode from 'vscode';
import { type Disposable, DisposableStore, toDisposable } from '../../../base/disposable';
import { isRecord } from '../../../base/validate';
import { showInformation } from '../../notices';
import { commandTarget } from '../../query/commandTarget';
import type { Runner } from '../../run';
import type { FileTests } from '../../testing/fileTests';
import { tellTally, whenFilesEnd } from '../../testing/testFiles';
import type { BaselineParts, PlanBaselines } from './planBaselines';

/** Baselines whose code is loaded when the workspace holds one, or one is saved. */
export interface LazyBaselines extends Disposable {
  save(argument: unknown): Promise<void>;
  checkAll(): Promise<void>;
  /** Shows the comparison that an entry of the Test Explorer links to; false when it is none. */
  compare(argument: unknown): Promise<boolean>;
  load(): Promise<{ readonly baselines: PlanBaselines; readonly tests: FileTests<'bound'> }>;
}

export function lazyBaselines(parts: BaselineParts, runner: Runner): LazyBaselines {
  const store = new DisposableStore();
  let loaded: ReturnType<LazyBaselines['load']> | undefined;
  const load = () =>
    (loaded ??= (async () => {
      const [{ PlanBaselines: Baselines }, { baselineTests }] = await Promise.all([
        import('./planBaselines'),
        import('./baselineTests'),
      ]);
      const baselines = new Baselines(parts);
      const tests = baselineTests(baselines, runner);
      await tests.refresh();
      return { baselines, tests };
    })());
  store.add(whenFilesEnd('.plan-baseline', { runner, after: 1000, load }));
  store.add(toDisposable(() => void loaded?.then(({ tests }) => tests.dispose())));
  return {
    load,
    save: async (argument) => {
      const { document, target } = await commandTarget(argument);
      const { baselines, tests } = await load();
      const { file, count } = await baselines.save(document, target);
      await tests.refresh();
      await tell(`Saved the shape of ${count === 1 ? 'the plan' : `${count} plans`}.`, file);
    },
    checkAll: async () => {
      const { tests } = await load();
      await tests.refresh();
      const source = new vscode.CancellationTokenSource();
      const tally = await tests.run(new vscode.TestRunRequest(), source.token, 'bound');
      source.dispose();
      await tellTally(tally, {
        none: 'There is no plan baseline in this workspace. Save one with Save Plan Baseline.',
        all: (count) => `All ${count} plans are as their baselines say.`,
        some: (failed, count) => `${failed} of ${count} plans are not as their baselines say.`,
      });
    },
    compare: async (argument) => {
      if (!isRecord(argument) || typeof argument['baseline'] !== 'string') {
        return false;
      }
      const { baselines } = await load();
      await baselines.compare(vscode.Uri.parse(argument['baseline'], true), Number(argument['statement']));
      return true;
    },
    dispose: () => store.dispose(),
  };
}

async function tell(sentence: string, file: vscode.Uri): Promise<void> {
  const open = 'Open Baseline';
  if ((await showInformation(sentence, open)) === open) {
    await vscode.window.showTextDocument(file);
  }
}
