import type { Scaffold } from '../scaffold';
import { type PartitionIndexFacts, partitionIndexFacts } from './partitionIndexFacts';
import { partitionIndexProblems } from './partitionIndexProblems';
import { type PartitionIndexSpec, partitionIndexForm, partitionIndexSpec } from './partitionIndexSpec';
import { partitionIndexSteps } from './partitionIndexSteps';
import { indexRules } from './rules/indexRules';

/** An index of a partitioned table, made while writes go on. */
export const partitionIndexScaffold: Scaffold<PartitionIndexSpec, PartitionIndexFacts> = {
  id: 'partitionIndex',
  title: 'Index a partitioned table',
  explain:
    'Create an index of a partitioned table while writes go on: on the table alone, then of each partition, then put together. It goes on where an earlier run was interrupted.',
  form: partitionIndexForm,
  spec: partitionIndexSpec,
  facts: partitionIndexFacts,
  generate: (spec, facts) => {
    const problems = partitionIndexProblems(spec, facts);
    return problems.length > 0
      ? { steps: [], warnings: [], problems }
      : {
          steps: partitionIndexSteps(spec, facts),
          warnings: indexRules
            .map((rule) => rule.run(spec, facts))
            .filter((warning) => warning !== undefined),
          problems: [],
        };
  },
};
