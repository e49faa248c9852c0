import { html, type TemplateResult } from 'lit/html.js';
import { isCancellation } from '../../../src/base/cancelSignal';
import type { FactSection } from '../../../src/core/plan/facts/relationSections';
import type { NodeFactsView } from '../../../src/protocol/planFacts';
import type { PagePart } from '../pageParts';
import type { ShownPlan } from '../views/planSubview';

type Known = NodeFactsView | Error | 'asked';

/** What was asked about each plan, by node. */
const known = new WeakMap<ShownPlan, Map<number, Known>>();

/** What the connected database says of the selected node's table, at the end of the node's details. */
export function factsPlace(part: PagePart): TemplateResult | string {
  const facts = factsOf(part);
  if (facts === 'asked') {
    return '';
  }
  if (facts instanceof Error) {
    return html`<p class="muted" role="status">The catalog could not be read. ${facts.message}</p>`;
  }
  switch (facts.kind) {
    case 'none':
      return '';
    case 'unknown':
      return html`<p class="muted">${facts.reason}</p>`;
    case 'facts': {
      const { title, sections, notes } = facts.facts;
      return html`<section class="facts" aria-label="What the database knows of the table">
        <h3>${title}</h3>
        ${sections.map(sectionTemplate)} ${notes.map((note) => html`<p class="muted">${note}</p>`)}
      </section>`;
    }
  }
}

function sectionTemplate({ title, lines }: FactSection): TemplateResult {
  return html`<h4>${title}</h4>
    <dl class="fields">
      ${lines.map(
        ({ label, text }) =>
          html`<dt>${label}</dt>
            <dd class="detail">${text}</dd>`,
      )}
    </dl>`;
}

function factsOf({ host, plan, selected, redraw }: PagePart): Known {
  const ofPlan = known.get(plan) ?? new Map<number, Known>();
  known.set(plan, ofPlan);
  const answer = ofPlan.get(selected);
  if (answer !== undefined) {
    return answer;
  }
  ofPlan.set(selected, 'asked');
  const request = { runId: plan.panel.runId, plan: plan.index, node: selected };
  host.facts(request).then(
    (facts) => {
      ofPlan.set(selected, facts);
      redraw();
    },
    (error: unknown) => {
      if (isCancellation(error)) {
        ofPlan.delete(selected);
        return;
      }
      ofPlan.set(selected, error instanceof Error ? error : new Error(String(error)));
      redraw();
    },
  );
  return 'asked';
}
