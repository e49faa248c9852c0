import type { LintRule } from './lintRule';
import { bypassingRole } from './rules/bypassingRole';
import { dbtManagedTable } from './rules/dbtManagedTable';
import { emptySetting } from './rules/emptySetting';
import { everyRowForWrites } from './rules/everyRowForWrites';
import { materializedViewOverPolicies } from './rules/materializedViewOverPolicies';
import { noPolicy } from './rules/noPolicy';
import { onlyRestrictive } from './rules/onlyRestrictive';
import { ownerNotForced } from './rules/ownerNotForced';
import { partitionGranted } from './rules/partitionGranted';
import { policiesSwitchedOff } from './rules/policiesSwitchedOff';
import { policyColumnWithoutIndex } from './rules/policyColumnWithoutIndex';
import { policyForPublic } from './rules/policyForPublic';
import { roleNobodyUses } from './rules/roleNobodyUses';
import { roleWithoutGrants } from './rules/roleWithoutGrants';
import { settingMayBeMissing } from './rules/settingMayBeMissing';
import { settingReadPerRow } from './rules/settingReadPerRow';
import { truncateGranted } from './rules/truncateGranted';
import { viewBypassesPolicies } from './rules/viewBypassesPolicies';
import { writesWithoutSelectPolicy } from './rules/writesWithoutSelectPolicy';

/** Every rule of the lint. A test demands a planted fault for each. */
export const lintRules: readonly LintRule[] = [
  policiesSwitchedOff,
  noPolicy,
  onlyRestrictive,
  ownerNotForced,
  bypassingRole,
  policyForPublic,
  everyRowForWrites,
  viewBypassesPolicies,
  materializedViewOverPolicies,
  partitionGranted,
  truncateGranted,
  dbtManagedTable,
  settingMayBeMissing,
  emptySetting,
  settingReadPerRow,
  roleWithoutGrants,
  roleNobodyUses,
  writesWithoutSelectPolicy,
  policyColumnWithoutIndex,
];
