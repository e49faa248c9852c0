import type { BoundValue, PartitionBound } from '../partitioning/bounds';
import type { KeyFacts } from '../partitioning/tableFacts';
import type { PartitionAttachSpec } from './partitionAttachSpec';

/** The bound that the form describes, by the strategy of the table. */
export function wantedBound(
  spec: PartitionAttachSpec,
  key: KeyFacts,
  midnights: ReadonlyMap<string, string>,
): PartitionBound {
  if (spec.isDefault) {
    return { kind: 'default' };
  }
  const end = (text: string, open: 'min' | 'max'): readonly BoundValue[] =>
    key.columns.map((_, place) =>
      text === ''
        ? { kind: open }
        : place === 0
          ? { kind: 'value', text: midnights.get(text) ?? text }
          : { kind: 'min' },
    );
  switch (key.strategy) {
    case 'range':
      return { kind: 'range', from: end(spec.from, 'min'), to: end(spec.to, 'max') };
    case 'list':
      return { kind: 'list', values: [...spec.values, ...(spec.takesNull ? [null] : [])] };
    case 'hash':
      return { kind: 'hash', modulus: spec.modulus, remainder: spec.remainder };
  }
}
