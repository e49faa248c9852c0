import { sameBound } from '../partitioning/bounds';
import { ranked } from '../partitioning/rankedBound';
import type { Scaffold } from '../scaffold';
import { type PartitionAttachFacts, partitionAttachFacts } from './partitionAttachFacts';
import { attachProblems } from './partitionAttachProblems';
import { type PartitionAttachSpec, partitionAttachForm, partitionAttachSpec } from './partitionAttachSpec';
import { attachedStep, attachSteps } from './partitionAttachSteps';
import { attachRules } from './rules/attachRules';

/** A table becomes a partition of another, without a scan under a lock. */
export const partitionAttachScaffold: Scaffold<PartitionAttachSpec, PartitionAttachFacts> = {
  id: 'partitionAttach',
  title: 'Attach a table as a partition',
  explain:
    'Make a table that exists a partition of another. Its rows are checked and its indexes made before, while reads and writes go on, so that ATTACH is over at once.',
  form: partitionAttachForm,
  spec: partitionAttachSpec,
  facts: partitionAttachFacts,
  generate: (spec, facts) => {
    const { table, partition, bound } = facts;
    const attached = table?.partitions.find(({ oid }) => oid === partition?.oid);
    const kinds = (table?.key?.columns ?? []).map(() => 'number' as const);
    if (
      attached?.bound !== undefined &&
      bound !== undefined &&
      sameBound(ranked(attached.bound, [facts.ranks]), ranked(bound, [facts.ranks]), kinds)
    ) {
      return { steps: [attachedStep(spec, attached.boundText)], warnings: [], problems: [] };
    }
    const problems = attachProblems(spec, facts);
    return problems.length > 0 || table === undefined || partition === undefined || bound === undefined
      ? { steps: [], warnings: [], problems }
      : {
          steps: attachSteps(spec, facts, { table, partition, bound }),
          warnings: attachRules
            .map((rule) => rule.run(spec, facts))
            .filter((warning) => warning !== undefined),
          problems: [],
        };
  },
};
