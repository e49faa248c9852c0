import type { RowSecurityRule } from './rowSecurityRule';
import { applicationSetsIt } from './rules/applicationSetsIt';
import { builtByDbt } from './rules/builtByDbt';
import { bypassingRole } from './rules/bypassingRole';
import { materializedViews } from './rules/materializedViews';
import { membershipHasPolicies } from './rules/membershipHasPolicies';
import { onlyRestrictive } from './rules/onlyRestrictive';
import { ownerLosesRows } from './rules/ownerLosesRows';
import { ownerNotForced } from './rules/ownerNotForced';
import { partitionsOpen } from './rules/partitionsOpen';
import { policyForPublic } from './rules/policyForPublic';
import { readersLoseRows } from './rules/readersLoseRows';
import { roleNobodyUses } from './rules/roleNobodyUses';
import { softDeleteByUpdate } from './rules/softDeleteByUpdate';
import { truncateGranted } from './rules/truncateGranted';
import { viewsStay } from './rules/viewsStay';
import { writesWithoutSelect } from './rules/writesWithoutSelect';

/** Every rule. A test demands a fixture for each. */
export const rowSecurityRules: readonly RowSecurityRule[] = [
  applicationSetsIt,
  builtByDbt,
  bypassingRole,
  materializedViews,
  membershipHasPolicies,
  onlyRestrictive,
  ownerLosesRows,
  ownerNotForced,
  partitionsOpen,
  policyForPublic,
  readersLoseRows,
  roleNobodyUses,
  softDeleteByUpdate,
  truncateGranted,
  viewsStay,
  writesWithoutSelect,
];
