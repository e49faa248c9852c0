import { defaultPartition } from './defaultPartition';
import { identityInPartitions } from './identityInPartitions';
import { keyIsWider } from './keyIsWider';
import { noZone } from './noZone';
import { nullableKey } from './nullableKey';
import type { PartitionRule } from './partitionRule';
import { todayIsMissing } from './todayIsMissing';

/** The only list of them. */
export const partitionRules: readonly PartitionRule[] = [
  defaultPartition,
  identityInPartitions,
  keyIsWider,
  noZone,
  nullableKey,
  todayIsMissing,
];
