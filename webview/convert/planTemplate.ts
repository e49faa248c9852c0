import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ConversionPlanView, ConversionStepView, ConversionView } from '../../src/protocol/conversion';
import { icon } from '../shared/icons';
import { visibleText } from '../shared/visibleText';
import { countOf, formatCount } from '../shared/words';

/** What comes out of it, what is different then, and the steps. */
export function planTemplate({ status, table }: ConversionView, plan: ConversionPlanView): TemplateResult {
  const last = plan.partitions.at(-1);
  const key = visibleText(plan.key);
  return html`<section aria-label="Result">
      <dl class="fields">
        <dt>Old rows</dt>
        <dd>
          <span class="mono">${visibleText(plan.legacy)}</span>, ${key} before
          <span class="mono">${plan.legacyEnd}</span>
        </dd>
        <dt>New rows</dt>
        <dd>
          ${countOf(plan.partitions.length, 'partition')},
          <span class="mono">${visibleText(plan.partitions[0]?.name ?? '')}</span> to
          <span class="mono">${visibleText(last?.name ?? '')}</span>, ${key} before
          <span class="mono">${last?.to ?? ''}</span>
        </dd>
        <dt>Everything else</dt>
        <dd>
          ${
            plan.defaultPartition === undefined
              ? 'is refused'
              : html`<span class="mono">${visibleText(plan.defaultPartition)}</span>`
          }
        </dd>
      </dl>
      ${plan.warnings.map(
        (warning) => html`<p class="note">${icon('warning')}<span>${visibleText(warning)}</span></p>`,
      )}
    </section>
    <section>
      <h2>Steps</h2>
      <ol class="steps" aria-label="Steps of converting ${visibleText(table)}">
        ${plan.steps.map((step, place) => stepTemplate(step, place, status))}
      </ol>
    </section>`;
}

function stepTemplate(
  step: ConversionStepView,
  place: number,
  { step: current, progress, state, failed }: ConversionView['status'],
): TemplateResult {
  const running = state !== 'resting' && state !== 'goingBack' && step.id === current;
  const word = step.done ? 'done' : running ? 'under way' : 'to do';
  return html`<li class="step ${step.done ? 'step-done' : ''} ${running ? 'step-running' : ''}">
    <span class="step-sign" title=${word}
      >${step.done ? icon('check') : running && !failed ? html`<vscode-progress-ring></vscode-progress-ring>` : `${place + 1}`}<span
        class="spoken"
        >${word}</span
      ></span
    >
    <div class="step-body">
      <p class="step-title">${visibleText(step.title)}</p>
      <p class="muted">${step.explain}</p>
      ${step.irreversible === undefined ? nothing : html`<p class="muted">${step.irreversible}</p>`}
      ${running && progress !== undefined ? progressTemplate(progress) : nothing}
      ${
        step.sql === ''
          ? nothing
          : html`<details>
              <summary>SQL</summary>
              <pre class="sql" tabindex="0" aria-label="SQL of step ${place + 1}">
${visibleText(step.sql)}</pre>
            </details>`
      }
    </div>
  </li>`;
}

function progressTemplate({
  phase,
  done,
  total,
}: {
  phase: string;
  done: number;
  total: number;
}): TemplateResult {
  return html`<p class="progress">
    ${
      total > 0
        ? html`<progress aria-label=${phase} max=${total} value=${Math.min(done, total)}></progress>`
        : nothing
    }
    <span>${phase}${total > 0 ? `, ${formatCount(done)} of ${formatCount(total)}` : ''}</span>
  </p>`;
}
