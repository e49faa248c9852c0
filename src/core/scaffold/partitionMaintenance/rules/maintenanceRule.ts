import type { ScaffoldWarning } from '../../scaffold';
import type { PartitionMaintenanceFacts } from '../partitionMaintenanceFacts';
import type { PartitionMaintenanceSpec } from '../partitionMaintenanceSpec';

/** Looks at how partitions are about to be maintained, and warns of what may be unwanted. */
export interface MaintenanceRule {
  readonly id: string;
  run(spec: PartitionMaintenanceSpec, facts: PartitionMaintenanceFacts): ScaffoldWarning | undefined;
}
