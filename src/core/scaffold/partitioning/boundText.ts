import { type PartitionBound, pointText } from './bounds';

/** The values of a bound in words, without SQL. */
export function boundText(bound: PartitionBound): string {
  switch (bound.kind) {
    case 'default':
      return 'all other rows';
    case 'range':
      return `from ${pointText(bound.from)} to ${pointText(bound.to)}`;
    case 'list':
      return bound.values.map((each) => each ?? 'NULL').join(', ');
    case 'hash':
      return `remainder ${bound.remainder} of ${bound.modulus}`;
  }
}
