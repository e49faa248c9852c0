import * as vscode from 'vscode';
import { CancelledError } from '../../../base/cancelSignal';
import { isOn, unwrapExplain } from '../../../core/plan/explainOptions';
import { explainOptionInfo } from '../../../core/plan/running/explainChoice';
import type { ExplainSettings } from '../../../core/plan/running/explainSettings';
import { bindParameters, findParameters } from '../../../core/query/parameters';
import type { PlannedStatement } from '../../../core/query/runPlan';

/** How a statement with parameters is planned. */
export type ParameterPlanning = 'values' | 'generic';

/** @throws CancelledError when the user turned away */
export type ChooseParameterPlanning = () => Promise<ParameterPlanning>;

/** Offers a generic plan beside the plan for values. */
export const chooseParameterPlanning: ChooseParameterPlanning = async () => {
  const items: readonly (vscode.QuickPickItem & { readonly planning: ParameterPlanning })[] = [
    {
      label: '$(symbol-parameter) With Values…',
      detail: 'The plan for the values that you give',
      planning: 'values',
    },
    {
      label: '$(symbol-misc) Without Values (GENERIC_PLAN)',
      detail: 'The plan that a prepared statement may use for any values',
      planning: 'generic',
    },
  ];
  const item = await vscode.window.showQuickPick(items, {
    title: 'Explain a Statement with Parameters',
    ignoreFocusOut: true,
  });
  if (!item) {
    throw new CancelledError();
  }
  return item.planning;
};

/** Whether the server has a choice to offer: an EXPLAIN without ANALYZE of a statement with parameters. */
export function mayPlanGenerically(
  { text }: PlannedStatement,
  { choice }: ExplainSettings,
  version: number,
): boolean {
  const own = unwrapExplain(text)?.options ?? [];
  const executes = choice.analyze === 'on' || isOn(own.find(({ name }) => name === 'analyze'));
  return !executes && version >= explainOptionInfo.genericPlan.since && findParameters(text).length > 0;
}

/** Whether the statement says itself how it is planned; undefined when it does not. */
export function writtenPlanning({ text }: PlannedStatement): ParameterPlanning | undefined {
  const own = unwrapExplain(text)?.options.find(({ name }) => name === 'generic_plan');
  return own && (isOn(own) ? 'generic' : 'values');
}

/**
 * The statement with `$1` and the like where its parameters are, and no values; undefined when some are written into the
 * SQL as texts, so that values are needed all the same.
 */
export function withoutValues(statement: PlannedStatement): PlannedStatement | undefined {
  const uses = findParameters(statement.text);
  return uses.every(({ form }) => form === 'position' || form === 'value')
    ? { ...statement, sent: bindParameters(statement.text, uses, new Map()) }
    : undefined;
}
