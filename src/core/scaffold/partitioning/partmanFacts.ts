import type { CancelSignal } from '../../../base/cancelSignal';
import { flagOf, numberOf, optionalText, textOf } from '../../catalog/cells';
import type { Database } from '../../ports';
import { quoteQualified } from '../../sql/quote';
import type { RelationName } from '../relationName';

/** The extension pg_partman of a database. Source: pg_partman's documentation, "Function Reference" and "Tables". */
export interface PartmanFacts {
  readonly schema: string;
  /** Such as `5.2.4`. */
  readonly version: string;
  readonly major: number;
  /** Who is connected may call its functions and write its settings. */
  readonly mayUse: boolean;
  /** What it keeps of the table; undefined where it does not manage it, or where that may not be read. */
  readonly config: PartmanConfig | undefined;
}

/** A row of part_config. */
export interface PartmanConfig {
  readonly control: string;
  /** As the extension stores it: `1 mon`, or a number. */
  readonly interval: string;
  readonly premake: number;
  readonly retention: string | undefined;
  readonly retentionSchema: string | undefined;
  readonly keepsTable: boolean;
  /** Makes partitions ahead of today even when no new rows come. */
  readonly infinite: boolean;
  /** run_maintenance() without a table looks after it. */
  readonly automatic: boolean;
}

/** Undefined where the extension is not installed in this database. */
export async function readPartman(
  database: Database,
  table: RelationName,
  signal: CancelSignal,
): Promise<PartmanFacts | undefined> {
  const [found] = await database.read(
    {
      name: 'scaffold.partman',
      text: `
    SELECT n.nspname, e.extversion, pg_catalog.has_schema_privilege(n.oid, 'USAGE'),
           coalesce(pg_catalog.has_table_privilege(c.oid, 'SELECT'), false),
           coalesce(pg_catalog.has_table_privilege(c.oid, 'INSERT') AND pg_catalog.has_table_privilege(c.oid, 'UPDATE')
                AND pg_catalog.has_table_privilege(c.oid, 'DELETE') AND pg_catalog.has_schema_privilege(n.oid, 'CREATE'), false)
      FROM pg_catalog.pg_extension AS e
      JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
      LEFT JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = 'part_config'
     WHERE e.extname = 'pg_partman'`,
      values: [],
      row: ([schema, version, usage, reads, writes]) => ({
        schema: textOf(schema),
        version: textOf(version),
        reads: flagOf(usage) && flagOf(reads),
        writes: flagOf(writes),
      }),
    },
    signal,
  );
  if (found === undefined) {
    return undefined;
  }
  const { schema, version, reads, writes } = found;
  const config = reads ? await readConfig(database, schema, table, signal) : undefined;
  return { schema, version, major: Number.parseInt(version, 10), mayUse: reads && writes, config };
}

async function readConfig(
  database: Database,
  schema: string,
  { schema: tableSchema, name }: RelationName,
  signal: CancelSignal,
): Promise<PartmanConfig | undefined> {
  const [config] = await database.read(
    {
      name: 'scaffold.partmanConfig',
      text: `
    SELECT control, partition_interval, premake, retention, retention_schema, retention_keep_table,
           infinite_time_partitions, automatic_maintenance = 'on'
      FROM ${quoteQualified(schema, 'part_config')} WHERE parent_table = $1::text`,
      // The extension writes names as they are, without quotes.
      values: [`${tableSchema}.${name}`],
      row: ([
        control,
        interval,
        premake,
        retention,
        retentionSchema,
        keeps,
        infinite,
        automatic,
      ]): PartmanConfig => ({
        control: textOf(control),
        interval: textOf(interval),
        premake: numberOf(premake),
        retention: optionalText(retention),
        retentionSchema: optionalText(retentionSchema),
        keepsTable: flagOf(keeps),
        infinite: flagOf(infinite),
        automatic: flagOf(automatic),
      }),
    },
    signal,
  );
  return config;
}
