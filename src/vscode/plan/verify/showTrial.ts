import { parseJsonPlan } from '../../../core/plan/parseJson';
import type { Trial } from '../../../core/plan/verify/trial';
import type { PlanPanels } from '../planPanels';
import type { ExplainSubject, TextSubject } from '../planSubject';

/** Shows the plans before and after, each in a panel of its own. */
export async function showTrial(panels: PlanPanels, trial: Trial, subject: ExplainSubject): Promise<void> {
  await panels.open(textSubject(trial.before, subject, 'before'));
  await panels.open(textSubject(trial.after, subject, 'after'));
}

function textSubject(text: string, subject: ExplainSubject, side: 'before' | 'after'): TextSubject {
  const { value, problems } = parseJsonPlan(text);
  return {
    kind: 'text',
    key: `trial ${side} ${subject.text.uri.toString()}`,
    name: `Tried, ${side}`,
    origin: side === 'before' ? 'The plan before, as it was tried' : 'The plan after, as it was tried',
    plan: {
      document: value ?? { results: [] },
      format: 'json',
      text,
      line: 1,
      problems,
      logged: undefined,
    },
    again: undefined,
  };
}
