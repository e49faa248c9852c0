import { html, type TemplateResult } from 'lit/html.js';
import type { AdviceFix } from '../../../src/core/plan/advice/advice';
import type { FixPlace, TrialState } from '../../../src/protocol/planTrials';
import type { PagePart } from '../pageParts';

/** Below a fix: the button that tries it, what is happening, and what came of it. Empty for what cannot be tried. */
export function trialPart(part: PagePart, place: FixPlace, kind: AdviceFix['kind']): TemplateResult | string {
  if (part.plan.panel.source !== 'explain' || kind === 'sql') {
    return '';
  }
  const state = part.trials.of(place);
  return html`<div class="trial">${stateTemplate(part, place, state)}</div>`;
}

function stateTemplate(part: PagePart, place: FixPlace, state: TrialState | undefined): TemplateResult {
  const ask = (work: Promise<unknown>) => {
    work.catch((error: unknown) => part.say(error instanceof Error ? error.message : String(error)));
  };
  const tryIt = (title: string, way: 'best' | 'copy') =>
    html`<vscode-button
      appearance="secondary"
      ?disabled=${part.trials.busy}
      @click=${() => ask(part.host.tryFix({ ...place, way }))}
      >${title}</vscode-button
    >`;
  switch (state?.kind) {
    case undefined:
      return tryIt('Try It', 'best');
    case 'running':
      return html`<span class="trial-progress" role="status">${state.sentence}</span>
        <vscode-button appearance="secondary" @click=${() => ask(part.host.cancelTrial(null))}
          >Cancel</vscode-button
        >`;
    case 'failed':
      return html`<p class="trial-verdict" role="alert">Not tried. ${state.message}</p>
        ${tryIt('Try Again', 'best')}`;
    case 'done':
      return html`<p class="trial-verdict trial-${state.verdict.kind}">${state.verdict.sentence}</p>
        <ul class="trial-notes">
          ${state.notes.map((note) => html`<li>${note}</li>`)}
        </ul>
        <vscode-button appearance="secondary" @click=${() => ask(part.host.compareTrial(place))}
          >Compare Plans</vscode-button
        >
        ${state.method === 'hypopg' ? tryIt('Try on a Copy…', 'copy') : ''}`;
  }
}
