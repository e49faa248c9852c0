import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { StepState } from '../../src/core/scaffold/apply/runSteps';
import type { TrialReport, TrialStep } from '../../src/core/scaffold/proof/trial';
import type { ScaffoldStep } from '../../src/core/scaffold/scaffold';
import type { RunView } from '../../src/protocol/scaffold';
import { icon, type IconName } from '../shared/icons';

/** What became of the last run: each step with its state, and how it ended. */
export function runTemplate(
  run: RunView,
  actions: { readonly undo: () => void; readonly stop: () => void },
): TemplateResult {
  return html`<section class="outcome" aria-label="Last run">
    <div class="outcome-head" role="status">
      ${run.running ? html`<vscode-progress-ring></vscode-progress-ring>` : icon(run.failed ? 'error' : 'check')}
      <span>${run.running ? `Running: ${run.title}…` : (run.message ?? '')}</span>
    </div>
    <ul>
      ${run.steps.map(
        ({ title, state }) =>
          html`<li class="outcome-step">
            ${icon(stateIcons[state])}<span>${title}</span><span class="muted">${stateWords[state]}</span>
          </li>`,
      )}
    </ul>
    ${run.running ? html`<button type="button" class="plain" @click=${actions.stop}>Stop</button>` : nothing}
    ${
      run.undoable && !run.running
        ? html`<button type="button" class="plain" @click=${actions.undo}>Undo…</button>`
        : nothing
    }
  </section>`;
}

/** What became of a trial. Nothing of it remains. */
export function trialTemplate(report: TrialReport, steps: readonly ScaffoldStep[]): TemplateResult {
  const worked = report.steps.every(({ kind }) => kind === 'worked');
  const failed = report.steps.some(({ kind }) => kind === 'failed') || report.undone?.kind === 'failed';
  const words = failed ? 'A step fails' : worked ? 'Every step works' : 'Some steps were not tried';
  const undone = report.undone;
  return html`<section class="outcome" aria-label="Trial">
    <div class="outcome-head" role="status">
      ${icon(failed ? 'error' : worked ? 'check' : 'info')}
      <span>${words}. Tried on ${report.where}; nothing of it remains.</span>
    </div>
    <ul>
      ${report.steps.map((step, place) =>
        steps[place]?.present === true ? nothing : trialStepTemplate(steps[place]?.title ?? '', step),
      )}
      ${undone === undefined ? nothing : trialStepTemplate('Undo everything', undone)}
    </ul>
    ${report.notes.map((note) => html`<p class="muted">${note}</p>`)}
  </section>`;
}

function trialStepTemplate(title: string, step: TrialStep): TemplateResult {
  const [name, words]: readonly [IconName, string] =
    step.kind === 'worked'
      ? ['check', 'works']
      : step.kind === 'failed'
        ? ['error', step.message]
        : ['skipped', `not tried: ${step.reason}`];
  return html`<li class="outcome-step">
    ${icon(name)}<span>${title}</span><span class="muted">${words}</span>
  </li>`;
}

const stateIcons: Readonly<Record<StepState, IconName>> = {
  waiting: 'waiting',
  running: 'waiting',
  ran: 'check',
  done: 'check',
  failed: 'error',
  rolledBack: 'skipped',
  unknown: 'warning',
};

const stateWords: Readonly<Record<StepState, string>> = {
  waiting: 'not run',
  running: 'running…',
  ran: 'ran, not committed yet',
  done: 'done',
  failed: 'failed',
  rolledBack: 'rolled back',
  unknown: 'not known',
};
