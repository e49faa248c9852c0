import { html, nothing, type TemplateResult } from 'lit/html.js';
import {
  type MatrixCell,
  type MatrixCommand,
  matrixCommands,
  type MatrixOutcome,
  outcomeSentence,
  outcomeWord,
} from '../../src/core/rowSecurity/matrix';
import type { MatrixLens, MatrixSetup } from '../../src/protocol/rowSecurityMatrix';
import { visibleText } from '../shared/visibleText';
import { keyOf, type MatrixRun } from './matrixRun';

/** A row for each relation, and four columns for each role. */
export function matrixTable(
  setup: MatrixSetup,
  run: MatrixRun,
  selected: string | undefined,
  select: (key: string) => void,
): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Matrix">
    <table class="matrix">
      <thead>
        <tr>
          <th scope="col" rowspan="2">Relation</th>
          ${run.lenses.map(
            (lens) =>
              html`<th scope="colgroup" colspan="4" class="role" title=${visibleText(lens.settings)}>
                ${visibleText(lens.role)}
                <span class="lens-words">${visibleText(givenSettings(lens))}</span>
              </th>`,
          )}
        </tr>
        <tr>
          ${run.lenses.map(() => matrixCommands.map((command) => html`<th scope="col">${command}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${run.relations.map((index, relation) => {
          const { schema = '', name = '' } = setup.relations[index] ?? {};
          return html`<tr>
            <th scope="row">${visibleText(`${schema}.${name}`)}</th>
            ${run.lenses.map((_, lens) =>
              matrixCommands.map((command) => {
                const key = keyOf({ lens, relation, command });
                return cellTemplate(run.cells.get(key), {
                  key,
                  command,
                  isSelected: key === selected,
                  select,
                });
              }),
            )}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

interface CellLook {
  readonly key: string;
  readonly command: MatrixCommand;
  readonly isSelected: boolean;
  readonly select: (key: string) => void;
}

function cellTemplate(cell: MatrixCell | undefined, look: CellLook): TemplateResult {
  if (!cell) {
    return html`<td class="waiting">·</td>`;
  }
  const { key, command, isSelected, select } = look;
  const { outcome } = cell;
  return html`<td class=${toneOf(outcome)}>
    <button
      aria-pressed=${isSelected ? 'true' : 'false'}
      title=${visibleText(outcomeSentence(command, outcome))}
      @click=${() => select(key)}
    >
      ${outcomeWord(outcome)}
    </button>
  </td>`;
}

/** Colour only repeats what the word says. */
function toneOf(outcome: MatrixOutcome): string {
  switch (outcome.kind) {
    case 'rows':
      return outcome.rows === 0 ? 'none' : outcome.rows === outcome.of ? 'all' : 'some';
    case 'allowed':
      return 'all';
    case 'refused':
      return 'none';
    case 'failed':
      return 'failed';
    case 'notPossible':
    case 'notTried':
      return 'untried';
  }
}

export interface ChosenCell {
  readonly cell: MatrixCell;
  readonly lens: MatrixLens;
  /** An index of the setup. */
  readonly relation: number;
}

/** What the server said of one cell, and a way to look for oneself. */
export function cellDetails(
  setup: MatrixSetup,
  { cell, lens, relation }: ChosenCell,
  view: () => void,
): TemplateResult {
  const { schema = '', name = '' } = setup.relations[relation] ?? {};
  const settings = givenSettings(lens);
  return html`<section class="details" aria-live="polite">
    <h2>${cell.command} on ${visibleText(`${schema}.${name}`)} as ${visibleText(lens.role)}</h2>
    ${settings === '' ? nothing : html`<p class="help">With ${visibleText(settings)}</p>`}
    <p>${visibleText(outcomeSentence(cell.command, cell.outcome))}</p>
    <button class="plain" @click=${view}>View Rows as ${visibleText(lens.role)}</button>
  </section>`;
}

/** The settings that have a value. */
function givenSettings({ settings }: MatrixLens): string {
  return settings
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each !== '' && !each.endsWith('='))
    .join('; ');
}
