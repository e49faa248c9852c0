import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { FormChoice } from '../../src/core/scaffold/scaffoldForm';
import { described, type FieldActions, hintOf, idOf } from './fieldFrame';
import { type FormModel, type PlacedField, textOf } from './formModel';
import { namesTemplate } from './namesTemplate';
import { rowsTemplate } from './rowsTemplate';

/** One field with its label, its explanation and what is wrong with it. */
export function fieldTemplate(placed: PlacedField, model: FormModel, actions: FieldActions): TemplateResult {
  const { field, path } = placed;
  const problem = model.problem(path);
  if (field.kind === 'rows') {
    return rowsTemplate(placed, { model, actions, draw: (inner) => fieldTemplate(inner, model, actions) });
  }
  const id = idOf(path);
  const hint = hintOf(field, placed.value);
  const notes = html`${hint === undefined ? nothing : html`<p class="help" id="${id}-help">${hint}</p>`}
  ${problem === undefined ? nothing : html`<p class="problem" id="${id}-problem">${problem}</p>`}`;
  return html`<div class="field field-${field.kind}">
    ${field.kind === 'flag' ? nothing : html`<label for=${id}>${field.label}</label>`}
    ${controlTemplate(placed, model, actions)}
    ${field.kind === 'flag' ? html`<div><label for=${id}>${field.label}</label>${notes}</div>` : notes}
  </div>`;
}

function controlTemplate(placed: PlacedField, model: FormModel, actions: FieldActions): TemplateResult {
  const { field } = placed;
  switch (field.kind) {
    case 'flag':
      return flagTemplate(placed, model, actions);
    case 'choice':
      return choiceTemplate(placed, field.choices, model, actions);
    case 'names':
      return namesTemplate(placed, model, actions);
    case 'longText':
      return longTextTemplate(placed, model, actions);
    case 'text':
    case 'number':
    case 'rows':
      return textTemplate(placed, model, actions);
  }
}

function textTemplate(placed: PlacedField, model: FormModel, actions: FieldActions): TemplateResult {
  const { field, path, value } = placed;
  const id = idOf(path);
  const names = actions.offered(placed);
  return html`<input
      type="text"
      id=${id}
      .value=${textOf(value)}
      placeholder=${field.kind === 'text' ? (field.placeholder ?? '') : ''}
      inputmode=${field.kind === 'number' ? 'numeric' : nothing}
      list=${names.length > 0 ? `${id}-names` : nothing}
      autocomplete="off"
      spellcheck="false"
      aria-describedby=${described(placed, model)}
      aria-invalid=${model.problem(path) === undefined ? nothing : 'true'}
      @focus=${() => actions.entered(placed)}
      @input=${(event: Event) => actions.set(placed, (event.target as HTMLInputElement).value)}
      @blur=${() => actions.left(placed)}
    />${
      names.length === 0
        ? nothing
        : html`<datalist id="${id}-names">
            ${names.map((name) => html`<option value=${name}></option>`)}
          </datalist>`
    }`;
}

function longTextTemplate(placed: PlacedField, model: FormModel, actions: FieldActions): TemplateResult {
  const { field, path, value } = placed;
  const text = textOf(value);
  return html`<textarea
    id=${idOf(path)}
    class="mono"
    rows=${Math.min(12, Math.max(2, text.split('\n').length))}
    .value=${text}
    placeholder=${field.kind === 'longText' ? (field.placeholder ?? '') : ''}
    spellcheck="false"
    aria-describedby=${described(placed, model)}
    aria-invalid=${model.problem(path) === undefined ? nothing : 'true'}
    @input=${(event: Event) => actions.set(placed, (event.target as HTMLTextAreaElement).value)}
    @blur=${() => actions.left(placed)}
  ></textarea>`;
}

function flagTemplate(placed: PlacedField, model: FormModel, actions: FieldActions): TemplateResult {
  return html`<input
    type="checkbox"
    id=${idOf(placed.path)}
    .checked=${placed.value === true}
    aria-describedby=${described(placed, model)}
    @change=${(event: Event) => actions.set(placed, (event.target as HTMLInputElement).checked)}
  />`;
}

function choiceTemplate(
  placed: PlacedField,
  choices: readonly FormChoice[],
  model: FormModel,
  actions: FieldActions,
): TemplateResult {
  return html`<select
    id=${idOf(placed.path)}
    aria-describedby=${described(placed, model)}
    aria-invalid=${model.problem(placed.path) === undefined ? nothing : 'true'}
    @change=${(event: Event) => actions.set(placed, (event.target as HTMLSelectElement).value)}
    @blur=${() => actions.left(placed)}
  >
    ${choices.map(
      ({ value, label }) =>
        html`<option value=${value} .selected=${value === placed.value}>${label}</option>`,
    )}
  </select>`;
}
