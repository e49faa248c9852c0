import { html, type TemplateResult } from 'lit/html.js';
import type { StatementView } from '../../src/protocol/results';

/** What can be done about a result that stopped at a cap. */
export interface FetchActions {
  fetchAll(): void;
  /** Ends a statement that is held. */
  close(): void;
}

/** Nothing for a result that is whole. */
export function fetchTemplate(
  { state, complete }: StatementView,
  actions: FetchActions,
): TemplateResult | string {
  if (state === 'held') {
    return html`<button class="link" type="button" title="Go on with the query" @click=${actions.fetchAll}>
        Fetch All
      </button>
      <button
        class="link"
        type="button"
        title="Give the server its snapshot and locks back"
        @click=${actions.close}
      >
        Close Query
      </button>`;
  }
  return state === 'done' && !complete
    ? html`<button
        class="link"
        type="button"
        title="Run the statement again, without the caps"
        @click=${actions.fetchAll}
      >
        Fetch All
      </button>`
    : '';
}
