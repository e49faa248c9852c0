import { html, type TemplateResult } from 'lit/html.js';
import type { DetailLine } from '../../src/core/plan/detailLine';
import type { PlanRow } from '../../src/protocol/plan';
import { nodeFigures } from './figureWords';

export interface DetailsParts {
  readonly node: PlanRow;
  /** They come from the host: undefined until they have come. */
  readonly lines: readonly DetailLine[] | Error | undefined;
  /** What others know of the node. */
  readonly more: TemplateResult | string;
  copy(): void;
}

/** What is known of the selected node. */
export function detailsTemplate({ node, lines, more, copy }: DetailsParts): TemplateResult {
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
    ${lines instanceof Error ? html`<p role="alert">${lines.message}</p>` : ''} ${more}
  </section>`;
}
