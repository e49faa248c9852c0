import { html, nothing, type TemplateResult } from 'lit/html.js';
import { visibleText } from '../shared/visibleText';
import { described, type FieldActions, idOf } from './fieldFrame';
import { type FormModel, movedUp, namesOf, type PlacedField } from './formModel';

/** Several names in order: each can be moved and removed; what is typed is added by Enter or by leaving the field. */
export function namesTemplate(placed: PlacedField, model: FormModel, actions: FieldActions): TemplateResult {
  const id = idOf(placed.path);
  const names = namesOf(placed.value);
  const offered = actions.offered(placed).filter((name) => !names.includes(name));
  const add = (input: HTMLInputElement): void => {
    const typed = input.value.trim();
    input.value = '';
    if (typed !== '' && !names.includes(typed)) {
      actions.set(placed, [...names, typed]);
    }
  };
  return html`<div class="names">
    ${
      names.length === 0
        ? nothing
        : html`<ul class="chips" aria-label="Chosen: ${placed.field.label}">
            ${names.map((name, place) => chipTemplate(placed, names, { name, place }, actions))}
          </ul>`
    }
    <input
      type="text"
      id=${id}
      placeholder=${names.length === 0 ? 'Type a name and press Enter' : 'Another name'}
      list=${offered.length > 0 ? `${id}-names` : nothing}
      autocomplete="off"
      spellcheck="false"
      aria-describedby=${described(placed, model)}
      aria-invalid=${model.problem(placed.path) === undefined ? nothing : 'true'}
      @focus=${() => actions.entered(placed)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter') {
          event.preventDefault();
          add(event.target as HTMLInputElement);
        }
      }}
      @change=${(event: Event) => add(event.target as HTMLInputElement)}
      @blur=${() => actions.left(placed)}
    />${
      offered.length === 0
        ? nothing
        : html`<datalist id="${id}-names">
            ${offered.map((name) => html`<option value=${name}></option>`)}
          </datalist>`
    }
  </div>`;
}

function chipTemplate(
  placed: PlacedField,
  names: readonly string[],
  { name, place }: { readonly name: string; readonly place: number },
  actions: FieldActions,
): TemplateResult {
  const shown = visibleText(name);
  const without = names.filter((_, each) => each !== place);
  return html`<li class="chip">
    ${
      place === 0
        ? nothing
        : html`<button
            type="button"
            class="chip-button"
            aria-label="Move ${shown} before ${visibleText(names[place - 1] ?? '')}"
            title="Move to the front by one"
            @click=${() => actions.set(placed, movedUp(names, place))}
          >
            ‹
          </button>`
    }
    <span class="mono">${shown}</span>
    <button
      type="button"
      class="chip-button"
      aria-label="Remove ${shown}"
      title="Remove"
      @click=${() => actions.set(placed, without)}
    >
      ×
    </button>
  </li>`;
}
