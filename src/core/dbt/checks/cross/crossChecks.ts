import type { DbtCheck } from '../../check';
import type { CrossFacts } from '../../live/liveFacts';
import { columnNames } from './columnNames';
import { columnTypes } from './columnTypes';
import { grantsDrift } from './grantsDrift';
import { incrementalIndex } from './incrementalIndex';
import { indexExtra } from './indexExtra';
import { indexMissing } from './indexMissing';
import { lastBuild } from './lastBuild';
import { modelMaterialization } from './modelMaterialization';
import { notBuilt } from './notBuilt';
import { orphanRelations } from './orphanRelations';
import { sourceFreshness } from './sourceFreshness';
import { staleRelations } from './staleRelations';
import { upstreamMissing } from './upstreamMissing';

/** Every check that compares the project with the catalog of a target, in the order in which they are told. */
export const crossChecks: readonly DbtCheck<CrossFacts>[] = [
  notBuilt,
  upstreamMissing,
  modelMaterialization,
  columnNames,
  columnTypes,
  indexMissing,
  indexExtra,
  incrementalIndex,
  grantsDrift,
  staleRelations,
  orphanRelations,
  sourceFreshness,
  lastBuild,
];
