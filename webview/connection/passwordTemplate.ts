import { html, nothing, type TemplateResult } from 'lit/html.js';
import { fieldValue } from '../../src/core/connections/connectionForm';
import type { FormModel } from './formModel';

/** Where a typed password is kept, by the source of the password. */
const keeping: Readonly<Record<string, string>> = {
  secretStorage: 'Saved in the secret storage of VS Code with the connection, never in the settings.',
  ask: 'Kept until this window is closed.',
};

const placeholders = {
  none: 'Asked at the first login',
  entered: '••••••••',
  saved: 'Saved. Type another one to replace it',
};

/** The password itself, which goes to the host with each key and is no part of what the page keeps. */
export function passwordTemplate(
  model: FormModel,
  enter: (text: string) => void,
): TemplateResult | typeof nothing {
  const source = fieldValue(model.draft, 'password') ?? 'secretStorage';
  const help = typeof source === 'string' ? keeping[source] : undefined;
  if (help === undefined) {
    return nothing;
  }
  return html`<div class="field">
    <label for="secret">Password</label>
    <input
      type="password"
      id="secret"
      autocomplete="off"
      placeholder=${placeholders[model.password]}
      aria-describedby="secret-help"
      @input=${(event: Event) => enter((event.target as HTMLInputElement).value)}
    />
    <p class="help" id="secret-help">${help}</p>
  </div>`;
}
