import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ScaffoldPlan } from '../../src/core/scaffold/scaffold';
import type { ScaffoldView } from '../../src/protocol/scaffold';

export type FooterAction = 'apply' | 'save' | 'copy' | 'server' | 'sandbox';

export interface FooterParts {
  /** Undefined while there is none. */
  readonly plan: ScaffoldPlan | undefined;
  readonly view: ScaffoldView;
  readonly busy: boolean;
  readonly failure: string;
  readonly act: (action: FooterAction) => void;
  readonly stop: () => void;
}

/** What can be done with the SQL. */
export function footerTemplate(parts: FooterParts): TemplateResult {
  const { plan, view, busy, failure, act, stop } = parts;
  const ready =
    plan !== undefined && plan.problems.length === 0 && plan.steps.some(({ present }) => present !== true);
  const button = (action: FooterAction, label: string, title: string, writes = false): TemplateResult => html`
    <vscode-button
      appearance=${action === 'apply' ? 'primary' : 'secondary'}
      title=${title}
      ?disabled=${!ready || busy || (writes && view.readOnly)}
      @click=${() => act(action)}
      >${label}</vscode-button
    >
  `;
  return html`<footer class="footer">
    <p class="failure" role="alert">${failure}</p>
    <div class="footer-actions">
      ${button('apply', 'Apply', 'Run the statements on this connection', true)}
      ${button('sandbox', 'Try in Sandbox', 'Run them on a copy of the schema, without rows')}
      ${button('server', 'Try on Server…', 'Run them here in a transaction that is rolled back', true)}
      ${button('save', 'Save as Migration', 'Write the statements, and what undoes them, into files')}
      ${button('copy', 'Copy', 'Copy the statements')}
      ${busy ? html`<vscode-button appearance="secondary" @click=${stop}>Stop</vscode-button>` : nothing}
      ${view.readOnly ? html`<span class="muted">The connection is read-only.</span>` : nothing}
    </div>
  </footer>`;
}
