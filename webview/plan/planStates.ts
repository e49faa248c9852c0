import { html, type TemplateResult } from 'lit/html.js';
import type { UtilityView } from '../../src/core/plan/planView';
import type { PlanTree } from '../../src/protocol/plan';

/** Words in the middle of an empty page. */
export function blank(words: string): TemplateResult {
  return html`<p class="blank">${words}</p>`;
}

/** @param note What is under way, such as the second of three runs. */
export function runningWords(note: string | undefined): string {
  const words = 'The server is explaining the statement.';
  return note === undefined ? words : `${words} ${note}.`;
}

export function failedTemplate(message: string): TemplateResult {
  return html`<div class="blank" role="alert">
    <h2>The statement could not be explained.</h2>
    <p class="failure">${message}</p>
  </div>`;
}

/** By a rewrite rule one statement becomes several, and a text can hold many. */
export function choiceTemplate(
  plans: readonly (PlanTree | UtilityView)[],
  current: number,
  choose: (index: number) => void,
): TemplateResult | string {
  if (plans.length < 2) {
    return '';
  }
  const changed = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      choose(Number(event.target.value));
    }
  };
  return html`<label class="choice">
    Rewrite rules made ${plans.length} plans of the statement:
    <select @change=${changed}>
      ${plans.map(
        (_, index) => html`<option value=${index} ?selected=${index === current}>Plan ${index + 1}</option>`,
      )}
    </select>
  </label>`;
}
