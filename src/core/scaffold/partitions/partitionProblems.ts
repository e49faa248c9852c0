import { whyNotName } from '../../sql/name';
import type { FieldProblem } from '../scaffoldForm';
import { lacksOffset } from '../partitioning/keyValues';
import { repeated } from '../partitioning/partitionName';
import { newTableProblems } from './newTable';
import { belowProblems, defaultProblems } from './defaultProblems';
import type { KeyColumn, PartitionsFacts } from './partitionsFacts';
import type { PartitionsSpec } from './partitionsSpec';
import type { Placement } from './placePartitions';
import { mostPartitions } from './wantedPartitions';

/** What the server would refuse, each with its field. */
export function partitionProblems(
  spec: PartitionsSpec,
  facts: PartitionsFacts,
  placement: Placement,
): readonly FieldProblem[] {
  const ofTable =
    spec.create === undefined ? existingProblems(spec, facts) : newTableProblems(spec, spec.create, facts);
  const before = [...rightsProblems(spec, facts), ...ofTable];
  // Without a table and a key, what follows would only say the same again.
  if (before.length > 0) {
    return before;
  }
  const ofKey = [...keyProblems(spec, facts), ...subKeyProblems(spec, facts)];
  return ofKey.length > 0
    ? ofKey
    : [
        ...placement.problems,
        ...countProblems(spec, placement),
        ...nameProblems(spec, facts, placement),
        ...(facts.other === undefined ? [] : defaultProblems(spec, facts, facts.other)),
        ...facts.othersBelow.flatMap(belowProblems),
      ];
}

function rightsProblems(spec: PartitionsSpec, facts: PartitionsFacts): readonly FieldProblem[] {
  const field = spec.create === undefined ? 'table' : 'newTable';
  const schema = (name: string, known: PartitionsFacts['schema'], at: string): readonly FieldProblem[] =>
    known === undefined
      ? [problem(at, `There is no schema ${name}.`)]
      : known.mayCreate
        ? []
        : [
            problem(
              at,
              `You may not create tables in the schema ${name}: its owner can GRANT CREATE ON SCHEMA.`,
            ),
          ];
  return [
    ...(spec.create === undefined ? [] : schema(spec.table.schema, facts.tableSchema, field)),
    ...(spec.create !== undefined && spec.schema === spec.table.schema
      ? []
      : schema(spec.schema, facts.schema, spec.schema === spec.table.schema ? field : 'schema')),
    ...(facts.table === undefined || facts.table.owned
      ? []
      : [problem(field, `Only its owner, ${facts.table.owner}, can add partitions to ${spec.table.name}.`)]),
    ...(facts.zoneProblem === undefined ? [] : [problem('zone', sentence(facts.zoneProblem))]),
  ];
}

function existingProblems(
  { table, scheme }: PartitionsSpec,
  facts: PartitionsFacts,
): readonly FieldProblem[] {
  if (facts.table === undefined) {
    return [problem('table', `There is no table ${table.schema}.${table.name}.`)];
  }
  const { key } = facts.table;
  if (key === undefined) {
    return [problem('table', `${table.name} is not a partitioned table. Convert it first.`)];
  }
  const strategy = scheme.kind === 'lists' ? 'list' : scheme.kind === 'hash' ? 'hash' : 'range';
  return key.strategy === strategy || scheme.kind === 'existing'
    ? []
    : [
        problem(
          'kind',
          `${table.name} is partitioned by ${key.text}, so its partitions are not made by ${strategy}.`,
        ),
      ];
}

function keyProblems(spec: PartitionsSpec, facts: PartitionsFacts): readonly FieldProblem[] {
  const { scheme } = spec;
  const field = spec.create === undefined ? 'table' : 'key';
  const [first] = facts.key;
  if (scheme.kind === 'existing') {
    return [];
  }
  if (scheme.kind !== 'hash' && first === undefined) {
    return [problem(field, 'The key of this table is an expression, of which bounds cannot be made here.')];
  }
  const columns = facts.key.filter((column) => column !== undefined);
  const ofTypes = columns.flatMap((column) => typeProblems(column, scheme.kind === 'hash', field));
  return [
    ...ofTypes,
    ...(scheme.kind === 'lists' && facts.key.length > 1
      ? [problem(field, 'A list has exactly one column as its key.')]
      : []),
    ...(scheme.kind === 'calendar' && first !== undefined && ['number', 'other'].includes(first.kind)
      ? [
          problem(
            'kind',
            `${first.name} has the type ${first.type.base}: days and months need date, timestamp or timestamptz.`,
          ),
        ]
      : []),
    ...(scheme.kind === 'numbers' && first !== undefined && first.kind !== 'number'
      ? [problem('kind', `${first.name} has the type ${first.type.base}, which holds no numbers.`)]
      : []),
    ...(first?.kind === 'timestamptz' ? offsetProblems(spec, facts) : []),
    ...(ofTypes.length > 0 ? [] : valueProblems(facts.ranks, schemeField(spec))),
  ];
}

/** A day begins in the zone of the form; a time of day must say where it is. */
function offsetProblems({ scheme }: PartitionsSpec, facts: PartitionsFacts): readonly FieldProblem[] {
  return scheme.kind !== 'ranges'
    ? []
    : scheme.ranges.flatMap((range, place) =>
        (['from', 'to'] as const)
          .filter((end) => lacksOffset(facts.wanted.midnights.get(range[end]) ?? range[end]))
          .map((end) =>
            problem(`ranges.${place}.${end}`, 'Write the offset too, such as 2024-02-01 12:00+07.'),
          ),
      );
}

function subKeyProblems(spec: PartitionsSpec, facts: PartitionsFacts): readonly FieldProblem[] {
  if (spec.sub === undefined) {
    return [];
  }
  const { column, kind } = spec.sub;
  if (facts.subKey === undefined) {
    return [problem('subColumn', `The table has no column ${column}.`)];
  }
  const missing =
    spec.create === undefined ? facts.table?.keys.filter((key) => !key.columns.includes(column)) : [];
  return [
    ...typeProblems(facts.subKey, kind === 'hash', 'subColumn'),
    ...(missing ?? []).map((key) =>
      problem(
        'subColumn',
        `${key.name} must hold the column ${column}: PostgreSQL keeps keys unique within a partition only.`,
      ),
    ),
    ...valueProblems([facts.subRanks], kind === 'calendar' ? 'subFrom' : 'subLists'),
    ...(facts.subZoneProblem === undefined ? [] : [problem('subZone', sentence(facts.subZoneProblem))]),
    ...(kind === 'calendar' && ['number', 'other'].includes(facts.subKey.kind)
      ? [
          problem(
            'subColumn',
            `${column} has the type ${facts.subKey.type.base}: days and months need date, timestamp or timestamptz.`,
          ),
        ]
      : []),
  ];
}

function typeProblems(column: KeyColumn, isHash: boolean, field: string): readonly FieldProblem[] {
  const { base, hashed, ordered } = column.type;
  return [
    ...((isHash ? hashed : ordered)
      ? []
      : [
          problem(
            field,
            `${column.name} has the type ${base}, which ${isHash ? 'cannot be hashed' : 'has no order'}, so it cannot be a key.`,
          ),
        ]),
    ...(column.generated
      ? [problem(field, `${column.name} is a generated column, which cannot be a key.`)]
      : []),
  ];
}

function valueProblems(ranks: PartitionsFacts['ranks'], field: string): readonly FieldProblem[] {
  return ranks.flatMap((answer) =>
    answer.kind === 'refused' ? [problem(field, sentence(answer.message))] : [],
  );
}

function schemeField({ scheme }: PartitionsSpec): string {
  return scheme.kind === 'calendar' ? 'from' : scheme.kind === 'numbers' ? 'first' : scheme.kind;
}

function countProblems({ scheme }: PartitionsSpec, { partitions }: Placement): readonly FieldProblem[] {
  const all = partitions.reduce((sum, { subs }) => sum + 1 + subs.length, 0);
  return partitions.length === 0
    ? [
        scheme.kind === 'existing'
          ? problem('kind', 'The table has no partitions that could be divided.')
          : problem('until', 'No period lies there.'),
      ]
    : all > mostPartitions
      ? [
          problem(
            'kind',
            `That would be more than ${mostPartitions} partitions at once. Choose longer or fewer ones.`,
          ),
        ]
      : [];
}

function nameProblems(
  spec: PartitionsSpec,
  facts: PartitionsFacts,
  { partitions }: Placement,
): readonly FieldProblem[] {
  const fresh = partitions.filter(({ present }) => present === undefined);
  const subs = partitions.flatMap((partition) => partition.subs.filter(({ present }) => !present));
  const names = [...fresh, ...subs].map(({ name }) => name);
  const own = spec.schema === spec.table.schema ? [spec.table.name] : [];
  const wrong = names
    .map((name) => whyNotName(name, `The name ${name}`))
    .filter((each) => each !== undefined);
  return [
    ...[...new Set(wrong)].map((message) => problem('pattern', message)),
    ...repeated([...own, ...names]).map((name) =>
      problem(
        'pattern',
        `Two tables would be called ${name}. Choose a pattern that tells them apart, such as {table}_{period}.`,
      ),
    ),
    ...names
      .filter((name) => facts.taken.has(name))
      .map((name) => problem('pattern', `${spec.schema} has something else that is called ${name}.`)),
  ];
}

/** A message of the server as a sentence. */
function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

function problem(field: string, message: string): FieldProblem {
  return { field, message };
}
