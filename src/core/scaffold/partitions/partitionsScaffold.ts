import type { Scaffold } from '../scaffold';
import { partitionProblems } from './partitionProblems';
import type { PartitionsFacts } from './partitionsFacts';
import { partitionsForm } from './partitionsForm';
import { type PartitionsSpec, partitionsSpec } from './partitionsSpec';
import { partitionSteps } from './partitionSteps';
import { placePartitions } from './placePartitions';
import { partitionsFacts } from './readPartitionsFacts';
import { partitionRules } from './rules/partitionRules';

/** A partitioned table, and partitions of one that exists: the next ones and those that are missing. */
export const partitionsScaffold: Scaffold<PartitionsSpec, PartitionsFacts> = {
  id: 'partitions',
  title: 'Create partitions',
  explain:
    'Create a partitioned table, or add the next and the missing partitions to one. Run it again whenever more are needed: what exists is left alone.',
  form: partitionsForm,
  spec: partitionsSpec,
  facts: partitionsFacts,
  generate: (spec, facts) => {
    const placement = placePartitions(spec, facts);
    const problems = partitionProblems(spec, facts, placement);
    const { partitions } = placement;
    return problems.length > 0
      ? { steps: [], warnings: [], problems }
      : {
          steps: partitionSteps(spec, facts, partitions),
          warnings: partitionRules
            .map((rule) => rule.run({ spec, facts, partitions }))
            .filter((warning) => warning !== undefined),
          problems: [],
        };
  },
};
