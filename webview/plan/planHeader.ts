import { html, type TemplateResult } from 'lit/html.js';
import { formatCost, formatCounted, formatMs, formatShare } from '../../src/core/plan/format';
import type { PlanHeaderView, TriggerView } from '../../src/core/plan/planHeader';
import type { PlanRow, PlanTree } from '../../src/protocol/plan';

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

const most = 4;
/** Narrower parts of the bar are put together. */
const smallest = 0.01;

interface BarPart {
  readonly node: PlanRow | undefined;
  readonly share: number;
}

const barWords = { time: 'Where the time went', cost: 'Where the cost is' } as const;

/** One bar with the nodes that took the most, and a link to each: the first thing to look at. */
function mostTemplate(plan: PlanTree, select: (node: number) => void): TemplateResult | string {
  const parts = barParts(plan.nodes);
  const words = barWords[plan.nodes[0]?.shareOf ?? 'time'];
  if (parts.length < 2 && parts[0]?.node === undefined) {
    return parts.length === 0 ? '' : html`<p class="most muted">${words}: no node stands out.</p>`;
  }
  return html`<div class="most">
    <div class="most-bar" role="img" aria-label=${`${words}: ${parts.map(partWords).join(', ')}`}>
      ${parts.map(
        (part, index) =>
          html`<span
            class=${part.node ? `most-part most-${index}` : 'most-part most-rest'}
            title=${partWords(part)}
            .style=${`flex-grow: ${Math.round(part.share * 1000)}`}
          ></span>`,
      )}
    </div>
    <ul class="most-list" aria-label=${words}>
      ${parts.map(({ node, share }, index) =>
        node
          ? html`<li>
              <i class=${`most-key most-${index}`} aria-hidden="true"></i
              ><button class="link" title=${node.title} @click=${() => select(node.id)}>${node.title}</button>
              <span class="muted">${formatShare(share)}</span>
            </li>`
          : html`<li class="muted">
              <i class="most-key most-rest" aria-hidden="true"></i>the rest ${formatShare(share)}
            </li>`,
      )}
    </ul>
  </div>`;
}

/** The nodes with the largest shares, and what is left of the whole. */
function barParts(nodes: readonly PlanRow[]): readonly BarPart[] {
  const largest: PlanRow[] = [];
  for (const node of nodes) {
    const share = node.share ?? 0;
    if (share >= smallest && (largest.length < most || share > (largest.at(-1)?.share ?? 0))) {
      largest.push(node);
      largest.sort((a, b) => (b.share ?? 0) - (a.share ?? 0));
      largest.length = Math.min(largest.length, most);
    }
  }
  const parts: BarPart[] = largest.map((node) => ({ node, share: node.share ?? 0 }));
  const rest = 1 - parts.reduce((sum, { share }) => sum + share, 0);
  const isKnown = nodes.some(({ share }) => (share ?? 0) > 0);
  return !isKnown || rest < 0.005 ? parts : [...parts, { node: undefined, share: rest }];
}

function partWords({ node, share }: BarPart): string {
  return `${node?.title ?? 'the rest'} ${formatShare(share)}`;
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
