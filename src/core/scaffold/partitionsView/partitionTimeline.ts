import { countWords } from '../../explorer/measures';
import { totalBytes } from '../../catalog/queries/martSums';
import { comparePoints, parseBound, pointText, type RangeBound, rangeGaps } from '../partitioning/bounds';
import { keyKind, type KeyKind, pointOf } from '../partitioning/keyValues';
import type { PartitionedTable, PartitionFact } from './partitionQueries';

/** One line of the view: a partition, or a stretch that none takes. */
export interface TimelineRow {
  readonly kind: 'partition' | 'gap' | 'default';
  /** Of a partition. */
  readonly schema: string;
  readonly name: string;
  /** Such as `2024-01-01 to 2024-02-01`. */
  readonly bound: string;
  readonly rows: number;
  /** Nobody has counted the rows yet. */
  readonly unknown: boolean;
  readonly bytes: number;
  readonly analyzed?: string;
  readonly partitioned: boolean;
  /** It takes what is written now. */
  readonly current: boolean;
}

export interface PartitionTimeline {
  readonly key: string;
  readonly rows: readonly TimelineRow[];
  /** What should be done or known, the most urgent first. */
  readonly findings: readonly string[];
  readonly total: number;
}

/** The partitions in the order of their bounds, with the gaps between them and what is wrong. */
export function partitionTimeline(
  table: PartitionedTable,
  partitions: readonly PartitionFact[],
): PartitionTimeline {
  const kinds = table.types.map(keyKind);
  const parsed = partitions.map((fact) => ({ fact, bound: parseBound(fact.bound) }));
  const ranges = parsed.flatMap(({ fact, bound }) => (bound?.kind === 'range' ? [{ fact, bound }] : []));
  const gaps =
    partitions.length < table.partitions
      ? []
      : rangeGaps(
          ranges.map(({ bound }) => bound),
          kinds,
        );
  const now = nowPoint(table, kinds);
  const lines = [
    ...ranges.map(({ fact, bound }) => ({
      bound,
      row: { ...rowOf(fact, rangeText(bound)), current: now !== undefined && takes(bound, now, kinds) },
    })),
    ...gaps.map(({ from, to }) => ({
      bound: { kind: 'range' as const, from, to },
      row: gapRow(rangeText({ kind: 'range', from, to })),
    })),
  ].sort((a, b) => comparePoints(a.bound.from, b.bound.from, kinds) ?? 0);
  const others = parsed.filter(({ bound }) => bound?.kind !== 'range' && bound?.kind !== 'default');
  const fallback = parsed.find(({ bound }) => bound?.kind === 'default')?.fact;
  return {
    key: table.key,
    rows: [
      ...lines.map(({ row }) => row),
      ...others.map(({ fact }) => rowOf(fact, fact.bound.replace(/^FOR VALUES /, ''))),
      ...(fallback ? [{ ...rowOf(fallback, 'everything else'), kind: 'default' as const }] : []),
    ],
    findings: [
      ...endFindings(
        table,
        ranges.map(({ bound }) => bound),
        kinds,
        fallback !== undefined,
      ),
      ...defaultFindings(fallback),
      ...gapFindings(gaps.length, fallback !== undefined),
      ...analyzeFindings(table, partitions),
    ],
    total: table.partitions,
  };
}

/** How far the partitions reach beyond now. */
function endFindings(
  table: PartitionedTable,
  ranges: readonly RangeBound[],
  kinds: readonly KeyKind[],
  hasDefault: boolean,
): readonly string[] {
  const now = nowPoint(table, kinds);
  const last = [...ranges].sort((a, b) => comparePoints(b.to, a.to, kinds) ?? 0)[0];
  const [kind = 'other'] = kinds;
  const to = last?.to[0];
  if (now === undefined || last === undefined || to?.kind !== 'value') {
    return [];
  }
  const [end, from, at] = [pointOf(to.text, kind), lowerPoint(last, kind), pointOf(now, kind)];
  if (end === undefined || at === undefined) {
    return [];
  }
  const refused = hasDefault ? 'go to the default partition' : 'are refused';
  if (end <= at) {
    return [`The last partition ended at ${to.text}: new rows ${refused}. Make the next partitions now.`];
  }
  const length = from === undefined ? undefined : end - from;
  const days = Number((end - at) / 86_400_000_000n);
  return length !== undefined && end - at <= length
    ? [
        `The next partition is missing: the last one ends at ${to.text}, in ${days} ${days === 1 ? 'day' : 'days'}.`,
      ]
    : [];
}

function defaultFindings(fallback: PartitionFact | undefined): readonly string[] {
  const rows = fallback === undefined ? 0 : Math.max(fallback.facts.rows, fallback.living ?? 0);
  return rows === 0
    ? []
    : [
        `The default partition holds about ${countWords(rows)} ${rows === 1 ? 'row' : 'rows'}. A partition over their values must take them along: the form of Make Partitions counts and moves them.`,
      ];
}

function gapFindings(gaps: number, hasDefault: boolean): readonly string[] {
  return gaps === 0
    ? []
    : [
        `${gaps === 1 ? 'A gap lies' : `${gaps} gaps lie`} between partitions: rows there ${hasDefault ? 'go to the default partition' : 'are refused'}.`,
      ];
}

function analyzeFindings(table: PartitionedTable, partitions: readonly PartitionFact[]): readonly string[] {
  const hasRows = partitions.some(({ facts, living }) => facts.rows > 0 || (living ?? 0) > 0);
  return hasRows && table.analyzed === undefined
    ? [
        'The table as a whole was never analyzed, and autovacuum analyzes only its partitions. Run ANALYZE on it now and then, or estimates over several partitions are guesses.',
      ]
    : [];
}

function rowOf(fact: PartitionFact, bound: string): TimelineRow {
  const { facts, analyzed, living = 0 } = fact;
  return {
    kind: 'partition',
    schema: fact.schema,
    name: fact.name,
    bound,
    rows: Math.max(facts.rows, living),
    unknown: facts.unknownLeaves > 0 && living === 0,
    bytes: totalBytes(facts),
    ...(analyzed !== undefined && { analyzed }),
    partitioned: fact.partitioned,
    current: false,
  };
}

function gapRow(bound: string): TimelineRow {
  return {
    kind: 'gap',
    schema: '',
    name: '',
    bound,
    rows: 0,
    unknown: false,
    bytes: 0,
    partitioned: false,
    current: false,
  };
}

function rangeText({ from, to }: RangeBound): string {
  return `${pointText(from)} to ${pointText(to)}`;
}

/** Now as a value of the key; undefined for a key that is no time. */
function nowPoint({ now }: PartitionedTable, [kind]: readonly KeyKind[]): string | undefined {
  return kind === 'timestamptz'
    ? now
    : kind === 'timestamp'
      ? now.replace(/\+00$/, '')
      : kind === 'date'
        ? now.slice(0, 10)
        : undefined;
}

function takes(bound: RangeBound, now: string, kinds: readonly KeyKind[]): boolean {
  const point = [{ kind: 'value', text: now }] as const;
  const [low, high] = [bound.from.slice(0, 1), bound.to.slice(0, 1)];
  return (comparePoints(low, point, kinds) ?? 1) <= 0 && (comparePoints(point, high, kinds) ?? 1) < 0;
}

function lowerPoint({ from: [low] }: RangeBound, kind: KeyKind): bigint | undefined {
  return low?.kind === 'value' ? pointOf(low.text, kind) : undefined;
}
