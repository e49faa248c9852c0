import { defaultObjectName } from '../../catalog/ddl/objectName';
import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import { boundSql, type PartitionBound } from '../partitioning/bounds';
import { boundCondition, defaultCondition } from '../partitioning/boundCondition';
import { boundText } from '../partitioning/boundText';
import type { TableFacts } from '../partitioning/tableFacts';
import type { TreeIndex } from '../partitionIndex/partitionIndexFacts';
import type { ScaffoldStep } from '../scaffold';
import type { PartitionAttachFacts } from './partitionAttachFacts';
import type { PartitionAttachSpec } from './partitionAttachSpec';

/** All that ATTACH would do under its lock is done before; it then only writes the catalog. */
export function attachSteps(
  spec: PartitionAttachSpec,
  facts: PartitionAttachFacts,
  both: { readonly table: TableFacts; readonly partition: TableFacts; readonly bound: PartitionBound },
): readonly ScaffoldStep[] {
  const { table, partition, bound } = both;
  const [parent, child] = [
    quoteQualified(table.schema, table.name),
    quoteQualified(partition.schema, partition.name),
  ];
  const columns = table.key?.columns ?? [];
  const other = table.partitions.find((each) => each.bound?.kind === 'default');
  const checks = spec.check
    ? [
        ...checkOf(partition, boundCondition(bound, columns)),
        ...(other === undefined || bound.kind === 'default'
          ? []
          : checkOf(other, defaultCondition(bound, columns))),
      ]
    : [];
  return [
    ...indexSteps(facts, partition),
    ...foreignKeySteps(facts, partition),
    ...checks.flatMap(({ before }) => before),
    {
      title: `Attach ${partition.name}: ${boundText(bound)}`,
      sql: `ALTER TABLE ${parent} ATTACH PARTITION ${child} ${boundSql(bound)}`,
      down: [`ALTER TABLE ${parent} DETACH PARTITION ${child}`],
    },
    ...checks.map(({ after }) => after),
  ];
}

/** What is left when the table is attached already. */
export function attachedStep(spec: PartitionAttachSpec, bound: string): ScaffoldStep {
  const [parent, child] = [spec.table, spec.partition].map(({ schema, name }) =>
    quoteQualified(schema, name),
  );
  return {
    title: `Attach ${spec.partition.name}`,
    sql: `ALTER TABLE ${parent ?? ''} ATTACH PARTITION ${child ?? ''} ${bound}`,
    down: [],
    present: true,
  };
}

/** NOT VALID takes a short lock, VALIDATE reads the rows while reads and writes go on. */
function checkOf(
  { schema, name }: { readonly schema: string; readonly name: string },
  condition: string | undefined,
): readonly { readonly before: readonly ScaffoldStep[]; readonly after: ScaffoldStep }[] {
  if (condition === undefined) {
    return [];
  }
  const table = quoteQualified(schema, name);
  const check = quoteIdentifier(defaultObjectName(name, 'bound', 'check'));
  const drop = `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${check}`;
  return [
    {
      before: [
        {
          title: `Tell what rows ${name} holds`,
          sql: `ALTER TABLE ${table} ADD CONSTRAINT ${check} CHECK (${condition}) NOT VALID`,
          down: [drop],
          // Each in a transaction of its own, so that no lock is held while the rows are read.
          alone: true,
        },
        {
          title: `Check the rows of ${name}, while reads and writes go on`,
          sql: `ALTER TABLE ${table} VALIDATE CONSTRAINT ${check}`,
          down: [],
          alone: true,
        },
      ],
      after: { title: `Remove the check of ${name}, which the bound replaces`, sql: drop, down: [] },
    },
  ];
}

function indexSteps(facts: PartitionAttachFacts, partition: TableFacts): readonly ScaffoldStep[] {
  const used = new Set(facts.taken);
  const free = [...facts.partitionIndexes];
  return facts.tableIndexes.flatMap((index) => {
    const match = free.findIndex((own) => isSame(own, index));
    if (match >= 0) {
      free.splice(match, 1);
      return [];
    }
    const name = freeName(partition, index, used);
    used.add(name);
    return madeIndex(index, partition, name);
  });
}

function isSame(own: TreeIndex, index: TreeIndex): boolean {
  return (
    own.valid && own.unique === index.unique && own.body === index.body && own.constraint === index.constraint
  );
}

function madeIndex(index: TreeIndex, partition: TableFacts, name: string): readonly ScaffoldStep[] {
  const table = quoteQualified(partition.schema, partition.name);
  const isPlain = partition.relkind === 'p';
  const qualified = quoteQualified(partition.schema, name);
  const created: ScaffoldStep = {
    title: `Create ${name} on ${partition.name}, as ${index.name}`,
    sql: `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${isPlain ? '' : 'CONCURRENTLY '}${quoteIdentifier(name)} ON ${table} ${index.body}`,
    down: [`DROP INDEX IF EXISTS ${qualified}`],
    alone: !isPlain,
  };
  const kind = index.primary ? 'PRIMARY KEY' : 'UNIQUE';
  return !index.constraint
    ? [created]
    : isPlain
      ? []
      : [
          created,
          {
            title: `Make ${name} the ${index.primary ? 'primary key' : 'unique constraint'} of ${partition.name}`,
            sql: `ALTER TABLE ${table} ADD CONSTRAINT ${quoteIdentifier(name)} ${kind} USING INDEX ${quoteIdentifier(name)}`,
            down: [`ALTER TABLE ${table} DROP CONSTRAINT ${quoteIdentifier(name)}`],
          },
        ];
}

function freeName({ name }: TableFacts, index: TreeIndex, used: ReadonlySet<string>): string {
  const label = index.primary ? 'pkey' : index.constraint ? 'key' : 'idx';
  const columns = index.primary ? '' : index.columns.map((each) => each ?? 'expr').join('_');
  for (let number = 0; ; number++) {
    const chosen = defaultObjectName(name, columns, number === 0 ? label : `${label}${number}`);
    if (!used.has(chosen)) {
      return chosen;
    }
  }
}

function foreignKeySteps(
  facts: PartitionAttachFacts,
  { schema, name, relkind }: TableFacts,
): readonly ScaffoldStep[] {
  const table = quoteQualified(schema, name);
  const missing =
    relkind === 'p'
      ? []
      : facts.tableForeignKeys.filter(
          ({ sql }) => !facts.partitionForeignKeys.some((own) => own.sql === sql),
        );
  return missing.flatMap((key): readonly ScaffoldStep[] => {
    const constraint = quoteIdentifier(key.name);
    return [
      {
        title: `Add the foreign key ${key.name} to ${name}`,
        sql: `ALTER TABLE ${table} ADD CONSTRAINT ${constraint} ${key.sql} NOT VALID`,
        down: [`ALTER TABLE ${table} DROP CONSTRAINT ${constraint}`],
        alone: true,
      },
      {
        title: `Check the foreign key ${key.name}, while reads and writes go on`,
        sql: `ALTER TABLE ${table} VALIDATE CONSTRAINT ${constraint}`,
        down: [],
        alone: true,
      },
    ];
  });
}
