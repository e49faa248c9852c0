import type { PartitionBound } from './bounds';
import type { Answered } from './serverValues';

/** The bound with the places of its values, as the server ranked them, instead of the values. */
export function ranked(
  bound: PartitionBound,
  ranks: readonly Answered<ReadonlyMap<string, string>>[],
): PartitionBound {
  const place = (text: string, column: number): string => {
    const answer = ranks[column];
    return (answer?.kind === 'answer' ? answer.value.get(text) : undefined) ?? text;
  };
  const point = (values: Extract<PartitionBound, { kind: 'range' }>['from']) =>
    values.map((each, column) =>
      each.kind === 'value' ? { kind: each.kind, text: place(each.text, column) } : each,
    );
  return bound.kind === 'range'
    ? { kind: 'range', from: point(bound.from), to: point(bound.to) }
    : bound.kind === 'list'
      ? { kind: 'list', values: bound.values.map((each) => (each === null ? null : place(each, 0))) }
      : bound;
}
