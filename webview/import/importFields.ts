import { html, type TemplateResult } from 'lit/html.js';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A list to choose from, with its label. */
export function choice(
  id: string,
  label: string,
  { value, options }: { readonly value: string; readonly options: readonly Choice[] },
  chosen: (value: string) => void,
): TemplateResult {
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} @change=${(event: Event) => chosen((event.target as HTMLSelectElement).value)}>
      ${options.map(
        (option) =>
          html`<option value=${option.value} .selected=${option.value === value}>${option.label}</option>`,
      )}
    </select>
  </div>`;
}

/** A line of text, with its label. */
export function textField(
  id: string,
  label: string,
  value: string,
  typed: (value: string) => void,
): TemplateResult {
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <input
      type="text"
      id=${id}
      class="mono"
      spellcheck="false"
      .value=${value}
      @change=${(event: Event) => typed((event.target as HTMLInputElement).value)}
    />
  </div>`;
}

/** A switch, with its label. */
export function flag(
  id: string,
  label: string,
  value: boolean,
  switched: (value: boolean) => void,
): TemplateResult {
  return html`<div class="field field-flag">
    <input
      type="checkbox"
      id=${id}
      .checked=${value}
      @change=${(event: Event) => switched((event.target as HTMLInputElement).checked)}
    />
    <label for=${id}>${label}</label>
  </div>`;
}
