import { html, type TemplateResult } from 'lit/html.js';
import type { StatementProgress } from '../../src/core/query/statementProgress';

/** The phase of a running command, and a bar where PostgreSQL reports a measure. */
export function progressTemplate({ phase, fraction, words }: StatementProgress): TemplateResult {
  const percent = fraction === undefined ? undefined : Math.round(fraction * 100);
  const text = [phase, words, percent === undefined ? '' : `${percent} %`].filter((each) => each !== '');
  return html`<div class="progress">
    ${
      percent === undefined ? '' : html`<progress max="100" .value=${percent} aria-label=${phase}></progress>`
    }
    <span class="muted">${text.join(' · ')}</span>
  </div>`;
}
