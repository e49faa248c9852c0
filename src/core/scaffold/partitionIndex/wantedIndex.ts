import { quoteIdentifier } from '../../sql/quote';
import type { TreeIndex } from './partitionIndexFacts';
import type { PartitionIndexSpec } from './partitionIndexSpec';

/** Whether an index is what the spec wants, but for its name. Of a condition only whether there is one can be compared. */
export function isWanted(index: TreeIndex, spec: PartitionIndexSpec): boolean {
  const columns = [...spec.columns.map(({ name }) => name), ...spec.include];
  return (
    !index.unusual &&
    index.method === spec.method &&
    index.unique === spec.unique &&
    index.keys === spec.columns.length &&
    (index.where !== null) === (spec.where !== '') &&
    index.columns.length === columns.length &&
    index.columns.every((name, place) => name === columns[place]) &&
    spec.columns.every(({ descending }, place) => index.descending[place] === descending)
  );
}

/** What stands behind the name of the table in CREATE INDEX. */
export function indexBody(spec: PartitionIndexSpec): string {
  const columns = spec.columns.map(
    ({ name, descending }) => `${quoteIdentifier(name)}${descending ? ' DESC' : ''}`,
  );
  return [
    `USING ${spec.method} (${columns.join(', ')})`,
    ...(spec.include.length === 0 ? [] : [`INCLUDE (${spec.include.map(quoteIdentifier).join(', ')})`]),
    ...(spec.where === '' ? [] : [`WHERE (${spec.where})`]),
  ].join(' ');
}
