import { html, nothing, type TemplateResult } from 'lit/html.js';
import { isOneOf } from '../../src/base/validate';
import { themeColorOf } from '../../src/core/connections/connectionColor';
import { connectionColors, environments } from '../../src/core/connections/connectionProfile';
import { fieldValue } from '../../src/core/connections/connectionForm';
import type { DraftField } from '../../src/core/connections/draftFields';
import type { FormModel } from './formModel';

/** What a field does when the user changes it. */
export interface FieldActions {
  typed(field: DraftField, text: string): void;
  left(field: DraftField): void;
  chosen(field: DraftField, value: string): void;
  switched(field: DraftField, on: boolean): void;
  browse(field: DraftField): void;
}

/** One field with its label, its explanation and what is wrong with it. */
export function fieldTemplate(field: DraftField, model: FormModel, actions: FieldActions): TemplateResult {
  const id = idOf(field.key);
  const problem = model.problem(field.key);
  if (field.kind === 'flag') {
    return flagTemplate(field, model, actions);
  }
  const described = [field.prompt === '' ? '' : `${id}-help`, problem === undefined ? '' : `${id}-problem`];
  const described_by = described.filter((each) => each !== '').join(' ');
  return html`<div class="field field-${field.kind}">
    <label for=${id}>${field.label}</label>
    ${
      field.kind === 'choice'
        ? choiceTemplate(field, model, actions, described_by)
        : textTemplate(field, model, actions, described_by)
    }
    ${field.prompt === '' ? nothing : html`<p class="help" id="${id}-help">${field.prompt}</p>`}
    ${problem === undefined ? nothing : html`<p class="problem" id="${id}-problem">${problem}</p>`}
  </div>`;
}

/** The id of the control of a field. */
export function idOf(key: string): string {
  return `field-${key.replace('.', '-')}`;
}

function flagTemplate(field: DraftField, model: FormModel, actions: FieldActions): TemplateResult {
  const id = idOf(field.key);
  return html`<div class="field field-flag">
    <input
      type="checkbox"
      id=${id}
      .checked=${model.flag(field)}
      @change=${(event: Event) => actions.switched(field, (event.target as HTMLInputElement).checked)}
    />
    <label for=${id}>${field.label}</label>
  </div>`;
}

function choiceTemplate(
  field: DraftField,
  model: FormModel,
  actions: FieldActions,
  described: string,
): TemplateResult {
  const value = model.text(field);
  const known = field.options.some((option) => option.value === value);
  const chosen = value === '' ? field.options[0]?.value : value;
  return html`<span class="choice">
    ${field.key === 'color' || field.key === 'environment' ? swatch(field, model) : nothing}
    <select
      id=${idOf(field.key)}
      aria-describedby=${described === '' ? nothing : described}
      aria-invalid=${model.problem(field.key) === undefined ? nothing : 'true'}
      @change=${(event: Event) => actions.chosen(field, (event.target as HTMLSelectElement).value)}
    >
      ${field.options.map(
        (option) =>
          html`<option value=${option.value} .selected=${option.value === chosen}>${option.meaning}</option>`,
      )}
      ${known || value === '' ? nothing : html`<option value=${value} .selected=${true}>${value}</option>`}
    </select>
  </span>`;
}

/** The colour that the field gives; the words beside it say the same. */
function swatch(field: DraftField, { draft }: FormModel): TemplateResult {
  const [environment, color] = [fieldValue(draft, 'environment'), fieldValue(draft, 'color')];
  const name = themeColorOf({
    environment: isOneOf(environments, environment) ? environment : 'development',
    color: field.key === 'color' && isOneOf(connectionColors, color) ? color : undefined,
  });
  return html`<i class="swatch ${name.replace('.', '-')}"></i>`;
}

function textTemplate(
  field: DraftField,
  model: FormModel,
  actions: FieldActions,
  described: string,
): TemplateResult {
  const id = idOf(field.key);
  const input = html`<input
    type="text"
    id=${id}
    class=${field.kind === 'words' ? 'mono' : nothing}
    .value=${model.text(field)}
    placeholder=${field.fallback}
    inputmode=${field.kind === 'number' ? 'numeric' : nothing}
    list=${field.key === 'group' && model.view.groups.length > 0 ? 'groups' : nothing}
    autocomplete="off"
    spellcheck="false"
    aria-describedby=${described === '' ? nothing : described}
    aria-invalid=${model.problem(field.key) === undefined ? nothing : 'true'}
    @input=${(event: Event) => actions.typed(field, (event.target as HTMLInputElement).value)}
    @change=${() => actions.left(field)}
    @blur=${() => actions.left(field)}
  />`;
  if (field.key === 'group') {
    return html`${input}<datalist id="groups">
        ${model.view.groups.map((group) => html`<option value=${group}></option>`)}
      </datalist>`;
  }
  return field.kind === 'file'
    ? html`<span class="with-button"
        >${input}<button
          type="button"
          class="plain"
          aria-label="Browse for ${field.label}"
          @click=${() => actions.browse(field)}
        >
          Browse…
        </button></span
      >`
    : input;
}
