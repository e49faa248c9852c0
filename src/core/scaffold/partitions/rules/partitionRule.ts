import type { ScaffoldWarning } from '../../scaffold';
import type { PartitionsFacts } from '../partitionsFacts';
import type { PartitionsSpec } from '../partitionsSpec';
import type { PlacedPartition } from '../placePartitions';

/** Looks at what is about to be made, and warns of what may be unwanted. */
export interface PartitionRule {
  readonly id: string;
  run(made: {
    readonly spec: PartitionsSpec;
    readonly facts: PartitionsFacts;
    readonly partitions: readonly PlacedPartition[];
  }): ScaffoldWarning | undefined;
}
