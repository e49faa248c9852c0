import type { FieldProblem } from '../scaffoldForm';
import { repeated } from '../partitioning/partitionName';
import type { PartitionIndexFacts } from './partitionIndexFacts';
import type { PartitionIndexSpec } from './partitionIndexSpec';
import { isWanted } from './wantedIndex';

/** What the server would refuse, each with its field. */
export function partitionIndexProblems(
  spec: PartitionIndexSpec,
  facts: PartitionIndexFacts,
): readonly FieldProblem[] {
  const { table, tree } = facts;
  if (table === undefined) {
    return [problem('table', `There is no table ${spec.table.schema}.${spec.table.name}.`)];
  }
  if (table.relkind !== 'p') {
    return [
      problem('table', `${table.name} is not partitioned: CREATE INDEX CONCURRENTLY works on it as it is.`),
    ];
  }
  if (!table.owned) {
    return [problem('table', `Only its owner, ${table.owner}, can index ${table.name}.`)];
  }
  const foreign = tree.find(({ relkind }) => relkind === 'f');
  const names = [...spec.columns.map(({ name }) => name), ...spec.include];
  const unknown = names.filter((name) => !table.columns.some((column) => column.name === name));
  const [existing] = tree[0]?.indexes.filter(({ name }) => name === spec.name) ?? [];
  const isTaken = existing === undefined && facts.taken.has(`${table.schema}\0${spec.name}`);
  return [
    ...unknown.map((name) => problem('columns', `${table.name} has no column ${name}.`)),
    ...repeated(spec.include).map((name) => problem('include', `${name} stands there twice.`)),
    ...(foreign === undefined
      ? []
      : [
          problem(
            'table',
            `${foreign.name} is a foreign table, which cannot be indexed here, so the index could never be whole.`,
          ),
        ]),
    ...(isTaken || (existing !== undefined && !isWanted(existing, spec))
      ? [problem('name', `${table.schema} has something else that is called ${spec.name}.`)]
      : []),
    ...methodProblems(spec),
    ...(unknown.length > 0
      ? []
      : [
          ...facts.unfit.map((name) =>
            problem('columns', `The type of ${name} has no usual way to be indexed by ${spec.method}.`),
          ),
        ]),
    ...uniqueProblems(spec, facts),
  ];
}

/** Source: PostgreSQL manual, "CREATE INDEX", and pg_indexam_has_property(). */
function methodProblems({ method, unique, columns, include }: PartitionIndexSpec): readonly FieldProblem[] {
  return [
    ...(unique && method !== 'btree' ? [problem('unique', 'Only a btree can be unique.')] : []),
    ...(columns.length > 1 && (method === 'hash' || method === 'spgist')
      ? [problem('columns', `An index by ${method} has one column.`)]
      : []),
    ...(method !== 'btree' && columns.some(({ descending }) => descending)
      ? [problem('columns', `An index by ${method} has no order, so it cannot be descending.`)]
      : []),
    ...(include.length > 0 && !['btree', 'gist', 'spgist'].includes(method)
      ? [problem('include', `An index by ${method} can include no columns.`)]
      : []),
    ...(columns.length + include.length > 32 ? [problem('columns', 'An index has at most 32 columns.')] : []),
  ];
}

/** Uniqueness holds within one partition, so the keys of every level must be part of it. */
function uniqueProblems(
  { unique, columns }: PartitionIndexSpec,
  { tree }: PartitionIndexFacts,
): readonly FieldProblem[] {
  const keys = unique ? tree.flatMap(({ key }) => key) : [];
  const absent = new Set(keys.filter((name) => !columns.some((column) => column.name === name)));
  return absent.has(null)
    ? [problem('unique', 'The partition key has an expression, so no index of this table can be unique.')]
    : absent.size === 0
      ? []
      : [
          problem(
            'unique',
            `A unique index must hold every column of the partition key: add ${[...absent].join(', ')}.`,
          ),
        ];
}

function problem(field: string, message: string): FieldProblem {
  return { field, message };
}
