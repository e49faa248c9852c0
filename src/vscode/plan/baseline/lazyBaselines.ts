import * as vscode from 'vscode';
import { type Disposable, toDisposable } from '../../../base/disposable';
import { isRecord } from '../../../base/validate';
import { showInformation, showWarning } from '../../notices';
import { commandTarget } from '../../query/commandTarget';
import type { Runner } from '../../run';
import type { BaselineTests } from './baselineTests';
import type { BaselineParts, PlanBaselines } from './planBaselines';

/** Baselines whose code is loaded when the workspace holds one, or one is saved. */
export interface LazyBaselines extends Disposable {
  save(argument: unknown): Promise<void>;
  checkAll(): Promise<void>;
  /** Shows the comparison that an entry of the Test Explorer links to; false when it is none. */
  compare(argument: unknown): Promise<boolean>;
  load(): Promise<{ readonly baselines: PlanBaselines; readonly tests: BaselineTests }>;
}

/** Milliseconds until baselines are looked for: not while VS Code starts. */
const lookAfter = 1000;

export function lazyBaselines(parts: BaselineParts, runner: Runner): LazyBaselines {
  let loaded: ReturnType<LazyBaselines['load']> | undefined;
  const load = () =>
    (loaded ??= (async () => {
      const [{ PlanBaselines: Baselines }, { BaselineTests: Tests }] = await Promise.all([
        import('./planBaselines'),
        import('./baselineTests'),
      ]);
      const baselines = new Baselines(parts);
      const tests = new Tests(baselines, runner);
      await tests.refresh();
      return { baselines, tests };
    })());
  const look = async () => {
    const found = await vscode.workspace.findFiles('**/*.plan-baseline', '**/node_modules/**', 1);
    await (found.length > 0 ? load() : undefined);
  };
  const timer = setTimeout(() => void runner.quietly('looking for baselines', undefined, look), lookAfter);
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
      const { passed, failed } = await tests.run(new vscode.TestRunRequest(), source.token);
      source.dispose();
      await tellTally(passed, failed);
    },
    compare: async (argument) => {
      if (!isRecord(argument) || typeof argument['baseline'] !== 'string') {
        return false;
      }
      const { baselines } = await load();
      await baselines.compare(vscode.Uri.parse(argument['baseline'], true), Number(argument['statement']));
      return true;
    },
    dispose: toDisposable(() => {
      clearTimeout(timer);
      void loaded?.then(({ tests }) => tests.dispose());
    }).dispose,
  };
}

async function tell(sentence: string, file: vscode.Uri): Promise<void> {
  const open = 'Open Baseline';
  if ((await showInformation(sentence, open)) === open) {
    await vscode.window.showTextDocument(file);
  }
}

async function tellTally(passed: number, failed: number): Promise<void> {
  if (passed + failed === 0) {
    await showInformation('There is no plan baseline in this workspace. Save one with Save Plan Baseline.');
  } else if (failed === 0) {
    await showInformation(`All ${passed} plans are as their baselines say.`);
  } else {
    const show = 'Show Tests';
    const sentence = `${failed} of ${passed + failed} plans are not as their baselines say.`;
    if ((await showWarning(sentence, show)) === show) {
      await vscode.commands.executeCommand('workbench.view.testing.focus');
    }
  }
}
