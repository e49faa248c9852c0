import type { AdviceRule } from './adviceRule';
import { bitmapLossy } from './rules/bitmapLossy';
import { coldReads } from './rules/coldReads';
import { cteFilteredLate } from './rules/cteFilteredLate';
import { disabledNode } from './rules/disabledNode';
import { fkTriggerSlow } from './rules/fkTriggerSlow';
import { fkWithoutIndex } from './rules/fkWithoutIndex';
import { foreignScanLocalFilter } from './rules/foreignScanLocalFilter';
import { functionOrCastOnColumn } from './rules/functionOrCastOnColumn';
import { functionScanDefaultRows } from './rules/functionScanDefaultRows';
import { groupDefault200 } from './rules/groupDefault200';
import { hashAggSpill } from './rules/hashAggSpill';
import { hashSpill } from './rules/hashSpill';
import { indexFilterDiscardsMost } from './rules/indexFilterDiscardsMost';
import { indexOnlyHeapFetches } from './rules/indexOnlyHeapFetches';
import { indexSearchesMany } from './rules/indexSearchesMany';
import { jitDominates } from './rules/jitDominates';
import { joinFilterDiscards } from './rules/joinFilterDiscards';
import { largeOffset } from './rules/largeOffset';
import { likeLeadingWildcard } from './rules/likeLeadingWildcard';
import { likePrefixNeedsPatternOps } from './rules/likePrefixNeedsPatternOps';
import { materializeRescans } from './rules/materializeRescans';
import { memoizeIneffective } from './rules/memoizeIneffective';
import { nestedLoopInnerSeqScan } from './rules/nestedLoopInnerSeqScan';
import { nestedLoopUnderestimatedOuter } from './rules/nestedLoopUnderestimatedOuter';
import { nonDefaultPlannerSettings } from './rules/nonDefaultPlannerSettings';
import { noPartitionPruning } from './rules/noPartitionPruning';
import { notInUnhashed } from './rules/notInUnhashed';
import { orAcrossJoin } from './rules/orAcrossJoin';
import { orderByLimitWrongIndex } from './rules/orderByLimitWrongIndex';
import { parallelSkew } from './rules/parallelSkew';
import { planningDominates } from './rules/planningDominates';
import { recheckDiscards } from './rules/recheckDiscards';
import { rlsBlocksIndex } from './rules/rlsBlocksIndex';
import { rowMisestimate } from './rules/rowMisestimate';
import { selectDirtiesBuffers } from './rules/selectDirtiesBuffers';
import { seqScanDiscardsMost } from './rules/seqScanDiscardsMost';
import { serializationDominates } from './rules/serializationDominates';
import { sortSpill } from './rules/sortSpill';
import { staleStatistics } from './rules/staleStatistics';
import { subplanPerRow } from './rules/subplanPerRow';
import { tempIo } from './rules/tempIo';
import { timingOverhead } from './rules/timingOverhead';
import { topNSortNoIndex } from './rules/topNSortNoIndex';
import { unionRemovedNothing } from './rules/unionRemovedNothing';
import { userTriggerSlow } from './rules/userTriggerSlow';
import { walFullPageImages } from './rules/walFullPageImages';
import { walHeavy } from './rules/walHeavy';
import { workersNotLaunched } from './rules/workersNotLaunched';

/** All rules, each in a file of its own. */
export const adviceRules: readonly AdviceRule[] = [
  seqScanDiscardsMost,
  rowMisestimate,
  nestedLoopUnderestimatedOuter,
  nestedLoopInnerSeqScan,
  indexFilterDiscardsMost,
  subplanPerRow,
  notInUnhashed,
  sortSpill,
  hashSpill,
  hashAggSpill,
  bitmapLossy,
  fkTriggerSlow,
  fkWithoutIndex,
  orderByLimitWrongIndex,
  indexOnlyHeapFetches,
  staleStatistics,
  noPartitionPruning,
  functionOrCastOnColumn,
  likeLeadingWildcard,
  likePrefixNeedsPatternOps,
  jitDominates,
  planningDominates,
  tempIo,
  coldReads,
  largeOffset,
  topNSortNoIndex,
  joinFilterDiscards,
  orAcrossJoin,
  materializeRescans,
  cteFilteredLate,
  rlsBlocksIndex,
  workersNotLaunched,
  parallelSkew,
  memoizeIneffective,
  functionScanDefaultRows,
  groupDefault200,
  unionRemovedNothing,
  recheckDiscards,
  foreignScanLocalFilter,
  walHeavy,
  walFullPageImages,
  selectDirtiesBuffers,
  userTriggerSlow,
  disabledNode,
  nonDefaultPlannerSettings,
  timingOverhead,
  serializationDominates,
  indexSearchesMany,
];
