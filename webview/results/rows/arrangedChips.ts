import { html, type TemplateResult } from 'lit/html.js';
import { isFiltered } from '../../../src/core/results/arrangement';
import { orderWords } from '../../../src/core/results/orderKind';
import type { StatementView } from '../../../src/protocol/results';
import type { ArrangedView } from '../../../src/protocol/rowTools';
import { visibleText } from '../../shared/visibleText';
import { formatCount } from '../../shared/words';

/** `1,204 of 1,000,000 rows` */
export function shownWords({ arrangement, rowCount, of }: ArrangedView): string {
  const all = `${formatCount(of)} ${of === 1 ? 'row' : 'rows'}`;
  return isFiltered(arrangement) ? `${formatCount(rowCount)} of ${all}` : all;
}

/** In which order each column is. */
export function sortDetail({ columns }: StatementView, { arrangement, cutKeys }: ArrangedView): string {
  const orders = arrangement.sort.map(({ column }) => {
    const description = columns?.[column];
    return description ? `${visibleText(description.name)}: ${orderWords(description)}` : '';
  });
  const cut = cutKeys ? ' Values of more than 16 KB are compared by their beginning.' : '';
  return `${orders.join('; ')}. NULL is last, or first when descending.${cut}`;
}

/** Words with a button that takes away what they say. */
export function chip(words: string, detail: string, remove: () => void): TemplateResult {
  return html`<span class="chip" title=${detail}
    ><span class="chip-words">${words}</span
    ><button class="chip-remove" type="button" aria-label=${`Remove: ${words}`} @click=${remove}>
      ×
    </button></span
  >`;
}
