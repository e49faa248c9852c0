import { html, type TemplateResult } from 'lit/html.js';
import type { DetailLine } from '../../src/core/plan/detailLine';
import type { PlanRow } from '../../src/protocol/plan';
import { nodeFigures } from './figureWords';

/** What is known of the selected node. `lines` come from the host: undefined until they have come. */
export function detailsTemplate(
  node: PlanRow,
  lines: readonly DetailLine[] | Error | undefined,
  copy: () => void,
): TemplateResult {
  return html`<section class="details" tabindex="0" aria-label="Details of the selected node">
    <header class="details-head">
      <h2>${node.role === undefined ? '' : html`<span class="muted">${node.role} </span>`}${node.title}</h2>
      <vscode-button appearance="secondary" @click=${copy}>Copy Node</vscode-button>
    </header>
    ${node.neverExecuted ? html`<p class="muted">This node was never executed.</p>` : ''}
    ${node.disabled ? html`<p class="muted">A setting forbids this kind of node, yet nothing else could be planned.</p>` : ''}
    <dl class="fields">
      ${nodeFigures(node).map(
        ([label, text]) =>
          html`<dt>${label}</dt>
            <dd>${text}</dd>`,
      )}
      ${
        Array.isArray(lines)
          ? lines.map(
              ({ label, text }: DetailLine) =>
                html`<dt>${label}</dt>
                  <dd class="detail">${text}</dd>`,
            )
          : ''
      }
    </dl>
    ${lines instanceof Error ? html`<p role="alert">${lines.message}</p>` : ''}
  </section>`;
}
