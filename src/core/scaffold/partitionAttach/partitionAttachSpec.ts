import { FormReader } from '../formReader';
import type { RelationName } from '../relationName';
import type { Checked, FormSection, FormValues } from '../scaffoldForm';

export interface PartitionAttachSpec {
  readonly table: RelationName;
  /** The table that becomes a partition. */
  readonly partition: RelationName;
  readonly isDefault: boolean;
  /** Of a range; empty ends have no limit. */
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  /** Of a list. */
  readonly values: readonly string[];
  readonly takesNull: boolean;
  /** Of a hash. */
  readonly modulus: number;
  readonly remainder: number;
  /** A CHECK is validated first, so that ATTACH has nothing to read. */
  readonly check: boolean;
}

const isBounded = { field: 'isDefault', is: ['false'] } as const;

export const partitionAttachForm: readonly FormSection[] = [
  {
    title: 'Tables',
    fields: [
      {
        kind: 'text',
        id: 'table',
        label: 'Partitioned table',
        offer: 'partitionedTables',
        placeholder: 'core.loans',
      },
      {
        kind: 'text',
        id: 'partition',
        label: 'Table to attach',
        offer: 'tables',
        placeholder: 'core.loans_2023',
      },
    ],
  },
  {
    title: 'Its rows',
    fields: [
      { kind: 'flag', id: 'isDefault', label: 'As the default partition' },
      { kind: 'text', id: 'from', label: 'Range: from', hint: 'Empty: no limit.', when: isBounded },
      { kind: 'text', id: 'to', label: 'Range: to (not with it)', hint: 'Empty: no limit.', when: isBounded },
      {
        kind: 'text',
        id: 'zone',
        label: 'Time zone',
        hint: 'Where a day begins, for a timestamptz key.',
        default: 'UTC',
        when: isBounded,
      },
      { kind: 'names', id: 'values', label: 'List: values', when: isBounded },
      { kind: 'flag', id: 'takesNull', label: 'List: also NULL', when: isBounded },
      {
        kind: 'number',
        id: 'modulus',
        label: 'Hash: modulus',
        default: '1',
        least: 1,
        most: 10_000,
        when: isBounded,
      },
      {
        kind: 'number',
        id: 'remainder',
        label: 'Hash: remainder',
        default: '0',
        least: 0,
        most: 9_999,
        when: isBounded,
      },
    ],
  },
  {
    title: 'How',
    fields: [
      {
        kind: 'flag',
        id: 'check',
        label: 'Check the rows before',
        hint: 'A CHECK of the bound is validated while reads and writes go on. ATTACH then reads no row under its lock, and the CHECK goes.',
        default: true,
      },
    ],
  },
];

export function partitionAttachSpec(values: FormValues): Checked<PartitionAttachSpec> {
  const form = FormReader.of(values);
  const [modulus, remainder] = [form.count('modulus', 1, 10_000), form.count('remainder', 0, 9_999)];
  if (remainder >= modulus) {
    form.problem('remainder', 'The remainder must be less than the modulus.');
  }
  const spec: PartitionAttachSpec = {
    table: form.relation('table'),
    partition: form.relation('partition'),
    isDefault: form.flag('isDefault'),
    from: form.text('from'),
    to: form.text('to'),
    zone: form.text('zone') === '' ? 'UTC' : form.text('zone'),
    values: form.texts('values'),
    takesNull: form.flag('takesNull'),
    modulus,
    remainder,
    check: form.flag('check'),
  };
  return form.checked(spec);
}
