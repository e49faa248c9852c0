import type { ScaffoldWarning } from '../../scaffold';
import type { PartitionAttachFacts } from '../partitionAttachFacts';
import type { PartitionAttachSpec } from '../partitionAttachSpec';

/** Looks at what is about to be attached, and warns of what may be unwanted. */
export interface AttachRule {
  readonly id: string;
  run(spec: PartitionAttachSpec, facts: PartitionAttachFacts): ScaffoldWarning | undefined;
}
