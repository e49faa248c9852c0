import * as vscode from 'vscode';
import { UserError } from '../../../base/userError';
import { type FoundPlan, queryTextOf } from '../../../core/plan/read/planReading';
import { readPlan } from '../../../core/plan/read/readPlan';
import { statementTitle } from '../../../core/query/runPlan';
import type { PlanPanels } from '../planPanels';
import { type ComparablePlan, firstPlan } from './comparablePlan';

/** Larger files are no plans that anybody compares. */
const largestBytes = 128 * 1024 * 1024;

/** Asks for a file with a plan. @throws UserError when there is none in it */
export async function choosePlanFile(
  title: string,
  panels: Pick<PlanPanels, 'open'>,
): Promise<ComparablePlan | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title,
      openLabel: 'Compare',
      filters: { Plans: ['plan', 'explain', 'json', 'txt', 'yaml', 'yml', 'xml', 'log'], 'All files': ['*'] },
    })) ?? [];
  return file && readPlanFile(file, panels);
}

/** Undefined when the user chose none of several. @throws UserError when there is no plan in the file */
export async function readPlanFile(
  file: vscode.Uri,
  panels: Pick<PlanPanels, 'open'>,
): Promise<ComparablePlan | undefined> {
  const name = file.path.split('/').at(-1) ?? '';
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > largestBytes) {
    throw new UserError(`${name} is too large to be read as a plan.`);
  }
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const { plans, problems } = readPlan(text);
  const found = plans.length > 1 ? await chooseOne(plans, name) : plans[0];
  const plan = found && firstPlan(found.document);
  if (plans.length > 0 && found === undefined) {
    return undefined;
  }
  if (found === undefined || plan === undefined) {
    throw new UserError(`No plan was found in ${name}. ${problems[0]?.message ?? ''}`.trim());
  }
  const origin = plans.length > 1 ? `${name}, line ${found.line}` : name;
  return {
    ...{ plan, name: origin },
    origin: 'File',
    statement: statementTitle(queryTextOf(found) ?? ''),
    open: async () => {
      const key = `${file.toString()} ${found.line}`;
      await panels.open({ kind: 'text', key, name, origin, plan: found, again: undefined });
    },
  };
}

/** A log holds many plans. */
async function chooseOne(plans: readonly FoundPlan[], name: string): Promise<FoundPlan | undefined> {
  const items = plans.map((plan) => ({
    label: statementTitle(queryTextOf(plan) ?? '') || `Plan at line ${plan.line}`,
    description: `line ${plan.line}`,
    plan,
  }));
  const placeHolder = `${name} holds ${plans.length} plans. Choose one.`;
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.plan;
}
