import { html, type TemplateResult } from 'lit/html.js';
import type { PagePart } from '../pageParts';

/** What can be done about how the plan was measured: a sentence and a button each. */
export function offersPlace({ host, plan, say }: PagePart): TemplateResult | string {
  const { state, runId } = plan.panel;
  const offers = state.kind === 'ready' ? (state.offers ?? []) : [];
  if (offers.length === 0) {
    return '';
  }
  const take = (offer: number) => () => {
    host.takeOffer({ runId, offer }).catch((error: unknown) => {
      say(error instanceof Error ? error.message : '');
    });
  };
  return html`<section class="offers" aria-label="Measured">
    ${offers.map(
      ({ text, action }, index) =>
        html`<p class="offer">
          <span>${text}</span>
          <vscode-button appearance="secondary" @click=${take(index)}>${action}</vscode-button>
        </p>`,
    )}
  </section>`;
}
