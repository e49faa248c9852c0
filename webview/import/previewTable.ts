import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { DraftColumn } from '../../src/core/import/importDraft';
import { inferredTypes } from '../../src/core/import/inferType';
import type { Cell } from '../../src/core/ports';
import type { ImportView } from '../../src/protocol/importing';
import { visibleText } from '../shared/visibleText';

type ChangeColumn = (index: number, changes: Partial<DraftColumn>) => void;

/** A preview shows no more of a value. */
const shownCharacters = 80;

/** The first rows of the file, under where their columns go. */
export function previewTable(view: ImportView, change: ChangeColumn): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="First rows of the file">
    <table>
      <thead>
        <tr>
          ${view.names.map((name) => html`<th scope="col">${visibleText(name)}</th>`)}
        </tr>
        <tr class="targets">
          ${view.names.map(
            (name, index) =>
              html`<td>
                ${view.isNew ? newColumn(view, { name, index }, change) : knownColumn(view, { name, index }, change)}
              </td>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${view.rows.map(
          (row) =>
            html`<tr>
              ${view.names.map((_, index) => valueCell(row[index] ?? null))}
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      view.isNew
        ? html`<datalist id="types">
            ${inferredTypes.map((type) => html`<option value=${type}></option>`)}
          </datalist>`
        : nothing
    }
  </div>`;
}

interface FileColumn {
  readonly name: string;
  readonly index: number;
}

function knownColumn(view: ImportView, { name, index }: FileColumn, change: ChangeColumn): TemplateResult {
  const target = view.draft.columns[index]?.target ?? '';
  return html`<select
    aria-label="Column of the table for ${name}"
    @change=${(event: Event) => change(index, { target: (event.target as HTMLSelectElement).value })}
  >
    <option value="" .selected=${target === ''}>leave out</option>
    ${view.columns.map(
      (column) =>
        html`<option value=${column.name} .selected=${column.name === target}>
          ${visibleText(column.name)} (${column.type})
        </option>`,
    )}
  </select>`;
}

function newColumn(view: ImportView, { name, index }: FileColumn, change: ChangeColumn): TemplateResult {
  const column = view.draft.columns[index];
  return html`<input
      type="text"
      aria-label="Name of the new column for ${name}; empty leaves it out"
      placeholder="leave out"
      spellcheck="false"
      .value=${column?.target ?? ''}
      @change=${(event: Event) => change(index, { target: (event.target as HTMLInputElement).value.trim() })}
    /><input
      type="text"
      class="mono"
      aria-label="Type of the new column for ${name}"
      list="types"
      spellcheck="false"
      .value=${column?.type ?? ''}
      @change=${(event: Event) => change(index, { type: (event.target as HTMLInputElement).value.trim() })}
    />`;
}

function valueCell(cell: Cell): TemplateResult {
  if (cell === null || cell === '') {
    return html`<td class="muted">${cell === null ? 'NULL' : 'empty'}</td>`;
  }
  const shown = cell.length > shownCharacters ? `${cell.slice(0, shownCharacters)}…` : cell;
  return html`<td>${visibleText(shown)}</td>`;
}
