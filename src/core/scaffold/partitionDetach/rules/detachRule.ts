import type { ScaffoldWarning } from '../../scaffold';
import type { PartitionDetachFacts } from '../partitionDetachFacts';
import type { Chosen } from '../partitionDetachPlan';
import type { PartitionDetachSpec } from '../partitionDetachSpec';

/** Looks at what is about to be detached, and warns of what may be unwanted. */
export interface DetachRule {
  readonly id: string;
  run(spec: PartitionDetachSpec, facts: PartitionDetachFacts, chosen: Chosen): ScaffoldWarning | undefined;
}
