import * as vscode from 'vscode';
import { displayName } from '../../../core/explorer/displayName';
import { fileOfNode } from '../../../node/dbt/project/fileOfNode';
import { previousVersion } from '../../../node/dbt/run/previousVersion';
import { explainStatement } from '../../plan/compare/explainStatement';
import type { ComparablePlan } from '../../plan/compare/comparablePlan';
import type { PlanFeature } from '../../plan/registerPlan';
import { stoppable } from '../../stoppable';
import type { DbtParts } from '../dbtParts';
import { type CompiledModel, compiledModel, type CompileParts, compiledVersion } from './compiledModel';
import type { MeantNode } from './dbtModels';
import { shownPlace } from './dbtPlace';
import { demandTrust } from './dbtPrograms';
import { targetDatabase } from './targetDatabase';

export interface ComparePlansParts {
  readonly parts: DbtParts;
  readonly plans: PlanFeature;
  readonly compile: CompileParts;
}

/**
 * Explains a model as it was in git and as it is now, both on the shown target, and shows the plans beside each other.
 * A version that is not simple is compiled by dbt in a copy of the whole project as it was in that commit.
 * @throws UserError, ServerError, ConnectionLostError, CancelledError
 */
export async function comparePlans(
  meant: MeantNode,
  { parts, plans, compile }: ComparePlansParts,
): Promise<void> {
  // Git reads the repository's configuration, and the statements are the project's.
  demandTrust();
  const { state, node } = meant;
  const file = fileOfNode(state.project, node);
  const text = (await vscode.workspace.openTextDocument(file)).getText();
  const before = await stoppable(`Asking git for ${displayName(node.name)}`, (stopped) =>
    previousVersion(file, text, stopped),
  );
  const then = await compiledVersion(meant, before, compile);
  const analyze = await askAnalyze(node.name, before.commit);
  if (analyze === undefined) {
    return;
  }
  const now = await compiledModel(meant, 'whoever can', compile);
  const { id, database } = await targetDatabase(state, shownPlace(state).target, parts);
  const explain = ({ sql }: CompiledModel, name: string): Promise<ComparablePlan | undefined> =>
    stoppable(`Explaining ${node.name}, ${name}`, (stopped) =>
      explainStatement({ text: sql, profileId: id, database, analyze, name }, plans.comparing, stopped),
    );
  const one = await explain(then, `${before.commit} of ${before.day}`);
  const other = one && (await explain(now, 'as it is now'));
  if (one && other) {
    (await plans.comparisons.get()).show(
      one,
      other,
      [...new Set([then.origin, now.origin])].map(displayName),
    );
  }
}

async function askAnalyze(model: string, commit: string): Promise<boolean | undefined> {
  const item = await vscode.window.showQuickPick(
    [
      { label: 'Estimate', description: 'EXPLAIN: nothing is executed', analyze: false },
      {
        label: 'Execute',
        description: 'EXPLAIN ANALYZE: both are executed and rolled back',
        analyze: true,
      },
    ],
    {
      title: `Compare Plans of ${displayName(model)}`,
      placeHolder: `As it was in ${commit}, and as it is now`,
    },
  );
  return item?.analyze;
}
