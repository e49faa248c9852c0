import { html, type TemplateResult } from 'lit/html.js';
import type { GrantFacts } from '../../src/core/scaffold/grants/grantFacts';
import {
  type GrantCell,
  grantCell,
  type GrantLens,
  type GrantLine,
  type GrantTable,
} from '../../src/core/scaffold/grants/grantMatrix';
import { visibleText } from '../shared/visibleText';
import { marks, spokenCell } from './cellWords';
import type { GrantEdits } from './grantEdits';

export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** What is drawn: the two sides of the table, and its cells. */
export interface MatrixModel {
  readonly facts: GrantFacts;
  readonly lens: GrantLens;
  readonly table: GrantTable;
  readonly cells: readonly (readonly (GrantCell | undefined)[])[];
}

export function matrixModel(facts: GrantFacts, lens: GrantLens, table: GrantTable): MatrixModel {
  const cells = table.rows.map((row) => table.columns.map((column) => grantCell(facts, lens, row, column)));
  return { facts, lens, table, cells };
}

/** The grid. Its cells tell their place by data attributes, so that one listener does for all. */
export function matrixTemplate(
  { table, cells }: MatrixModel,
  edits: GrantEdits,
  current: CellPlace,
  label: string,
): TemplateResult {
  return html`<table
    role="grid"
    aria-label=${label}
    aria-rowcount=${table.rows.length + 1}
    aria-colcount=${table.columns.length + 1}
  >
    <thead>
      <tr>
        <td class="corner"></td>
        ${table.columns.map((column) => html`<th scope="col">${lineTemplate(column)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${table.rows.map(
        (row, place) =>
          html`<tr>
            <th scope="row">${lineTemplate(row)}</th>
            ${(cells[place] ?? []).map((cell, column) =>
              cellTemplate(cell, { row: place, column }, edits, current),
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function lineTemplate({ label, hint }: GrantLine): TemplateResult {
  return html`<span class="line" title=${visibleText(label)}>${visibleText(label)}</span> ${
      hint === '' ? '' : html`<span class="muted line-hint">${hint}</span>`
    }`;
}

function cellTemplate(
  cell: GrantCell | undefined,
  { row, column }: CellPlace,
  edits: GrantEdits,
  current: CellPlace,
): TemplateResult {
  const tabindex = row === current.row && column === current.column ? 0 : -1;
  if (cell === undefined) {
    return html`<td
      role="gridcell"
      class="cell inapplicable"
      data-row=${row}
      data-column=${column}
      tabindex=${tabindex}
      aria-label="There is no such privilege."
    ></td>`;
  }
  const edit = edits.of(cell);
  return html`<td
    role="gridcell"
    class="cell ${cell.state} ${edit === undefined ? '' : `edited ${edit}`}"
    data-row=${row}
    data-column=${column}
    tabindex=${tabindex}
    aria-label=${visibleText(spokenCell(cell, edit))}
  >
    ${edit === undefined ? '' : edit === 'grant' ? '+' : '−'}${marks[cell.state]}
  </td>`;
}
