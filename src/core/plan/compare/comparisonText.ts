import { formatBlocks, formatMs, formatRows } from '../format';
import type { ComparedTotal, PlanComparison } from './planComparison';

/** The verdict, the totals and the changes as Markdown. Names of a database are data: nothing in them becomes markup. */
export function comparisonMarkdown(
  { verdict, totals, changes, notes }: PlanComparison,
  names: { readonly before: string; readonly after: string },
): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `**${escaped(verdict)}**`,
    '',
    row(['', escaped(names.before), escaped(names.after)]),
    row(['---', '---:', '---:']),
    ...totals.map((total) => row([total.name, words(total, total.before), words(total, total.after)])),
    ...(changes.length + notes.length === 0 ? [] : ['']),
    ...changes.map(({ text }) => `- ${escaped(text)}`),
    ...notes.map((note) => `- ${escaped(note)}`),
    '',
  ].join('\n');
}

function words({ unit }: ComparedTotal, value: number | undefined): string {
  if (value === undefined) {
    return '–';
  }
  switch (unit) {
    case 'ms':
      return formatMs(value);
    case 'blocks':
      return formatBlocks(value);
    case 'rows':
    case 'cost':
      return formatRows(value >= 100 ? Math.round(value) : value);
  }
}

function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>|#&!~]/g, '\\$&');
}
