import type { CancelSignal } from '../../../base/cancelSignal';
import { UserError } from '../../../base/userError';
import type { Database } from '../../ports';
import { catalogOf } from '../actions/dependents';
import { type ActionTarget, isRelationKind, targetKindWords, type TargetKind } from '../actions/target';
import { keepArrayTypes } from './arrayCasts';
import { baseTypeDdl, rangeDdl } from './baseTypes';
import { columnDdl } from './column';
import { currentTarget } from './currentTarget';
import { databaseDdl } from './databaseDdl';
import { dataTypeDdl } from './dataTypes';
import type { Ddl, DdlReading } from './ddl';
import { foreignDataWrapperDdl, foreignServerDdl } from './foreignServer';
import { type Need, needs } from './needs';
import { tableWithPartitionsDdl } from './partitionsOf';
import { publicationDdl } from './publication';
import { lockedRelations } from './relationDefinition';
import { constraintDdl, indexDdl, policyDdl, ruleDdl, statisticsDdl, triggerDdl } from './relationParts';
import { roleDdl } from './role';
import { aggregateDdl, routineDdl } from './routine';
import { schemaDdl } from './schema';
import { sequenceDdl } from './sequence';
import { eventTriggerDdl, extensionDdl, tablespaceDdl } from './serverObjects';
import { subscriptionDdl } from './subscription';
import { tableDdl } from './table';
import { materializedViewDdl, viewDdl } from './view';

/** What stands in the document: the statements, and what they need. */
export interface ObjectDdl extends Ddl {
  readonly needs: readonly Need[];
}

export interface DdlRequest {
  readonly target: ActionTarget;
  /** With the partitions of a partitioned table. */
  readonly partitions?: boolean;
}

/**
 * The statements that make an object as it is now, with everything that belongs to it: run on a database that has what it
 * needs, they make an equal one.
 * @throws UserError when the object is gone or locked exclusively; otherwise as `Database.read`
 */
export async function ddlOf(
  database: Database,
  request: DdlRequest,
  signal: CancelSignal,
): Promise<ObjectDdl> {
  const reading = { database, signal };
  const target = await currentTarget(reading, request.target);
  await refuseLocked(reading, target);
  const withPartitions = request.partitions === true && target.kind === 'partitionedTable';
  const make = withPartitions ? tableWithPartitionsDdl : makers[target.kind];
  const made = await make(reading, target);
  const catalog = catalogOf(target.kind);
  const found = catalog === undefined ? [] : await database.read(needs(target, catalog, namedNeeds), signal);
  const statements = made.statements.map(({ stage, sql }) => ({ stage, sql: keepArrayTypes(sql) }));
  return { ...made, statements, needs: found };
}

/** Needs that the text names; the rest is counted. */
const namedNeeds = 40;

const makers: Readonly<Record<TargetKind, (reading: DdlReading, target: ActionTarget) => Promise<Ddl>>> = {
  table: tableDdl,
  partitionedTable: tableDdl,
  foreignTable: tableDdl,
  view: viewDdl,
  materializedView: materializedViewDdl,
  column: columnDdl,
  index: indexDdl,
  schema: schemaDdl,
  database: databaseDdl,
  function: routineDdl,
  procedure: routineDdl,
  aggregate: aggregateDdl,
  sequence: sequenceDdl,
  compositeType: dataTypeDdl,
  enum: dataTypeDdl,
  range: rangeDdl,
  domain: dataTypeDdl,
  baseType: baseTypeDdl,
  constraint: constraintDdl,
  trigger: triggerDdl,
  policy: policyDdl,
  rule: ruleDdl,
  statistics: statisticsDdl,
  extension: extensionDdl,
  publication: publicationDdl,
  subscription: subscriptionDdl,
  eventTrigger: eventTriggerDdl,
  foreignServer: foreignServerDdl,
  foreignDataWrapper: foreignDataWrapperDdl,
  role: roleDdl,
  tablespace: tablespaceDdl,
};

/**
 * PostgreSQL opens a relation to print its definition, and would let us wait for whoever rebuilds it.
 * @throws UserError
 */
async function refuseLocked(reading: DdlReading, target: ActionTarget): Promise<void> {
  if (!isRelationKind(target.kind) && target.kind !== 'column') {
    return;
  }
  const [first] = await lockedRelations(reading, target.oid);
  if (first !== undefined) {
    throw new UserError(
      `The definition of the ${targetKindWords(target.kind)} ${target.name} cannot be read now: another session has locked the ${first} exclusively. Try again when it has finished.`,
    );
  }
}
