import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote';
import type { PartmanConfig, PartmanFacts } from '../partitioning/partmanFacts';
import type { TableFacts } from '../partitioning/tableFacts';
import type { ScaffoldStep } from '../scaffold';
import { type PartitionMaintenanceFacts, undoneName } from './partitionMaintenanceFacts';
import type { PartitionMaintenanceSpec, PartmanSpec } from './partitionMaintenanceSpec';
import { intervalArgument } from './partmanInterval';

/** The table is handed over to pg_partman, which is then told what to keep. */
export function partmanSteps(
  spec: PartitionMaintenanceSpec,
  wanted: PartmanSpec,
  facts: PartitionMaintenanceFacts,
): readonly ScaffoldStep[] {
  const { partman, table } = facts;
  return partman === undefined || table === undefined
    ? []
    : [handOver(spec, wanted, { partman, table }), settings(spec, wanted, partman)];
}

/** The name that pg_partman knows the table by: without quotes. */
function parentName({ table: { schema, name } }: PartitionMaintenanceSpec): string {
  return quoteLiteral(`${schema}.${name}`);
}

function handOver(
  spec: PartitionMaintenanceSpec,
  wanted: PartmanSpec,
  { partman, table }: { readonly partman: PartmanFacts; readonly table: TableFacts },
): ScaffoldStep {
  const control = partman.config?.control ?? table.key?.columns[0] ?? '';
  const call = [
    `p_parent_table => ${parentName(spec)}`,
    `p_control => ${quoteLiteral(control)}`,
    ...(partman.major < 5 ? [`p_type => 'native'`] : []),
    `p_interval => ${quoteLiteral(intervalArgument(wanted, partman.major))}`,
    `p_premake => ${wanted.premake}`,
    ...(wanted.start === undefined ? [] : [`p_start_partition => ${quoteLiteral(wanted.start)}`]),
    ...(partman.major < 5 ? [] : [`p_default_table => ${wanted.withDefault}`]),
  ];
  return {
    title: `Hand ${spec.table.name} over to pg_partman ${partman.version}, which makes its first partitions`,
    sql: `SELECT ${quoteQualified(partman.schema, 'create_parent')}(${call.join(', ')})`,
    down: wayBack(spec, partman),
    present: partman.config !== undefined,
  };
}

/** undo_partition() moves the rows into a table of their own, which goes away where there were none. */
function wayBack(spec: PartitionMaintenanceSpec, partman: PartmanFacts): readonly string[] {
  const { schema, name } = spec.table;
  const target = quoteQualified(schema, undoneName(spec));
  const loops = partman.major < 5 ? 'p_batch_count' : 'p_loop_count';
  const block = `BEGIN IF NOT EXISTS (SELECT FROM ${target}) THEN DROP TABLE ${target}; END IF; END`;
  return [
    `CREATE TABLE ${target} (LIKE ${quoteQualified(schema, name)})`,
    `SELECT ${quoteQualified(partman.schema, 'undo_partition')}(p_parent_table => ${parentName(spec)}, p_target_table => ${quoteLiteral(`${schema}.${undoneName(spec)}`)}, ${loops} => 1000000, p_keep_table => false)`,
    `DO ${quoteLiteral(block)}`,
  ];
}

type Settings = Pick<PartmanConfig, 'premake' | 'retention' | 'retentionSchema' | 'keepsTable' | 'infinite'>;

function settings(
  spec: PartitionMaintenanceSpec,
  { premake, retention, then, oldSchema, infinite }: PartmanSpec,
  { schema, config }: PartmanFacts,
): ScaffoldStep {
  const wanted: Settings = {
    premake,
    retention,
    retentionSchema: retention !== undefined && then === 'move' ? oldSchema : undefined,
    keepsTable: retention === undefined || then !== 'drop',
    infinite,
  };
  const update = (to: Settings): string =>
    `UPDATE ${quoteQualified(schema, 'part_config')} SET premake = ${to.premake}, retention = ${textOrNull(to.retention)}, retention_schema = ${textOrNull(to.retentionSchema)}, retention_keep_table = ${to.keepsTable}, infinite_time_partitions = ${to.infinite} WHERE parent_table = ${parentName(spec)}`;
  return {
    title: `Set what pg_partman keeps of ${spec.table.name}: ${keepText(wanted)}`,
    sql: update(wanted),
    // Handing the table back removes its settings, too.
    down: config === undefined ? [] : [update(config)],
    present: config !== undefined && update(config) === update(wanted),
  };
}

function keepText({ retention, retentionSchema, keepsTable }: Settings): string {
  return retention === undefined
    ? 'everything'
    : retentionSchema !== undefined
      ? `${retention}, then in the schema ${quoteIdentifier(retentionSchema)}`
      : `${retention}, then ${keepsTable ? 'detached as tables' : 'dropped'}`;
}

function textOrNull(text: string | undefined): string {
  return text === undefined ? 'NULL' : quoteLiteral(text);
}
