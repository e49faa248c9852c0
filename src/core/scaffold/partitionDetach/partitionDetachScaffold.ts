import type { Scaffold } from '../scaffold';
import { type PartitionDetachFacts, partitionDetachFacts } from './partitionDetachFacts';
import { chosenPartitions, detachProblems, detachSteps } from './partitionDetachPlan';
import { type PartitionDetachSpec, partitionDetachForm, partitionDetachSpec } from './partitionDetachSpec';
import { detachRules } from './rules/detachRules';

/** Retention: partitions are detached, and then stay, move or are dropped. */
export const partitionDetachScaffold: Scaffold<PartitionDetachSpec, PartitionDetachFacts> = {
  id: 'partitionDetach',
  title: 'Detach partitions',
  explain:
    'Take old partitions out of a table while reads and writes go on, then keep them, move them to another schema or drop them.',
  form: partitionDetachForm,
  spec: partitionDetachSpec,
  facts: partitionDetachFacts,
  generate: (spec, facts) => {
    const chosen = chosenPartitions(spec, facts);
    const problems = detachProblems(spec, facts, chosen);
    return problems.length > 0
      ? { steps: [], warnings: [], problems }
      : {
          steps: detachSteps(spec, facts, chosen),
          warnings: detachRules
            .map((rule) => rule.run(spec, facts, chosen))
            .filter((warning) => warning !== undefined),
          problems: [],
        };
  },
};
