import type { FieldProblem } from '../scaffoldForm';
import {
  comparePoints,
  isInverted,
  overlap,
  type PartitionBound,
  type RangeBound,
  sameBound,
  sortRanges,
} from '../partitioning/bounds';
import { boundText } from '../partitioning/boundText';
import { ranked } from '../partitioning/rankedBound';
import type { KeyKind } from '../partitioning/keyValues';
import type { PartitionRelation } from '../partitioning/tableFacts';
import type { PartitionsFacts } from './partitionsFacts';
import { type PartitionsSpec, subStrategies } from './partitionsSpec';
import { namingAfter, subPartitions, type WantedPartition, wantedPartitions } from './wantedPartitions';

/** A partition that is wanted, and which one is there in its place already. */
export interface PlacedPartition extends WantedPartition {
  readonly present: PartitionRelation | undefined;
  /** Its own partitions, where it gets some. */
  readonly subs: readonly PlacedSub[];
}

export interface PlacedSub extends WantedPartition {
  readonly present: boolean;
}

export interface Placement {
  readonly partitions: readonly PlacedPartition[];
  readonly problems: readonly FieldProblem[];
}

/** Compares what is wanted with what is there, by the places that the server gave to the values. */
export function placePartitions(spec: PartitionsSpec, facts: PartitionsFacts): Placement {
  const kinds: readonly KeyKind[] = facts.key.map(() => 'number');
  const existing = (facts.table?.partitions ?? []).flatMap((partition) =>
    partition.bound === undefined
      ? []
      : [{ partition, name: `${partition.name}, which exists`, bound: ranked(partition.bound, facts.ranks) }],
  );
  const wanted = wantedPartitions(spec, facts.wanted).map((partition) => ({
    partition,
    name: partition.name,
    bound: ranked(partition.bound, facts.ranks),
  }));
  const sorted = sortRanges(
    existing.flatMap((each) => (isRange(each) ? [each] : [])),
    kinds,
  );
  const seen = new Set<number>();
  const placed = wanted.map(({ partition, bound }): PlacedPartition => {
    const present =
      bound.kind === 'range'
        ? sorted.findLast((each) => (comparePoints(each.bound.from, bound.from, kinds) ?? 1) <= 0)
        : existing.find((each) => sameBound(each.bound, bound, kinds));
    const isPresent =
      present !== undefined && takes(present.bound, bound, { kinds, wider: spec.scheme.kind === 'calendar' });
    const found = isPresent ? present.partition : undefined;
    // Several periods may lie in one partition that exists.
    const isFirst = found === undefined || !seen.has(found.oid);
    seen.add(found?.oid ?? 0);
    return { ...partition, present: found, subs: isFirst ? subsOf(spec, facts, partition, found) : [] };
  });
  const fresh: readonly Placed[] = wanted.filter((_, place) => placed[place]?.present === undefined);
  const partitions = spec.scheme.kind === 'existing' ? asTheyAre(spec, facts) : placed;
  const problems = [
    ...fresh.flatMap(({ partition, bound }) => [
      ...(bound.kind === 'range' && isInverted(bound, kinds) === true
        ? [problem(partition, `The range ends before it begins: ${boundText(partition.bound)}.`)]
        : []),
      ...modulusProblems(partition, existing),
    ]),
    ...overlapProblems(fresh, existing, kinds),
    ...subOverlaps(spec, facts),
    ...subProblems(spec, facts, partitions),
  ];
  return { partitions, problems };
}

/** Those that exist, to be divided. */
function asTheyAre(spec: PartitionsSpec, facts: PartitionsFacts): readonly PlacedPartition[] {
  return (facts.table?.partitions ?? []).flatMap((present) => {
    const { name, bound } = present;
    const partition = { name, naming: namingAfter(name), field: 'table' };
    return bound === undefined || bound.kind === 'default'
      ? []
      : [{ ...partition, bound, present, subs: subsOf(spec, facts, { ...partition, bound }, present) }];
  });
}

interface Placed {
  readonly partition: WantedPartition;
  readonly name: string;
  readonly bound: PartitionBound;
}

interface Existing {
  readonly name: string;
  readonly bound: PartitionBound;
}

function isRange<T extends Existing>(each: T): each is T & { readonly bound: RangeBound } {
  return each.bound.kind === 'range';
}

/** Whether a partition that exists takes what the wanted one would: it is the same, or it may be a wider range. */
function takes(
  existing: PartitionBound,
  wanted: PartitionBound,
  { kinds, wider }: { readonly kinds: readonly KeyKind[]; readonly wider: boolean },
): boolean {
  return (
    sameBound(existing, wanted, kinds) ||
    (wider &&
      existing.kind === 'range' &&
      wanted.kind === 'range' &&
      (comparePoints(existing.from, wanted.from, kinds) ?? 1) <= 0 &&
      (comparePoints(wanted.to, existing.to, kinds) ?? 1) <= 0)
  );
}

/** Ranges are compared with their neighbours only, because there may be a thousand of them. */
function overlapProblems(
  fresh: readonly Placed[],
  existing: readonly Existing[],
  kinds: readonly KeyKind[],
): readonly FieldProblem[] {
  const all: readonly (Existing & Partial<Placed>)[] = [...existing, ...fresh];
  const problems: FieldProblem[] = [];
  const report = (each: Existing & Partial<Placed>, other: Existing & Partial<Placed>): void => {
    const mine = each.partition ?? other.partition;
    if (mine !== undefined && overlap(each.bound, other.bound, kinds) === true) {
      problems.push(overlapping(mine, mine === each.partition ? other.name : each.name));
    }
  };
  let widest: (Existing & { readonly bound: RangeBound }) | undefined;
  for (const each of sortRanges(
    all.flatMap((one) => (isRange(one) ? [one] : [])),
    kinds,
  )) {
    if (widest !== undefined) {
      report(each, widest);
    }
    widest =
      widest !== undefined && (comparePoints(widest.bound.to, each.bound.to, kinds) ?? 0) > 0 ? widest : each;
  }
  const others = all.filter((each) => each.bound.kind !== 'range');
  for (const [place, each] of others.entries()) {
    for (const other of others.slice(0, place)) {
      report(each, other);
    }
  }
  return problems;
}

/** The partitions of a partition, and which of them are there. A partition that is not divided cannot get any. */
function subsOf(
  { sub }: PartitionsSpec,
  facts: PartitionsFacts,
  partition: WantedPartition,
  present: PartitionRelation | undefined,
): readonly PlacedSub[] {
  const divided = present === undefined ? undefined : facts.divided.get(present.oid);
  if (
    sub === undefined ||
    partition.bound.kind === 'default' ||
    (present !== undefined && divided === undefined)
  ) {
    return [];
  }
  const kinds = ['number'] as const;
  const existing = (divided?.partitions ?? []).flatMap(({ bound }) =>
    bound === undefined ? [] : [ranked(bound, [facts.subRanks])],
  );
  const naming = present === undefined ? partition.naming : namingAfter(present.name);
  return subPartitions(sub, { naming }, facts.subWanted).map((each) => {
    const bound = ranked(each.bound, [facts.subRanks]);
    return {
      ...each,
      present: existing.some((other) => takes(other, bound, { kinds, wider: sub.kind === 'calendar' })),
    };
  });
}

/** What the server would refuse of new partitions of partitions. */
function subProblems(
  spec: PartitionsSpec,
  facts: PartitionsFacts,
  partitions: readonly PlacedPartition[],
): readonly FieldProblem[] {
  const { sub } = spec;
  return partitions.flatMap(({ present, subs }) => {
    const divided = present === undefined ? undefined : facts.divided.get(present.oid);
    if (sub === undefined || divided?.key === undefined || subs.length === 0) {
      return [];
    }
    if (divided.key.strategy !== subStrategies[sub.kind] || divided.key.columns.join('\n') !== sub.column) {
      return [
        { field: 'sub', message: `${divided.name} is divided by ${divided.key.text}, and not in this way.` },
      ];
    }
    const existing = divided.partitions.flatMap((each) =>
      each.bound === undefined
        ? []
        : [{ name: `${each.name}, which exists`, bound: ranked(each.bound, [facts.subRanks]) }],
    );
    const fresh = subs
      .filter((each) => !each.present)
      .map((each) => ({ partition: each, name: each.name, bound: ranked(each.bound, [facts.subRanks]) }));
    return [
      ...overlapProblems(fresh, existing, ['number']),
      ...fresh.flatMap((each) => modulusProblems(each.partition, existing)),
    ];
  });
}

function subOverlaps({ sub }: PartitionsSpec, facts: PartitionsFacts): readonly FieldProblem[] {
  const subs = sub?.kind !== 'lists' ? [] : subPartitions(sub, { naming: namingAfter('') }, facts.subWanted);
  const rank = (bound: PartitionBound) => ranked(bound, [facts.subRanks]);
  return subs.flatMap((each, place) =>
    subs
      .slice(0, place)
      .filter((other) => overlap(rank(each.bound), rank(other.bound), ['number']) === true)
      .map(() => ({
        field: each.field,
        message: `A value of this list stands in another list, too: ${boundText(each.bound)}.`,
      })),
  );
}

/** Source: check_new_partition_bound() in PostgreSQL's src/backend/partitioning/partbounds.c. */
function modulusProblems(partition: WantedPartition, existing: readonly Existing[]): readonly FieldProblem[] {
  const { bound } = partition;
  const moduli = existing.map((each) => (each.bound.kind === 'hash' ? each.bound.modulus : 1));
  const other = moduli.find(
    (each) => bound.kind === 'hash' && each % bound.modulus !== 0 && bound.modulus % each !== 0,
  );
  return other === undefined
    ? []
    : [
        problem(
          partition,
          `The table has partitions of modulus ${other}: one must be a multiple of the other.`,
        ),
      ];
}

function overlapping(partition: WantedPartition, other: string): FieldProblem {
  return problem(partition, `${partition.name} (${boundText(partition.bound)}) overlaps ${other}.`);
}

function problem({ field }: WantedPartition, message: string): FieldProblem {
  return { field, message };
}
