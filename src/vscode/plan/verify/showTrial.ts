import { UserError } from '../../../base/userError';
import type { FoundPlan } from '../../../core/plan/read/planReading';
import { readPlan } from '../../../core/plan/read/readPlan';
import type { Trial } from '../../../core/plan/verify/trial';
import { statementTitle } from '../../../core/query/runPlan';
import { type ComparablePlan, firstPlan } from '../compare/comparablePlan';
import type { PlanComparisons } from '../compare/planComparisons';
import type { PlanPanels } from '../planPanels';
import type { ExplainSubject, TextSubject } from '../planSubject';

export interface ShowTrialParts {
  readonly comparisons: Pick<PlanComparisons, 'show'>;
  readonly panels: Pick<PlanPanels, 'open'>;
}

/** Shows the plans before and after as one comparison. @throws UserError when an answer held no plan */
export function showTrial(parts: ShowTrialParts, trial: Trial, subject: ExplainSubject): void {
  const { before, after } = trial;
  parts.comparisons.show(
    comparable(parts, subject, { text: before, name: 'Without the proposal' }),
    comparable(parts, subject, { text: after, name: 'With the proposal' }),
  );
}

interface TrialSide {
  readonly text: string;
  readonly name: string;
}

function comparable(parts: ShowTrialParts, subject: ExplainSubject, side: TrialSide): ComparablePlan {
  const found = readPlan(side.text).plans[0];
  const plan = found && firstPlan(found.document);
  if (!plan) {
    throw new UserError('The plan of the trial cannot be read any more. Try it again.');
  }
  return {
    plan,
    name: side.name,
    origin: `Tried on ${subject.editor.profile.name}`,
    statement: statementTitle(subject.request.statement),
    open: async () => {
      await parts.panels.open(textSubject(side.name, found, subject));
    },
  };
}

function textSubject(name: string, plan: FoundPlan, subject: ExplainSubject): TextSubject {
  return {
    kind: 'text',
    key: `trial ${name} ${subject.text.uri.toString()}`,
    name,
    origin: `${name}, as it was tried`,
    plan,
    again: undefined,
  };
}
