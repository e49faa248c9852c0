import type { CancelSignal } from '../../../base/cancelSignal';
import { flagOf, optionalText } from '../../catalog/cells';
import type { Database } from '../../ports';
import { type PartmanFacts, readPartman } from '../partitioning/partmanFacts';
import { readTable, readSchema, type SchemaFacts, type TableFacts } from '../partitioning/tableFacts';
import { type CronFacts, readCron } from './cronFacts';
import type { PartitionMaintenanceSpec } from './partitionMaintenanceSpec';

export interface PartitionMaintenanceFacts {
  readonly database: string;
  readonly table: TableFacts | undefined;
  readonly partman: PartmanFacts | undefined;
  /** Files of pg_partman are on the server, so that CREATE EXTENSION can install it. */
  readonly partmanAvailable: boolean;
  /** The background worker of pg_partman, which is an alternative to a job, looks after this database. */
  readonly worker: boolean;
  readonly cron: CronFacts;
  readonly oldSchema: SchemaFacts | undefined;
  /** Something stands where the rows would go when pg_partman gives the table back. */
  readonly targetTaken: boolean;
}

/** Takes the rows when pg_partman gives a table back. */
export function undoneName({ table }: PartitionMaintenanceSpec): string {
  return `${table.name}_undone`;
}

export async function partitionMaintenanceFacts(
  database: Database,
  spec: PartitionMaintenanceSpec,
  signal: CancelSignal,
): Promise<PartitionMaintenanceFacts> {
  const [more] = await database.read(
    {
      name: 'scaffold.partmanServer',
      text: `SELECT EXISTS (SELECT FROM pg_catalog.pg_available_extensions AS e WHERE e.name = 'pg_partman'),
                    pg_catalog.current_setting('pg_partman_bgw.dbname', true)`,
      values: [],
      row: ([available, databases]) => ({
        available: flagOf(available),
        worker: (optionalText(databases) ?? '')
          .split(',')
          .some((name) => name.trim() === database.server.database),
      }),
    },
    signal,
  );
  const oldSchema = spec.partman?.oldSchema ?? '';
  const target = { schema: spec.table.schema, name: undoneName(spec) };
  return {
    database: database.server.database,
    table: await readTable(database, spec.table, signal),
    partman: await readPartman(database, spec.table, signal),
    partmanAvailable: more?.available === true,
    worker: more?.worker === true,
    cron: await readCron(database, signal),
    oldSchema: oldSchema === '' ? undefined : await readSchema(database, oldSchema, signal),
    targetTaken: (await readTable(database, target, signal)) !== undefined,
  };
}
