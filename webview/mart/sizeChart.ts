import { html, svg, type TemplateResult } from 'lit/html.js';
import { sizeWords } from '../../src/core/explorer/measures';
import type { SizePoint } from '../../src/core/mart/sizeHistory';

const width = 240;
const height = 48;

/** The size on the days when the page was visited. */
export function sizeChartTemplate(history: readonly SizePoint[]): TemplateResult | string {
  const [first] = history;
  const last = history.at(-1);
  if (first === undefined || last === undefined) {
    return '';
  }
  if (history.length === 1) {
    return html`<p class="muted">Its size is noted once a day when you visit; ${first.day} is the first.</p>`;
  }
  const label = `Size from ${first.day}, ${sizeWords(first.bytes)}, to ${last.day}, ${sizeWords(last.bytes)}`;
  return html`<figure class="size-chart">
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
      ${svg`<polyline points=${points(history)}></polyline>`}
    </svg>
    <figcaption class="muted">${label}, on ${history.length} days.</figcaption>
  </figure>`;
}

/** Days at their distance; sizes from zero, so that a small change does not look like a large one. */
export function points(history: readonly SizePoint[]): string {
  const days = history.map(({ day }) => Date.parse(day));
  const start = days[0] ?? 0;
  const span = Math.max(1, (days.at(-1) ?? 0) - start);
  const top = Math.max(1, ...history.map(({ bytes }) => bytes));
  return history
    .map(({ bytes }, place) => {
      const x = (((days[place] ?? start) - start) / span) * (width - 4) + 2;
      const y = height - 2 - (bytes / top) * (height - 4);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}
