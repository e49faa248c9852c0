import { html, type TemplateResult } from 'lit/html.js';
import type { Section } from './section';

/** The content of a section, or that it is being read, or why it could not be. */
export function sectionTemplate<T>(
  section: Section<T>,
  content: (value: T) => TemplateResult | string,
): TemplateResult | string {
  const { state } = section;
  switch (state.kind) {
    case 'loading':
      return html`<p class="muted" aria-busy="true">Reading…</p>`;
    case 'failed':
      return html`<p class="failed" role="alert">
        ${state.message}
        <button class="link" @click=${() => void section.load()}>Try Again</button>
      </p>`;
    case 'ready':
      return content(state.value);
  }
}

/** A table that scrolls sideways by itself where the page is narrow. */
export function tableTemplate(
  label: string,
  heads: readonly string[],
  rows: readonly (readonly (TemplateResult | string)[])[],
): TemplateResult {
  return html`<div class="table-holder" role="region" tabindex="0" aria-label=${label}>
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export function none(words: string): TemplateResult {
  return html`<p class="muted">${words}</p>`;
}
