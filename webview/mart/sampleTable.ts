import { html, type TemplateResult } from 'lit/html.js';
import type { SampleSection } from '../../src/core/mart/martSections';
import { countWords } from '../../src/core/explorer/measures';
import { visibleText } from '../shared/visibleText';
import { none, sectionTemplate, tableTemplate } from './parts';
import type { Section } from './section';

export function sampleTemplate(
  section: Section<SampleSection>,
  again: (patient: boolean) => void,
): TemplateResult | string {
  const patiently = html`<button class="link" @click=${() => again(true)}>Try for 30 Seconds</button>`;
  return html`${sectionTemplate(section, (sample) => {
    if (sample.names.length === 0) {
      return none('It has no columns.');
    }
    const rows = sample.rows.map((row) => row.map(cell));
    return html`<p class="muted">
        ${sampleWords(sample)} <button class="link" @click=${() => again(false)}>Sample Again</button>
      </p>
      ${rows.length === 0 ? '' : tableTemplate('Rows of the sample', sample.names.map(visibleText), rows)}`;
  })}
  ${section.state.kind === 'failed' ? html`<p>${patiently}</p>` : ''}`;
}

function sampleWords({ rows, read, all, method }: SampleSection): string {
  if (read === 0) {
    return 'There are no rows that your role sees.';
  }
  if (all && rows.length === read) {
    return read === 1 ? 'The only row.' : `All ${countWords(read)} rows.`;
  }
  const from = all
    ? `all ${countWords(read)} rows`
    : method === 'pages'
      ? `${countWords(read)} rows from pages chosen by chance`
      : `the first ${countWords(read)} rows that the server found`;
  return `${countWords(rows.length)} of ${from}. Long values are cut.`;
}

function cell(value: string | null): TemplateResult {
  return value === null
    ? html`<span class="null muted">null</span>`
    : html`<span class="value mono">${visibleText(value)}</span>`;
}
