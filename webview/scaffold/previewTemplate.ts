import { html, nothing, type TemplateResult } from 'lit/html.js';
import { modeWords } from '../../src/core/scaffold/proof/lockMode';
import type { StepProof } from '../../src/core/scaffold/proof/stepProof';
import type { ScaffoldDocument, ScaffoldPlan, ScaffoldStep } from '../../src/core/scaffold/scaffold';
import type { FieldProblem } from '../../src/core/scaffold/scaffoldForm';
import type { ScaffoldPreview } from '../../src/protocol/scaffold';
import { icon } from '../shared/icons';
import { visibleText } from '../shared/visibleText';
import { countOf } from '../shared/words';

export type PreviewState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'done'; readonly preview: ScaffoldPreview }
  | { readonly kind: 'failed'; readonly message: string };

/** What the form would do: the steps as SQL, those that are there already in grey. */
export function previewTemplate(state: PreviewState, goTo: (field: string) => void): TemplateResult {
  switch (state.kind) {
    case 'waiting':
      return html`<p class="muted">Reading the catalog…</p>`;
    case 'failed':
      return html`<p class="note" role="alert">${icon('error')}<span>${state.message}</span></p>`;
    case 'done':
      return state.preview.kind === 'form'
        ? html`<p class="form-incomplete">The SQL appears here when the form is complete.</p>
            ${problemsTemplate(state.preview.problems, goTo)}`
        : planTemplate(state.preview, goTo);
  }
}

function planTemplate(
  { plan, proof }: Extract<ScaffoldPreview, { kind: 'plan' }>,
  goTo: (field: string) => void,
): TemplateResult {
  const open = plan.steps.filter((step) => step.present !== true).length;
  return html`${problemsTemplate(plan.problems, goTo)}
    ${plan.warnings.map(
      ({ message, field }) =>
        html`<p class="note">${icon('warning')}<span>${message} ${fieldLink(field, goTo)}</span></p>`,
    )}
    ${plan.problems.length > 0 ? nothing : html`<p class="preview-summary" role="status">${summary(plan, open)}</p>`}
    <ol class="steps">
      ${plan.steps.map((step, place) => stepTemplate(step, proof[place]))}
    </ol>
    ${(plan.documents ?? []).map(documentTemplate)}`;
}

/** What belongs into a file and not into the database. */
function documentTemplate({ title, text }: ScaffoldDocument): TemplateResult {
  return html`<section class="step step-new" aria-label=${title}>
    <div class="step-head"><span class="step-title">${title}</span><span class="badge">for a file</span></div>
    <pre class="sql" tabindex="0" aria-label="Text: ${title}">${text}</pre>
  </section>`;
}

function summary(plan: ScaffoldPlan, open: number): string {
  const present = plan.steps.length - open;
  const there =
    present === 0 ? '' : ` ${countOf(present, 'step')} ${present === 1 ? 'is' : 'are'} there already.`;
  return open === 0
    ? 'Everything is there already. Nothing would be changed.'
    : `${countOf(open, 'statement')} to run.${there}`;
}

function stepTemplate(step: ScaffoldStep, proof: StepProof | undefined): TemplateResult {
  const isPresent = step.present === true;
  return html`<li class="step ${isPresent ? 'step-present' : 'step-new'}">
    <div class="step-head">
      <span class="step-sign" aria-hidden="true">${isPresent ? '✓' : '+'}</span>
      <span class="step-title">${step.title}</span>
      ${isPresent ? html`<span class="badge">there already</span>` : nothing}
      ${step.alone === true && !isPresent ? html`<span class="badge">on its own</span>` : nothing}
      ${step.passwordOf !== undefined && !isPresent ? html`<span class="badge">asks for a password</span>` : nothing}
      ${step.down === undefined && !isPresent ? html`<span class="badge badge-warning">cannot be undone</span>` : nothing}
    </div>
    <pre class="sql" tabindex="0" aria-label="SQL: ${step.title}">${step.sql};</pre>
    ${isPresent || proof === undefined ? nothing : proofTemplate(proof)}
    ${step.irreversible === undefined || isPresent ? nothing : html`<p class="note">${icon('warning')}<span>${step.irreversible}</span></p>`}
  </li>`;
}

function problemsTemplate(problems: readonly FieldProblem[], goTo: (field: string) => void): TemplateResult {
  return html`${problems.map(
    ({ message, field }) =>
      html`<p class="note note-problem">
        ${icon('error')}<span>${message} ${fieldLink(field, goTo)}</span>
      </p>`,
  )}`;
}

function fieldLink(
  field: string | undefined,
  goTo: (field: string) => void,
): TemplateResult | typeof nothing {
  return field === undefined
    ? nothing
    : html`<button type="button" class="link" @click=${() => goTo(field)}>Show field</button>`;
}

/** What the statement does to others while it runs. */
function proofTemplate({ problem, locks, unsure }: StepProof): TemplateResult {
  return html`${
    problem === undefined
      ? nothing
      : html`<p class="note note-problem">${icon('error')}<span>${problem}</span></p>`
  }
  ${locks.map((lock) => {
    const name = visibleText(lock.schema === undefined ? lock.name : `${lock.schema}.${lock.name}`);
    const work =
      lock.work === undefined ? '' : lock.work === 'reads' ? ' Reads all rows.' : ' Rewrites all rows.';
    return html`<p class="lock ${lock.mode === 'ACCESS EXCLUSIVE' ? 'lock-strong' : ''}">
      Locks <span class="mono">${name}</span> (${lock.mode}): ${modeWords(lock.mode)}.${work}
    </p>`;
  })}
  ${unsure && problem === undefined ? html`<p class="lock">It runs code: what else it locks, its text does not tell.</p>` : nothing}`;
}
