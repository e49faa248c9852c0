import type { ComparedFigure, ComparedRow, ComparedTotal } from '../../src/core/plan/compare/planComparison';
import { formatBlocks, formatMs, formatRows } from '../../src/core/plan/format';

/** A figure that every row has, as a column of the table and a line of the details. */
export interface ComparedColumn {
  readonly key: 'self' | 'total' | 'rows' | 'buffers' | 'cost';
  readonly title: string;
  readonly hint: string;
  figure(row: ComparedRow): ComparedFigure;
  words(value: number): string;
  /** The whole, for the details. */
  fullWords(value: number): string;
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** From a hundred thousand on the digits no longer fit twice; the details have them all. */
function short(value: number): string {
  return value < 100_000 ? formatRows(round(value)) : compact.format(value);
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}

const columns: readonly ComparedColumn[] = [
  {
    key: 'self',
    title: 'Self time',
    hint: 'Time in the node itself, in the first plan → in the second',
    figure: ({ selfMs }) => selfMs,
    words: formatMs,
    fullWords: formatMs,
  },
  {
    key: 'total',
    title: 'Total',
    hint: 'Time while the node and everything below it worked',
    figure: ({ totalMs }) => totalMs,
    words: formatMs,
    fullWords: formatMs,
  },
  {
    key: 'rows',
    title: 'Rows',
    hint: 'Rows that came; those that the planner expects where nothing was executed',
    figure: ({ rows }) => rows,
    words: short,
    fullWords: (value) => formatRows(round(value)),
  },
  {
    key: 'buffers',
    title: 'Buffers',
    hint: 'Blocks of 8 kB that the node itself found, read, or used for temporary files',
    figure: ({ buffers }) => buffers,
    words: short,
    fullWords: formatBlocks,
  },
  {
    key: 'cost',
    title: 'Cost',
    hint: "The node's own part of the estimated cost",
    figure: ({ cost }) => cost,
    words: short,
    fullWords: (value) => formatRows(round(value)),
  },
];

/** The columns for which a plan has figures. */
export function comparedColumns(rows: readonly ComparedRow[]): readonly ComparedColumn[] {
  return columns.filter(({ figure }) =>
    rows.some((row) => figure(row).before !== undefined || figure(row).after !== undefined),
  );
}

/** `61.2 ms → 14.6 ms`; one figure alone where nothing differs. */
export function pairWords(figure: ComparedFigure, words: (value: number) => string): string {
  const { before, after } = figure;
  const [left, right] = [before, after].map((value) => (value === undefined ? '–' : words(value)));
  if (before === undefined && after === undefined) {
    return '';
  }
  return left === right ? (right ?? '') : `${left ?? ''} → ${right ?? ''}`;
}

export function totalWords({ unit }: ComparedTotal): (value: number) => string {
  switch (unit) {
    case 'ms':
      return formatMs;
    case 'blocks':
      return formatBlocks;
    case 'rows':
    case 'cost':
      return (value) => formatRows(round(value));
  }
}

/** `+3.20 ms`, `−46.6 ms`; empty for what is no real difference. */
export function differenceWords(figure: ComparedFigure, words: (value: number) => string): string {
  if (figure.change !== 'less' && figure.change !== 'more') {
    return '';
  }
  const difference = (figure.after ?? 0) - (figure.before ?? 0);
  return `${difference < 0 ? '−' : '+'}${words(Math.abs(difference))}`;
}

export const kindWords: Readonly<Record<ComparedRow['kind'], string>> = {
  same: '',
  changed: 'changed',
  added: 'new',
  removed: 'gone',
};
