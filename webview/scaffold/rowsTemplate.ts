import { html, nothing, type TemplateResult } from 'lit/html.js';
import { type FieldActions, idOf } from './fieldFrame';
import { type FormModel, movedUp, type PlacedField, rowsOf } from './formModel';

/** What draws the fields of a row. */
export interface RowParts {
  readonly model: FormModel;
  readonly actions: FieldActions;
  readonly draw: (placed: PlacedField) => TemplateResult;
}

/** A list of rows, each a small form of its own. */
export function rowsTemplate(placed: PlacedField, parts: RowParts): TemplateResult {
  const { model, actions } = parts;
  const { field, path, value } = placed;
  const id = idOf(path);
  const problem = model.problem(path);
  const rows = rowsOf(value);
  return html`<div class="field field-rows" role="group" aria-labelledby="${id}-label">
    <p class="rows-label" id="${id}-label">${field.label}</p>
    ${field.hint === undefined ? nothing : html`<p class="help">${field.hint}</p>`}
    ${rows.map((_, row) => rowTemplate(placed, row, parts))}
    ${problem === undefined ? nothing : html`<p class="problem">${problem}</p>`}
    <button type="button" class="plain rows-add" id=${id} @click=${() => actions.addRow(placed)}>
      Add${rows.length === 0 ? '' : ' Another'}
    </button>
  </div>`;
}

function rowTemplate(list: PlacedField, row: number, parts: RowParts): TemplateResult {
  const { model, actions, draw } = parts;
  const rows = rowsOf(list.value);
  const name = `${list.field.label}, row ${row + 1}`;
  const problem = model.problem(`${list.path}.${row}`);
  return html`<div class="row" role="group" aria-label=${name}>
    <div class="row-fields">
      ${model.rowFields(list, row).map(draw)}
      ${problem === undefined ? nothing : html`<p class="problem">${problem}</p>`}
    </div>
    <div class="row-buttons">
      <button
        type="button"
        class="chip-button"
        aria-label="Move up: ${name}"
        title="Move up"
        ?disabled=${row === 0}
        @click=${() => actions.set(list, movedUp(rows, row))}
      >
        ↑
      </button>
      <button
        type="button"
        class="chip-button"
        aria-label="Remove: ${name}"
        title="Remove"
        @click=${() =>
          actions.set(
            list,
            rows.filter((_, place) => place !== row),
          )}
      >
        ×
      </button>
    </div>
  </div>`;
}
