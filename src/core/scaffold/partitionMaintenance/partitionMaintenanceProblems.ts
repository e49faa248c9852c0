import { whyNotName } from '../../sql/name';
import type { FieldProblem } from '../scaffoldForm';
import { keyKind } from '../partitioning/keyValues';
import type { PartmanFacts } from '../partitioning/partmanFacts';
import type { TableFacts } from '../partitioning/tableFacts';
import { type PartitionMaintenanceFacts, undoneName } from './partitionMaintenanceFacts';
import type { PartitionMaintenanceSpec, PartmanSpec } from './partitionMaintenanceSpec';
import { storedInterval } from './partmanInterval';

/** What the server or an extension would refuse, each with its field. */
export function partitionMaintenanceProblems(
  spec: PartitionMaintenanceSpec,
  facts: PartitionMaintenanceFacts,
): readonly FieldProblem[] {
  const { table, partman, cron } = facts;
  const { name, schema } = spec.table;
  if (table === undefined) {
    return [problem('table', `There is no table ${schema}.${name}.`)];
  }
  if (table.key === undefined) {
    return [problem('table', `${name} is not a partitioned table. Convert it first.`)];
  }
  const noPartman = facts.partmanAvailable
    ? 'The extension pg_partman is not installed in this database. Run CREATE SCHEMA partman and CREATE EXTENSION pg_partman SCHEMA partman first.'
    : 'This server has no pg_partman. Make partitions by “Create partitions” instead.';
  const usesCron = spec.maintain !== undefined || spec.analyze !== undefined;
  return [
    ...(spec.partman === undefined
      ? []
      : partman === undefined
        ? [problem('partman', noPartman)]
        : partmanProblems(spec.partman, { spec, facts, table, partman })),
    ...(spec.maintain !== undefined && partman === undefined && spec.partman === undefined
      ? [problem('maintain', noPartman)]
      : []),
    ...(usesCron && cron.home === undefined && !cron.here
      ? [
          problem(
            spec.maintain === undefined ? 'analyze' : 'maintain',
            'This server does not load pg_cron: shared_preload_libraries must name it.',
          ),
        ]
      : []),
    ...(usesCron && !cron.here && cron.home === facts.database
      ? [
          problem(
            spec.maintain === undefined ? 'analyze' : 'maintain',
            'pg_cron belongs into this database and is not installed in it. Run CREATE EXTENSION pg_cron first.',
          ),
        ]
      : []),
  ];
}

interface Both {
  readonly spec: PartitionMaintenanceSpec;
  readonly facts: PartitionMaintenanceFacts;
  readonly table: TableFacts;
  readonly partman: PartmanFacts;
}

function partmanProblems(wanted: PartmanSpec, both: Both): readonly FieldProblem[] {
  const { facts, partman } = both;
  const first = [
    ...(partman.major === 4 || partman.major === 5
      ? []
      : [problem('partman', `pg_partman ${partman.version} is not known here; 4 and 5 are.`)]),
    ...(partman.mayUse
      ? []
      : [
          problem(
            'partman',
            `You may not use pg_partman: its tables are read and written by who calls it. Its owner can GRANT USAGE, CREATE ON SCHEMA ${partman.schema}, and ALL ON ALL TABLES in it.`,
          ),
        ]),
    ...(wanted.then === 'move' && wanted.retention !== undefined && facts.oldSchema === undefined
      ? [problem('oldSchema', `There is no schema ${wanted.oldSchema}.`)]
      : []),
  ];
  return first.length > 0
    ? first
    : partman.config === undefined
      ? newProblems(wanted, both)
      : knownProblems(wanted, both);
}

/** What create_parent() refuses, or would make wrong. */
function newProblems(wanted: PartmanSpec, { spec, facts, table }: Both): readonly FieldProblem[] {
  const { key, partitions } = table;
  const [control] = key?.columns ?? [];
  const column = table.columns.find(({ name }) => name === control);
  const kind = keyKind(column?.type ?? '');
  const fits =
    wanted.every === 'numbers' ? kind === 'number' : ['date', 'timestamp', 'timestamptz'].includes(kind);
  const target = undoneName(spec);
  return [
    ...([table.schema, table.name].some((name) => name.includes('.'))
      ? [problem('table', 'pg_partman takes no names with a dot in them.')]
      : []),
    ...(table.owned
      ? []
      : [problem('table', `Only its owner, ${table.owner}, can hand ${table.name} over.`)]),
    ...(key?.strategy === 'range' && key.columns.length === 1 && column !== undefined
      ? [
          ...(column.notNull ? [] : [problem('table', `pg_partman needs ${column.name} to be NOT NULL.`)]),
          ...(fits
            ? []
            : [
                problem(
                  'every',
                  `${column.name} has the type ${column.type}, which does not fit this choice.`,
                ),
              ]),
        ]
      : [
          problem(
            'table',
            `pg_partman takes ranges over one column. ${table.name} is partitioned by ${key?.text ?? ''}.`,
          ),
        ]),
    ...(partitions.length === 0
      ? []
      : [
          problem(
            'table',
            `${table.name} has ${partitions.length === 1 ? 'a partition' : `${partitions.length} partitions`} already. Those of pg_partman would overlap them or be called otherwise, and its way back would take them down too: hand over a table without partitions.`,
          ),
        ]),
    ...(facts.targetTaken || whyNotName(target) !== undefined
      ? [
          problem(
            'table',
            `The way back needs a table ${target} for the rows, which is there already or has a name that is too long.`,
          ),
        ]
      : []),
  ];
}

function knownProblems(wanted: PartmanSpec, { partman }: Both): readonly FieldProblem[] {
  const { interval = '' } = partman.config ?? {};
  return interval === storedInterval(wanted)
    ? []
    : [
        problem(
          'every',
          `pg_partman makes partitions of ${interval} for this table, which cannot be changed while they are there.`,
        ),
      ];
}

function problem(field: string, message: string): FieldProblem {
  return { field, message };
}
