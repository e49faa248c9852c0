import { html, type TemplateResult } from 'lit/html.js';
import { type MatrixLens, matrixLimits, type MatrixSetup } from '../../src/protocol/rowSecurityMatrix';
import { visibleText } from '../shared/visibleText';

/** The roles to try, each with the settings that its application would make. */
export function lensFields(
  setup: MatrixSetup,
  lenses: readonly MatrixLens[],
  change: (lenses: readonly MatrixLens[]) => void,
  settings: string,
): TemplateResult {
  const replace = (at: number, changes: Partial<MatrixLens>) =>
    change(lenses.map((lens, place) => (place === at ? { ...lens, ...changes } : lens)));
  const add = () => change([...lenses, { role: setup.roles[0]?.name ?? '', settings }]);
  return html`<div class="field">
    <h2>Roles and their settings</h2>
    ${lenses.map(
      (lens, at) =>
        html`<div class="lens">
          <select
            aria-label=${`Role ${at + 1}`}
            @change=${(event: Event) => replace(at, { role: (event.target as HTMLSelectElement).value })}
          >
            ${setup.roles.map(
              ({ name, words }) =>
                html`<option value=${name} ?selected=${name === lens.role}>
                  ${visibleText(name)}${words === '' ? '' : ` (${words})`}
                </option>`,
            )}
          </select>
          <input
            type="text"
            class="mono"
            spellcheck="false"
            aria-label=${`Settings of role ${at + 1}`}
            placeholder="app.tenant = 7"
            .value=${lens.settings}
            @change=${(event: Event) => replace(at, { settings: (event.target as HTMLInputElement).value })}
          />
          <button
            class="plain"
            aria-label=${`Remove role ${at + 1}`}
            @click=${() => change(lenses.filter((_, place) => place !== at))}
          >
            Remove
          </button>
        </div>`,
    )}
    <button class="plain" ?disabled=${lenses.length >= matrixLimits.lenses} @click=${add}>Add a Role</button>
    <p class="help">
      ${
        setup.settings.length === 0
          ? 'No policy of this database reads a setting.'
          : `The policies of this database read ${setup.settings.map(visibleText).join(', ')}.`
      }
      A role can stand here several times, with other settings.
    </p>
  </div>`;
}

export interface RelationChoice {
  readonly ticked: ReadonlySet<number>;
  readonly filter: string;
}

/** The relations to try. Only those that the filter lets through are listed. */
export function relationList(
  { relations }: MatrixSetup,
  choice: RelationChoice,
  change: (next: RelationChoice) => void,
): TemplateResult {
  const { ticked, filter } = choice;
  const wanted = filter.toLowerCase();
  const shown = relations
    .map((relation, at) => ({ ...relation, at }))
    .filter(({ schema, name }) => `${schema}.${name}`.toLowerCase().includes(wanted))
    .slice(0, 300);
  const tick = (at: number, on: boolean) => {
    const next = new Set(ticked);
    if (on) {
      next.add(at);
    } else {
      next.delete(at);
    }
    change({ ...choice, ticked: next });
  };
  return html`<div class="field">
    <h2>Relations (${ticked.size} chosen)</h2>
    <input
      type="text"
      aria-label="Filter relations"
      placeholder="Filter"
      .value=${filter}
      @input=${(event: Event) => change({ ...choice, filter: (event.target as HTMLInputElement).value })}
    />
    <div class="relations" role="group" aria-label="Relations">
      ${shown.map(
        ({ schema, name, view, secured, at }) =>
          html`<label class="relation">
            <input
              type="checkbox"
              .checked=${ticked.has(at)}
              @change=${(event: Event) => tick(at, (event.target as HTMLInputElement).checked)}
            />
            <span class="relation-name">${visibleText(`${schema}.${name}`)}</span>
            <span class="relation-words"
              >${[view ? 'view' : '', secured ? 'row security' : ''].filter(Boolean).join(', ')}</span
            >
          </label>`,
      )}
      ${shown.length === 0 ? html`<p class="help">Nothing matches.</p>` : ''}
    </div>
  </div>`;
}
