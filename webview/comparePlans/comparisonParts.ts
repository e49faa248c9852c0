import { html, type TemplateResult } from 'lit/html.js';
import type { ComparedRow, PlanComparison } from '../../src/core/plan/compare/planComparison';
import type { DetailLine } from '../../src/core/plan/detailLine';
import type { ComparedDetails, ComparedPlan, PlanSide } from '../../src/protocol/planComparison';
import { icon } from '../shared/icons';
import { visibleText } from '../shared/visibleText';
import { countOf } from '../shared/words';
import { comparedColumns, differenceWords, kindWords, pairWords, totalWords } from './comparisonWords';

/** So many changes are listed before one asks for more. */
const firstChanges = 4;

/** What was compared: two names, each of which opens its plan. */
export function sidesTemplate(
  sides: { readonly before: ComparedPlan; readonly after: ComparedPlan },
  open: (side: PlanSide) => void,
): TemplateResult {
  const side = (key: PlanSide, word: string) =>
    html`<span class="side">
      <span class="muted">${word}</span>
      <button class="link" title="Show this plan by itself" @click=${() => open(key)}>
        ${visibleText(sides[key].name)}
      </button>
      <span class="muted side-origin">${visibleText(sides[key].origin)}</span>
    </span>`;
  return html`<div class="sides">${side('before', 'First')} ${side('after', 'Second')}</div>`;
}

/** The verdict, the figures of the wholes, and what changed. */
export function summaryTemplate(
  comparison: PlanComparison,
  reveal: (row: number) => void,
  more: { readonly all: boolean; readonly toggle: () => void },
): TemplateResult {
  const { verdict, outcome, totals, notes, changes } = comparison;
  const shown = more.all ? changes : changes.slice(0, firstChanges);
  return html`<section class="summary" aria-label="Verdict">
    <p class="verdict verdict-${outcome}">${icon(outcomeIcons[outcome])}<span>${verdict}</span></p>
    <dl class="totals">
      ${totals.map((total) => {
        const words = totalWords(total);
        const difference = differenceWords(total, words);
        return html`<div class="total">
          <dt class="muted">${total.name}</dt>
          <dd>
            ${pairWords(total, words)}
            ${difference === '' ? '' : html`<span class="difference difference-${total.change}">${difference}</span>`}
          </dd>
        </div>`;
      })}
    </dl>
    ${notes.map((note) => html`<p class="note">${icon('info')}<span>${note}</span></p>`)}
    ${
      shown.length === 0
        ? ''
        : html`<ul class="changes" aria-label="Changes">
            ${shown.map(
              ({ text, row }) =>
                html`<li>
                  ${
                    row === undefined
                      ? text
                      : html`<button class="link" @click=${() => reveal(row)}>${text}</button>`
                  }
                </li>`,
            )}
          </ul>`
    }
    ${
      changes.length > firstChanges
        ? html`<button class="link more" aria-expanded=${String(more.all)} @click=${more.toggle}>
            ${more.all ? 'Fewer changes' : countOf(changes.length - firstChanges, 'more change')}
          </button>`
        : ''
    }
  </section>`;
}

const outcomeIcons = { faster: 'check', slower: 'warning', same: 'skipped', unknown: 'info' } as const;

/** Both nodes of the selected row beside each other. `lines` come from the host: undefined until they have come. */
export function detailsTemplate(
  row: ComparedRow,
  lines: ComparedDetails | Error | undefined,
): TemplateResult {
  const figures = comparedColumns([row]).map(({ key, title, figure, fullWords }): Line => {
    const { before, after, change } = figure(row);
    const words = (value: number | undefined) => (value === undefined ? '' : fullWords(value));
    return {
      label: key === 'buffers' || key === 'cost' ? `${title}, self` : title,
      before: words(before),
      after: words(after),
      differs: change === 'less' || change === 'more',
    };
  });
  const facts = lines instanceof Error || lines === undefined ? [] : mergedLines(lines);
  const kind = kindWords[row.kind];
  return html`<section class="details" tabindex="0" aria-label="Details of the selected node">
    <h2>${kind === '' ? '' : html`<span class="badge badge-${row.kind}">${kind}</span> `}${row.title}</h2>
    ${row.titleBefore === undefined ? '' : html`<p class="muted">Before: ${row.titleBefore}</p>`}
    <table class="facts">
      <thead>
        <tr>
          <th scope="col"><span class="spoken">Fact</span></th>
          <th scope="col">First</th>
          <th scope="col">Second</th>
        </tr>
      </thead>
      <tbody>
        ${[...figures, ...facts].map(
          ({ label, before, after, differs }) =>
            html`<tr class=${differs ? 'differs' : ''}>
              <th scope="row">${label}</th>
              <td>${before}</td>
              <td>${after}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${lines instanceof Error ? html`<p role="alert">${lines.message}</p>` : ''}
  </section>`;
}

interface Line {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  readonly differs: boolean;
}

/** The facts of both nodes by their labels, in the order of the second plan. */
function mergedLines({ before, after }: ComparedDetails): readonly Line[] {
  const texts = (lines: readonly DetailLine[] | undefined) =>
    new Map((lines ?? []).map(({ label, text }) => [label, text]));
  const [left, right] = [texts(before), texts(after)];
  const both = before !== undefined && after !== undefined;
  return [...new Set([...right.keys(), ...left.keys()])].map((label) => ({
    label,
    before: left.get(label) ?? '',
    after: right.get(label) ?? '',
    differs: both && left.get(label) !== right.get(label),
  }));
}
