import { FormReader } from '../formReader';
import { isConditionText } from '../partitioning/expressionText';
import type { RelationName } from '../relationName';
import type { Checked, FormSection, FormValues } from '../scaffoldForm';

export const indexMethods = ['btree', 'hash', 'gin', 'gist', 'brin', 'spgist'] as const;
export type IndexMethod = (typeof indexMethods)[number];

export interface PartitionIndexSpec {
  readonly table: RelationName;
  readonly name: string;
  readonly method: IndexMethod;
  readonly unique: boolean;
  readonly columns: readonly IndexColumn[];
  readonly include: readonly string[];
  /** A condition in SQL; empty for an index of all rows. */
  readonly where: string;
  /** One partition after the other, while writes go on. */
  readonly concurrently: boolean;
}

export interface IndexColumn {
  readonly name: string;
  readonly descending: boolean;
}

export const partitionIndexForm: readonly FormSection[] = [
  {
    title: 'Index',
    fields: [
      {
        kind: 'text',
        id: 'table',
        label: 'Partitioned table',
        offer: 'partitionedTables',
        placeholder: 'core.loans',
      },
      { kind: 'text', id: 'name', label: 'Name', placeholder: 'loans_status_idx' },
      {
        kind: 'choice',
        id: 'method',
        label: 'Method',
        default: 'btree',
        choices: indexMethods.map((value) => ({ value, label: value })),
      },
      {
        kind: 'rows',
        id: 'columns',
        label: 'Columns',
        fields: [
          { kind: 'text', id: 'name', label: 'Column', offer: { columnsOf: 'table' } },
          { kind: 'flag', id: 'descending', label: 'Descending' },
        ],
      },
      {
        kind: 'flag',
        id: 'unique',
        label: 'Unique',
        hint: 'It must hold every column of the partition key.',
      },
      { kind: 'names', id: 'include', label: 'Include', offer: { columnsOf: 'table' } },
      { kind: 'text', id: 'where', label: 'Only rows where', placeholder: `status = 'open'` },
    ],
  },
  {
    title: 'How',
    fields: [
      {
        kind: 'flag',
        id: 'concurrently',
        label: 'While writes go on',
        hint: 'PostgreSQL refuses CREATE INDEX CONCURRENTLY on a partitioned table. This makes it of each partition and puts them together.',
        default: true,
      },
    ],
  },
];

export function partitionIndexSpec(values: FormValues): Checked<PartitionIndexSpec> {
  const form = FormReader.of(values);
  const name = form.name('name', 'the index');
  const columns = form
    .rows('columns')
    .map((row) => ({ name: row.name('name', 'the column'), descending: row.flag('descending') }));
  if (columns.length === 0) {
    form.problem('columns', 'An index needs a column.');
  }
  const where = form.text('where');
  if (where !== '' && !isConditionText(where)) {
    form.problem('where', `Write a condition without comments and semicolons, such as status = 'open'.`);
  }
  const spec: PartitionIndexSpec = {
    table: form.relation('table'),
    name,
    method: form.choice('method', indexMethods),
    unique: form.flag('unique'),
    columns,
    include: form.texts('include'),
    where,
    concurrently: form.flag('concurrently'),
  };
  return form.checked(spec);
}
