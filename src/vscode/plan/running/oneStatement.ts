import type * as vscode from 'vscode';
import { UserError } from '../../../base/userError';
import { planRun, type PlannedStatement, type RunTarget } from '../../../core/query/runPlan';
import { statementsOf } from '../../query/sqlDocuments';

/** The one statement that the target means. @throws UserError when there is not exactly one */
export function oneStatement(document: vscode.TextDocument, target: RunTarget): PlannedStatement {
  const plan = planRun(document.getText(), target, statementsOf(document));
  if (plan.kind === 'refused') {
    throw new UserError(plan.reason);
  }
  const [statement, ...others] = plan.statements;
  if (!statement || others.length > 0) {
    throw new UserError('One statement at a time can be explained. Put the cursor into it, or select it.');
  }
  return statement;
}

/** @throws UserError for a command of psql, which has no plan */
export function refuseMetaCommand({ isMetaCommand }: PlannedStatement): void {
  if (isMetaCommand) {
    throw new UserError('A command of psql has no plan. Put the cursor into an SQL statement.');
  }
}
