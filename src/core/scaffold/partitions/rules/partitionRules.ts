import { defaultNotCounted } from './defaultNotCounted';
import { defaultPartition } from './defaultPartition';
import { identityInPartitions } from './identityInPartitions';
import { keyIsWider } from './keyIsWider';
import { managedByPartman } from './managedByPartman';
import { movedRows } from './movedRows';
import { movedRowsFireTriggers } from './movedRowsFireTriggers';
import { noZone } from './noZone';
import { notDivided } from './notDivided';
import { nullableKey } from './nullableKey';
import type { PartitionRule } from './partitionRule';
import { todayIsMissing } from './todayIsMissing';

/** The only list of them. */
export const partitionRules: readonly PartitionRule[] = [
  defaultNotCounted,
  defaultPartition,
  identityInPartitions,
  keyIsWider,
  managedByPartman,
  movedRows,
  movedRowsFireTriggers,
  noZone,
  notDivided,
  nullableKey,
  todayIsMissing,
];
