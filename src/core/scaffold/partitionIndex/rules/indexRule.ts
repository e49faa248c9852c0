import type { ScaffoldWarning } from '../../scaffold';
import type { PartitionIndexFacts } from '../partitionIndexFacts';
import type { PartitionIndexSpec } from '../partitionIndexSpec';

/** Looks at what is about to be made, and warns of what may be unwanted. */
export interface IndexRule {
  readonly id: string;
  run(spec: PartitionIndexSpec, facts: PartitionIndexFacts): ScaffoldWarning | undefined;
}
