import type { DbtCheck } from '../../check';
import type { CrossFacts } from '../../live/liveFacts';
import { aboutNode } from '../../live/liveFinding';

const id = 'last-build';

/** Of what dbt says, as much as a person reads in a list. */
const longestMessage = 300;

export const lastBuild: DbtCheck<CrossFacts> = {
  id,
  title: 'Last run',
  severity: 'warning',
  explanation:
    'What failed in the last invocation of dbt is as old as its last success, and what comes after it was skipped. run_results.json knows the last invocation only, whatever its target.',
  failsIn: undefined,
  run: (facts) =>
    [...facts.runs].flatMap(([name, run]) => {
      const node = facts.graph.nodes.get(name);
      const failed = ['error', 'fail', 'runtime error'].includes(run.status);
      if (!node || node.kind === 'source' || !(failed || run.status === 'skipped')) {
        return [];
      }
      const said = (run.message ?? '').replace(/\s+/g, ' ').trim().slice(0, longestMessage);
      return [
        aboutNode(facts, node, {
          check: id,
          severity: failed ? 'warning' : 'hint',
          message: failed
            ? `The last run of ${node.name}, at ${run.at}, ended with ${run.status}${said === '' ? '' : `: ${said}`}.`
            : `${node.name} was skipped in the last run, at ${run.at}, because something before it failed.`,
        }),
      ];
    }),
};
