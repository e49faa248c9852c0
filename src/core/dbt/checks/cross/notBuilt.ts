import type { DbtCheck } from '../../check';
import { builtNodes } from '../../live/builtNodes';
import { type CrossFacts, relationKey } from '../../live/liveFacts';
import { aboutTarget, listed } from '../../live/liveFinding';

const id = 'not-built';

export const notBuilt: DbtCheck<CrossFacts> = {
  id,
  title: 'Models are built',
  severity: 'hint',
  explanation: 'What was never built on a target cannot be compared, and what reads it fails there.',
  failsIn: undefined,
  run: (facts) => {
    const built = builtNodes(facts.graph);
    const missing = built.filter(({ relation }) => !facts.catalog.relations.has(relationKey(relation)));
    return missing.length === 0
      ? []
      : [
          aboutTarget(facts, {
            check: id,
            severity: 'hint',
            message: `Of ${String(built.length)} relations that dbt builds on target ${facts.target.name}, ${String(missing.length)} ${missing.length === 1 ? 'is' : 'are'} not there: ${listed(missing.map(({ name }) => name))}.`,
            advice: `Run dbt build --target ${facts.target.name}, or choose the models that belong there by tags.`,
          }),
        ];
  },
};
