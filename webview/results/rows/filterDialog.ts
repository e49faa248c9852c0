import { html, render } from 'lit/html.js';
import {
  type ColumnCondition,
  type FilterOperator,
  filterOperators,
  operatorWords,
  takesText,
} from '../../../src/core/results/arrangement';
import { visibleText } from '../../shared/visibleText';

/** The column whose condition is asked for. */
export interface FilteredColumn {
  readonly column: number;
  readonly name: string;
  readonly typeName: string;
  /** What is chosen at first. */
  readonly operator: FilterOperator;
  readonly text: string;
}

/** A dialog for one condition on one column. */
export class FilterDialog {
  readonly element = document.createElement('dialog');
  private subject: FilteredColumn | undefined;
  private operator: FilterOperator = 'contains';

  constructor(private readonly apply: (condition: ColumnCondition) => void) {
    this.element.className = 'viewer filter-dialog';
    this.element.setAttribute('aria-labelledby', 'filter-title');
    this.element.addEventListener('close', () => render('', this.element));
  }

  open(subject: FilteredColumn): void {
    this.subject = subject;
    this.operator = subject.operator;
    this.draw();
    this.element.showModal();
    const input = this.element.querySelector<HTMLInputElement>('#filter-text');
    if (input) {
      input.value = subject.text;
      input.focus();
      input.select();
    }
  }

  private draw(): void {
    const { subject } = this;
    if (!subject) {
      return;
    }
    const textless = !takesText(this.operator);
    const caseless = !/contain|match/i.test(this.operator);
    render(
      html`<form class="filter-form" method="dialog" @submit=${() => this.submit(subject)}>
        <h2 id="filter-title" class="viewer-name">Filter ${visibleText(subject.name)}</h2>
        <label for="filter-operator">Show rows whose value</label>
        <select
          id="filter-operator"
          class="input"
          .value=${this.operator}
          @change=${(event: Event) => this.choose(event)}
        >
          ${filterOperators.map(
            (operator) =>
              html`<option value=${operator} ?selected=${operator === this.operator}>
                ${operatorWords(operator)}
              </option>`,
          )}
        </select>
        <input id="filter-text" class="input" aria-label="Value" spellcheck="false" ?hidden=${textless} />
        <label ?hidden=${textless || caseless}
          ><input id="filter-case" type="checkbox" /> Match upper and lower case</label
        >
        <div class="filter-buttons">
          <button class="button" type="submit">Filter</button>
          <button class="button button-second" type="button" @click=${() => this.element.close()}>
            Cancel
          </button>
        </div>
      </form>`,
      this.element,
    );
  }

  private choose(event: Event): void {
    if (event.target instanceof HTMLSelectElement) {
      const { value } = event.target;
      this.operator = filterOperators.find((operator) => operator === value) ?? 'contains';
      this.draw();
    }
  }

  private submit({ column }: FilteredColumn): void {
    const text = this.element.querySelector<HTMLInputElement>('#filter-text')?.value ?? '';
    const matchCase = this.element.querySelector<HTMLInputElement>('#filter-case')?.checked ?? false;
    const { operator } = this;
    this.apply({ column, operator, text: takesText(operator) ? text : '', matchCase });
  }
}
