import { defaultObjectName } from '../../catalog/ddl/objectName';
import { quoteIdentifier, quoteQualified } from '../../sql/quote';
import type { ScaffoldStep } from '../scaffold';
import type { PartitionIndexFacts, TreeIndex, TreeTable } from './partitionIndexFacts';
import type { PartitionIndexSpec } from './partitionIndexSpec';
import { indexBody, isWanted } from './wantedIndex';

/** The index of one table of the tree: which one is there, or how it will be called. */
interface Member {
  readonly table: TreeTable;
  readonly name: string;
  readonly existing: TreeIndex | undefined;
  /** An earlier run was interrupted and left an index that is not used. */
  readonly broken: boolean;
}

/**
 * ON ONLY the table and each partitioned partition, CONCURRENTLY on each leaf, then ATTACH from the leaves up, so that an
 * index becomes valid when all below it are. Source: PostgreSQL manual, "Partitioning", "Partition Maintenance".
 */
export function partitionIndexSteps(
  spec: PartitionIndexSpec,
  facts: PartitionIndexFacts,
): readonly ScaffoldStep[] {
  const [root] = facts.tree;
  if (root === undefined) {
    return [];
  }
  const rootIndex = root.indexes.find(({ name }) => name === spec.name);
  if (!spec.concurrently && rootIndex?.valid !== false) {
    return [plainStep(spec, root, { facts, rootIndex })];
  }
  const members = membersOf(spec, facts, rootIndex);
  const leaves = members.filter(({ table }) => table.relkind !== 'p');
  const inner = members.filter(({ table }) => table.relkind === 'p');
  const isWhole = rootIndex?.valid === true;
  return [
    ...inner.map((member) => onlyStep(spec, member)),
    ...leaves.flatMap((member) => leafSteps(spec, member)),
    ...[...leaves, ...inner.toReversed()]
      .filter(({ table }) => table !== root)
      .map((member) => attachStep(member, { members, root, isNew: rootIndex === undefined, isWhole })),
  ];
}

/** PostgreSQL takes over indexes of partitions that are as wanted, so the way back must make them again. */
function plainStep(
  spec: PartitionIndexSpec,
  root: TreeTable,
  { facts, rootIndex }: { readonly facts: PartitionIndexFacts; readonly rootIndex: TreeIndex | undefined },
): ScaffoldStep {
  const takenOver = membersOf(spec, facts, rootIndex).flatMap(({ existing }) =>
    existing === undefined || existing.parent !== undefined ? [] : [again(existing)],
  );
  return {
    title: `Create the index ${spec.name} of ${root.name} and all its partitions`,
    sql: `CREATE ${unique(spec)}INDEX ${quoteIdentifier(spec.name)} ON ${nameOf(root)} ${indexBody(spec)}`,
    down: [`DROP INDEX ${quoteQualified(root.schema, spec.name)}`, ...takenOver],
    present: rootIndex !== undefined,
  };
}

function again({ definition }: TreeIndex): string {
  return definition.replace(/^CREATE( UNIQUE)? INDEX /, 'CREATE$1 INDEX IF NOT EXISTS ');
}

function membersOf(
  spec: PartitionIndexSpec,
  { tree, taken }: PartitionIndexFacts,
  rootIndex: TreeIndex | undefined,
): readonly Member[] {
  const used = new Set(taken);
  // The table itself comes first and keeps the name that was written.
  used.add(`${tree[0]?.schema ?? ''}\0${spec.name}`);
  const found = new Map<number, TreeIndex | undefined>();
  return tree.map((table, place): Member => {
    if (place === 0) {
      found.set(table.oid, rootIndex);
      return { table, name: spec.name, existing: rootIndex, broken: false };
    }
    const above = found.get(table.parent ?? 0);
    const wanted = table.indexes.filter((index) => isWanted(index, spec));
    const existing =
      wanted.find(({ parent }) => above !== undefined && parent === above.oid) ??
      wanted.find(
        ({ parent, valid, constraint }) =>
          parent === undefined && !constraint && (valid || table.relkind === 'p'),
      );
    const broken = wanted.find(({ parent, valid }) => parent === undefined && !valid);
    found.set(table.oid, existing);
    const name = existing?.name ?? broken?.name ?? freeName(spec, table, used);
    used.add(`${table.schema}\0${name}`);
    return { table, name, existing, broken: existing === undefined && broken !== undefined };
  });
}

/** As PostgreSQL would choose it. */
function freeName(spec: PartitionIndexSpec, table: TreeTable, used: ReadonlySet<string>): string {
  const columns = [...spec.columns.map(({ name }) => name), ...spec.include].join('_');
  for (let number = 0; ; number++) {
    const name = defaultObjectName(table.name, columns, number === 0 ? 'idx' : `idx${number}`);
    if (!used.has(`${table.schema}\0${name}`)) {
      return name;
    }
  }
}

function onlyStep(spec: PartitionIndexSpec, { table, name, existing }: Member): ScaffoldStep {
  return {
    title: `Create ${name} on ${table.name} alone; it counts when all of its partitions have theirs`,
    sql: `CREATE ${unique(spec)}INDEX ${quoteIdentifier(name)} ON ONLY ${nameOf(table)} ${indexBody(spec)}`,
    down: [`DROP INDEX IF EXISTS ${quoteQualified(table.schema, name)}`],
    present: existing !== undefined,
  };
}

function leafSteps(
  spec: PartitionIndexSpec,
  { table, name, existing, broken }: Member,
): readonly ScaffoldStep[] {
  const index = quoteQualified(table.schema, name);
  return [
    ...(broken
      ? [
          {
            title: `Remove ${name}, which an interrupted run left behind`,
            sql: `DROP INDEX CONCURRENTLY ${index}`,
            down: [],
            alone: true,
          },
        ]
      : []),
    {
      title: `Create ${name} on ${table.name} while writes go on`,
      sql: `CREATE ${unique(spec)}INDEX CONCURRENTLY ${quoteIdentifier(name)} ON ${nameOf(table)} ${indexBody(spec)}`,
      down: [`DROP INDEX IF EXISTS ${index}`],
      alone: true,
      present: existing !== undefined,
    },
  ];
}

function attachStep(
  { table, name, existing }: Member,
  tree: {
    readonly members: readonly Member[];
    readonly root: TreeTable;
    readonly isNew: boolean;
    readonly isWhole: boolean;
  },
): ScaffoldStep {
  const above = tree.members.find((member) => member.table.oid === table.parent);
  const rootIndex = tree.members[0];
  const present = existing?.parent !== undefined && existing.parent === above?.existing?.oid;
  const step = {
    title: `Attach ${name} to ${above?.name ?? ''}`,
    sql: `ALTER INDEX ${quoteQualified(above?.table.schema ?? '', above?.name ?? '')} ATTACH PARTITION ${quoteQualified(table.schema, name)}`,
    present: present || tree.isWhole,
  };
  // What is attached cannot be detached, only dropped with all of it, so an index that was there before is made again.
  return tree.isNew
    ? {
        ...step,
        down: [
          `DROP INDEX IF EXISTS ${quoteQualified(tree.root.schema, rootIndex?.name ?? '')}`,
          ...(existing === undefined || present ? [] : [again(existing)]),
        ],
      }
    : {
        ...step,
        down: undefined,
        irreversible: `What is attached cannot be detached again: to undo it, drop ${rootIndex?.name ?? ''} as a whole.`,
      };
}

function unique({ unique: isUnique }: PartitionIndexSpec): string {
  return isUnique ? 'UNIQUE ' : '';
}

function nameOf({ schema, name }: TreeTable): string {
  return quoteQualified(schema, name);
}
