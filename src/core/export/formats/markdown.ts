import type { MakeWriter } from '../rowWriter';
import { isNumberType } from '../valueKind';

/** A table of GitHub's Markdown. Whatever a value holds is text: no link, no HTML. */
export const markdownWriter: MakeWriter = (columns) => {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return {
    head:
      line(columns.map(({ name }) => plain(name))) +
      line(columns.map((column) => (isNumberType(column) ? '---:' : '---'))),
    row: (cells) => line(cells.map((cell) => (cell === null ? '' : plain(cell)))),
    tail: () => '',
  };
};

function plain(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_{}[\]()#+!|~$^>-]/g, (each) => `\\${each}`)
    .replace(/\r\n|\n|\r/g, '<br>');
}
