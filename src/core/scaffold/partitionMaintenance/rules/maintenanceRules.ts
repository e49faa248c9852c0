import { cronIsElsewhere } from './cronIsElsewhere';
import { dropsOldRows } from './dropsOldRows';
import { isPassedBy } from './isPassedBy';
import type { MaintenanceRule } from './maintenanceRule';
import { nobodyRunsIt } from './nobodyRunsIt';

/** The only list of them. */
export const maintenanceRules: readonly MaintenanceRule[] = [
  cronIsElsewhere,
  dropsOldRows,
  isPassedBy,
  nobodyRunsIt,
];
