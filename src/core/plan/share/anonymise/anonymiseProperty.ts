import type { PlanProperty } from '../../planModel';
import { anonymiseSql } from './anonymiseSql';
import type { Pseudonyms } from './pseudonyms';

/** Properties with other names and constants; those that hold structures of a kind that is not known are left out. */
export function anonymiseProperties(
  properties: readonly PlanProperty[],
  names: Pseudonyms,
): readonly PlanProperty[] {
  return properties.flatMap((property) => {
    const value = valueOf(property, names);
    const name = knownNames.has(property.name) ? property.name : names.of(property.name, 'property');
    return value === undefined ? [] : [{ name, value }];
  });
}

/** An expression, as EXPLAIN writes it. */
export function anonymiseExpression(text: string, names: Pseudonyms): string {
  return anonymiseSql(text, names, 'expression');
}

function valueOf({ name, value }: PlanProperty, names: Pseudonyms): PlanProperty['value'] | undefined {
  if (typeof value !== 'string') {
    const isIndexes = name === 'Conflict Arbiter Indexes';
    return value.map((item) => (isIndexes ? names.of(item, 'index') : textOf(name, item, names)));
  }
  if (name === 'Grouping Sets') {
    return value.replace(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (literal, colon) =>
      colon === undefined ? quoted(literal, names) : groupingKeys.has(literal) ? literal : '"":',
    );
  }
  return /^\s*[[{]/.test(value) ? undefined : textOf(name, value, names);
}

const groupingKeys: ReadonlySet<string> = new Set(['"Sort Key":', '"Group Keys":', '"Hash Keys":']);

function quoted(literal: string, names: Pseudonyms): string {
  const text: unknown = JSON.parse(literal);
  return JSON.stringify(anonymiseExpression(String(text), names));
}

function textOf(name: string, text: string, names: Pseudonyms): string {
  if (knownNames.get(name) === 'figure' && /^-?[\d.]+$/.test(text)) {
    return text;
  }
  if (knownNames.get(name) === 'word' && knownWords.has(text)) {
    return text;
  }
  return name === 'Remote SQL' ? anonymiseSql(text, names, 'statement') : anonymiseExpression(text, names);
}

const knownWords: ReadonlySet<string> = new Set([
  ...['true', 'false', 'logical', 'binary', 'Memory', 'Disk', 'UPDATE', 'NOTHING', 'SELECT', 'text', 'none'],
  ...['system', 'bernoulli'],
]);

const knownNames: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ...as('expression', [
    ...[
      'Output',
      'Filter',
      'Index Cond',
      'Recheck Cond',
      'Join Filter',
      'Hash Cond',
      'Merge Cond',
      'TID Cond',
    ],
    ...[
      'Sort Key',
      'Presorted Key',
      'Group Key',
      'Order By',
      'One-Time Filter',
      'Function Call',
      'Cache Key',
    ],
    ...[
      'Table Function Call',
      'Run Condition',
      'Window',
      'Sampling Parameters',
      'Repeatable Seed',
      'Remote SQL',
    ],
    ...['Conflict Arbiter Indexes', 'Conflict Filter', 'Relations', 'Grouping Sets'],
  ]),
  ...as('figure', [
    ...['Tuples Inserted', 'Tuples Updated', 'Tuples Deleted', 'Tuples Skipped', 'Conflicting Tuples'],
    ...['Maximum Storage', 'HashAgg Batches', 'Peak Memory Usage', 'Disk Usage', 'Planned Partitions'],
    ...['Cache Hits', 'Cache Misses', 'Cache Evictions', 'Cache Overflows'],
    ...['Exact Heap Blocks', 'Lossy Heap Blocks', 'Functions'],
  ]),
  ...as('word', [
    ...['Async Capable', 'Single Copy', 'Cache Mode', 'Storage', 'Conflict Resolution', 'Sampling Method'],
    ...['Inlining', 'Optimization', 'Expressions', 'Deforming'],
  ]),
]);

type ValueKind = 'expression' | 'figure' | 'word';

function as(kind: ValueKind, names: readonly string[]): readonly (readonly [string, ValueKind])[] {
  return names.map((name) => [name, kind]);
}
