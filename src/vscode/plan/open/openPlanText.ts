import * as vscode from 'vscode';
import { UserError } from '../../../base/userError';
import { planChoices, planOrigin } from '../../../core/plan/read/planChoice';
import type { FoundPlan } from '../../../core/plan/read/planReading';
import { readPlan } from '../../../core/plan/read/readPlan';
import type { PlanOpener } from '../planSubject';

/** A text that may hold plans. */
export interface PlanText {
  readonly text: string;
  /** Texts of one origin share a panel. */
  readonly key: string;
  /** Short, for the tab and for messages. */
  readonly name: string;
  /** Reads it again where it came from. */
  readonly again?: () => Promise<void>;
  /** What to say when there is no plan in it. */
  readonly noPlans?: string;
}

/**
 * Shows the plan of a text; of several the user chooses one.
 * @throws UserError when there is none, with the reason.
 */
export async function openPlanText(panels: PlanOpener, source: PlanText): Promise<void> {
  const { plans, problems } = readPlan(source.text);
  if (plans.length === 0) {
    const [problem] = problems;
    const where = problem === undefined || problem.line === 1 ? '' : `Line ${problem.line}: `;
    throw new UserError(
      source.noPlans ?? `${source.name} could not be read as a plan. ${where}${problem?.message ?? ''}`,
    );
  }
  const plan = await choose(plans, source.name);
  if (plan) {
    await panels.open({
      kind: 'text',
      key: source.key,
      name: source.name,
      origin: planOrigin(source.name, plan, plans.length === 1),
      plan,
      again: source.again,
    });
  }
}

async function choose(plans: readonly FoundPlan[], name: string): Promise<FoundPlan | undefined> {
  if (plans.length < 2) {
    return plans[0];
  }
  const chosen = await vscode.window.showQuickPick(
    planChoices(plans).map((choice) => ({ ...choice, iconPath: new vscode.ThemeIcon('list-tree') })),
    {
      title: `${plans.length} Plans in ${name}`,
      placeHolder: 'Choose a plan; type a part of its statement, its time or its place',
      matchOnDescription: true,
    },
  );
  return chosen?.plan;
}
