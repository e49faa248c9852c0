import type { DbtCheck } from '../../check';
import type { LiveFacts } from '../../live/liveFacts';
import { connectionLimits } from './connectionLimits';
import { customSchemas } from './customSchemas';
import { extensions } from './extensions';
import { keepalives } from './keepalives';
import { partitionedModel } from './partitionedModel';
import { poolerRole } from './poolerRole';
import { poolerSearchPath } from './poolerSearchPath';
import { poolerSize } from './poolerSize';
import { readerAccess } from './readerAccess';
import { relationOwner } from './relationOwner';
import { schemaRights } from './schemaRights';
import { searchPath } from './searchPath';
import { serverDatabase } from './serverDatabase';
import { serverLogin } from './serverLogin';
import { serverReach } from './serverReach';
import { serverTls } from './serverTls';
import { serverVersion } from './serverVersion';
import { serverWritable } from './serverWritable';
import { sourceMissing } from './sourceMissing';
import { sourceRights } from './sourceRights';
import { sourceRowSecurity } from './sourceRowSecurity';
import { swapComments } from './swapComments';
import { swapConstraints } from './swapConstraints';
import { swapIndexes } from './swapIndexes';
import { swapRowSecurity } from './swapRowSecurity';
import { swapViews } from './swapViews';
import { targetRole } from './targetRole';
import { targetSchema } from './targetSchema';
import { temporaryTables } from './temporaryTables';

/** What can only keep dbt from connecting. */
export const connectChecks: readonly DbtCheck<LiveFacts>[] = [
  serverReach,
  serverTls,
  serverLogin,
  serverDatabase,
];

/** Every check of a target that needs its server, in the order in which they are told. */
export const liveChecks: readonly DbtCheck<LiveFacts>[] = [
  ...connectChecks,
  serverVersion,
  serverWritable,
  targetRole,
  targetSchema,
  customSchemas,
  schemaRights,
  temporaryTables,
  relationOwner,
  sourceMissing,
  sourceRights,
  sourceRowSecurity,
  readerAccess,
  searchPath,
  connectionLimits,
  poolerSearchPath,
  poolerRole,
  poolerSize,
  keepalives,
  extensions,
  swapRowSecurity,
  swapIndexes,
  swapViews,
  swapConstraints,
  swapComments,
  partitionedModel,
];
