import { html, type TemplateResult } from 'lit/html.js';
import type { DetailLine } from '../../src/core/plan/detailLine';
import type { FigureSource } from '../../src/core/plan/views/figureSources';
import { formatCondition, isSqlProperty } from '../../src/core/plan/views/formatCondition';
import { nodeTypeWords } from '../../src/core/plan/views/nodeTypeWords';
import type { PlanRow } from '../../src/protocol/plan';
import { nodeFigures } from './figureWords';

/** What the host knows of a node. */
export interface KnownNode {
  readonly lines: readonly DetailLine[];
  readonly sources: readonly FigureSource[];
}

export interface DetailsParts {
  readonly node: PlanRow;
  /** Undefined until it has come. */
  readonly known: KnownNode | Error | undefined;
  /** The node that stands for others of its shape, when the details are about many. */
  readonly example: PlanRow | undefined;
  /** What others know of the node. */
  readonly more: TemplateResult | string;
  copy(): void;
}

/** What is known of the selected node. */
export function detailsTemplate({ node, known, example, more, copy }: DetailsParts): TemplateResult {
  const host = known instanceof Error ? undefined : known;
  return html`<section class="details" tabindex="0" aria-label="Details of the selected node">
    <header class="details-head">
      <h2>${node.role === undefined ? '' : html`<span class="muted">${node.role} </span>`}${node.title}</h2>
      <vscode-button appearance="secondary" @click=${copy}>Copy Node</vscode-button>
    </header>
    ${kindTemplate(node)}
    ${node.neverExecuted ? html`<p class="muted">This node was never executed.</p>` : ''}
    ${node.disabled ? html`<p class="muted">A setting forbids this kind of node, yet nothing else could be planned.</p>` : ''}
    <dl class="fields">
      ${nodeFigures(node).map(
        ([label, text]) =>
          html`<dt>${label}</dt>
            <dd>${text}</dd>`,
      )}
      ${example ? '' : (host?.lines ?? []).map(lineTemplate)}
    </dl>
    ${
      example
        ? html`<p class="muted">These are sums over all of them. The slowest one:</p>
            <h3>${example.title}</h3>
            <dl class="fields">${(host?.lines ?? []).map(lineTemplate)}</dl>`
        : ''
    }
    ${sourcesTemplate(host?.sources ?? [])}
    ${known instanceof Error ? html`<p role="alert">${known.message}</p>` : ''} ${more}
  </section>`;
}

function kindTemplate({ nodeType }: PlanRow): TemplateResult | string {
  const kind = nodeTypeWords(nodeType);
  return kind
    ? html`<p class="details-kind muted">
        ${kind.words} <a href=${kind.manual} title=${kind.manual}>PostgreSQL manual</a>
      </p>`
    : '';
}

function lineTemplate({ label, text }: DetailLine): TemplateResult {
  return html`<dt>${label}</dt>
    ${
      isSqlProperty(label)
        ? html`<dd class="detail mono">${formatCondition(text)}</dd>`
        : html`<dd class="detail">${text}</dd>`
    }`;
}

function sourcesTemplate(sources: readonly FigureSource[]): TemplateResult | string {
  return sources.length === 0
    ? ''
    : html`<details class="sources">
        <summary>How the figures were computed</summary>
        <dl class="fields">
          ${sources.map(
            ({ figure, text }) =>
              html`<dt>${figure}</dt>
                <dd class="detail">${text}</dd>`,
          )}
        </dl>
      </details>`;
}
