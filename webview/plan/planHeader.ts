import { html, type TemplateResult } from 'lit/html.js';
import { formatCost, formatCounted, formatMs, formatShare } from '../../src/core/plan/format';
import type { PlanHeaderView, TriggerView } from '../../src/core/plan/planHeader';
import type { PlanTree } from '../../src/protocol/plan';

/** What concerns the whole plan: its times, where most of the time went, and what else must be known. */
export function planHeaderTemplate(plan: PlanTree, select: (node: number) => void): TemplateResult {
  const { header } = plan;
  return html`<section class="summary" aria-label="Summary">
    <p class="figures">
      ${figures(header).map(
        ([name, words]) => html`<span class="figure"><span class="muted">${name}</span> ${words}</span>`,
      )}
    </p>
    ${mostTemplate(plan, select)} ${header.notes.map((note) => html`<p class="muted">${note}</p>`)}
    ${moreTemplate(header)}
  </section>`;
}

function figures(header: PlanHeaderView): readonly (readonly [string, string])[] {
  const times: readonly (readonly [string, number | undefined])[] = [
    ['Execution', header.executionMs],
    ['Planning', header.planningMs],
    ['Serialization', header.serializationMs],
  ];
  const known = times.flatMap(([name, ms]) => (ms === undefined ? [] : [[name, formatMs(ms)] as const]));
  return header.executionMs === undefined && header.cost !== undefined
    ? [...known, ['Cost', formatCost(header.cost)]]
    : known;
}

/** A smaller part than this is no answer to where the time went. */
const standsOut = 0.1;

const mostWords = { time: 'Most time:', cost: 'Most of the cost:' } as const;

/** The first thing to look at. */
function mostTemplate({ nodes, slowest }: PlanTree, select: (node: number) => void): TemplateResult | string {
  const node = slowest[0] === undefined ? undefined : nodes[slowest[0]];
  if (node?.share === undefined) {
    return '';
  }
  const link = html`<button class="link" @click=${() => select(node.id)}>${node.title}</button>`;
  const words = node.share >= standsOut ? mostWords[node.shareOf] : 'No node stands out; the most has';
  return html`<p class="most">${words} ${link} (${formatShare(node.share)})</p>`;
}

function moreTemplate({ triggers, jit, settings }: PlanHeaderView): TemplateResult | string {
  const parts = [
    triggers.length > 0 ? formatCounted(triggers.length, 'trigger') : undefined,
    jit === undefined ? undefined : 'just-in-time compilation',
    settings.length > 0 ? formatCounted(settings.length, 'setting') : undefined,
  ].filter((part) => part !== undefined);
  if (parts.length === 0) {
    return '';
  }
  return html`<details class="more">
    <summary>Also: ${parts.join(', ')}</summary>
    <dl class="fields">
      ${triggers.map(
        (trigger) =>
          html`<dt>Trigger</dt>
            <dd class="detail">${triggerWords(trigger)}</dd>`,
      )}
      ${
        jit === undefined
          ? ''
          : html`<dt>Just-in-time compilation</dt>
              <dd>${jit.ms === undefined ? '' : `${formatMs(jit.ms)} over all processes`}</dd>`
      }
      ${settings.map(
        ({ name, value }) =>
          html`<dt>${name}</dt>
            <dd class="detail">${value}</dd>`,
      )}
    </dl>
  </details>`;
}

function triggerWords({ name, relation, constraint, ms, calls, share }: TriggerView): string {
  const on = relation === undefined ? '' : ` on ${relation}`;
  const from = constraint === undefined ? '' : ` (constraint ${constraint})`;
  const part = share === undefined ? '' : `, ${formatShare(share)} of the whole`;
  return `${name}${on}${from}: ${ms === undefined ? '' : `${formatMs(ms)}, `}${formatCounted(calls, 'call')}${part}`;
}
