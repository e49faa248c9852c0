import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { ConnectionService } from '../connections/connectionService';
import type { DbtMarks } from '../explorer/dbtMarks';
import { commandTarget } from '../query/commandTarget';
import { type Confirm, confirmModal } from '../query/questions';
import type { QueryFeature } from '../query/registerQuery';
import type { Runner } from '../run';
import type { ExplainRunner } from './explainRunner';
import { registerOpenPlan } from './open/registerOpenPlan';
import type { ComparisonParts } from './compare/comparisonParts';
import { type LazyComparisons, lazyComparisons } from './compare/lazyComparisons';
import { registerComparisons } from './compare/registerComparisons';
import type { EndedExplain } from './history/recordPlan';
import { type HistoryOfPlans, keepPlan, registerPlanHistory } from './history/registerPlanHistory';
import { PlanPanels } from './planPanels';
import { registerPolicyCost } from './policyCost/registerPolicyCost';
import { registerShare } from './share/registerShare';
import { lazyTrials } from './verify/lazyTrials';

export interface PlanParts {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalState' | 'workspaceState'>;
  readonly runner: Runner;
  readonly connections: ConnectionService;
  readonly query: Pick<QueryFeature, 'sessions' | 'work' | 'marks' | 'guards' | 'onDidMove'>;
  readonly history: HistoryOfPlans;
  readonly dbt: Pick<DbtMarks, 'files'>;
  /** How questions are asked; a dialog unless named. */
  readonly confirm?: Confirm;
}

/** What other features compare plans with. */
export interface PlanFeature extends Disposable {
  readonly comparisons: Pick<LazyComparisons, 'get'>;
  readonly comparing: Pick<ComparisonParts, 'connections' | 'confirm' | 'panels'>;
}

/** EXPLAIN and EXPLAIN ANALYZE of a statement in the editor, with the plan beside it. */
export function registerPlan({
  context,
  runner,
  connections,
  query,
  history,
  dbt,
  confirm = confirmModal,
}: PlanParts): PlanFeature {
  const store = new DisposableStore();
  const { sessions, work, marks, guards } = query;
  const trialParts = { connections, work, confirm, memory: context.workspaceState };
  const trials = lazyTrials(trialParts, async (trial, subject) => {
    const { showTrial } = await import('./verify/showTrial');
    showTrial({ comparisons: await comparisons.get(), panels }, trial, subject);
  });
  const { extensionUri } = context;
  const comparisons = lazyComparisons(() => ({
    ...{ extensionUri, runner, connections, confirm, panels },
    history: history.history,
  }));
  const panels = store.add(
    new PlanPanels({
      extensionUri,
      runner,
      memory: context.globalState,
      trials,
      shown: comparisons.shown,
    }),
  );
  store.add(registerOpenPlan({ runner, connections, panels }));
  store.add(query.onDidMove(({ from, to }) => panels.move(from, to)));
  const ended = (explained: EndedExplain) => void keepPlan(history, explained);
  const explainParts = {
    ...{ runner, connections, sessions, work, marks, guards, panels, confirm, ended, dbt },
    memory: context.workspaceState,
  };
  // It remembers what the user agreed to.
  let explainer: Promise<ExplainRunner> | undefined;
  const loaded = () =>
    (explainer ??= import('./explainRunner').then(({ ExplainRunner }) => new ExplainRunner(explainParts)));
  const explain = async (argument: unknown, analyze: boolean) => {
    const { document, target } = await commandTarget(argument);
    await (await loaded()).explain(document, target, analyze);
    await trials.removeLeftovers(runner);
  };
  store.add(runner.command('lakehouse.plan.explain', (argument) => explain(argument, false)));
  store.add(runner.command('lakehouse.plan.explainAnalyze', (argument) => explain(argument, true)));
  store.add(
    runner.command('lakehouse.plan.explainWithOptions', async (argument) => {
      const { document, target } = await commandTarget(argument);
      await (await loaded()).explainWithOptions(document, target);
    }),
  );
  store.add(registerPolicyCost(runner, comparisons, { connections, confirm, panels, work, guards }));
  store.add(registerComparisons(runner, comparisons, { connections, work }));
  store.add(registerShare(runner, panels));
  store.add(registerPlanHistory(runner, history, panels));
  return { comparisons, comparing: { connections, confirm, panels }, dispose: () => store.dispose() };
}
