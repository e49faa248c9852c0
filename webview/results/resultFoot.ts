import { html, type TemplateResult } from 'lit/html.js';
import type { StatementView } from '../../src/protocol/results';
import { icon } from '../shared/icons';
import { type FetchActions, fetchTemplate } from './fetchActions';
import { footWords } from './footWords';

/** What stands beneath a result. */
export interface FootView {
  readonly statement: StatementView;
  /** Milliseconds. */
  readonly elapsed: number | undefined;
  /** What must be known of the result. */
  readonly note: string | undefined;
  /** What the last action did, or what is selected. */
  readonly said: string;
  /** Editing can begin. */
  readonly isEditable: boolean;
  /** Further buttons. */
  readonly buttons: TemplateResult | string;
}

export interface FootActions extends FetchActions {
  edit(): void;
  chooseColumns(): void;
  copyAs(): void;
  export(): void;
}

export function footTemplate(foot: FootView, actions: FootActions): TemplateResult {
  const { statement, elapsed, note, said } = foot;
  return html`<footer class="foot">
    <span class="foot-outcome ${statement.state === 'failed' ? 'foot-failed' : ''}"
      >${footWords(statement, elapsed)}</span
    >
    ${
      note === undefined
        ? ''
        : html`<span class="foot-note">${icon('warning')}<span title=${note}>${note}</span></span>`
    }
    <span class="foot-selection muted" title=${said}>${said}</span>
    ${statement.rowCount > 0 || foot.isEditable ? actionsTemplate(foot, actions) : ''}
  </footer>`;
}

function actionsTemplate({ statement, isEditable, buttons }: FootView, actions: FootActions): TemplateResult {
  return html`<span class="foot-actions">
    ${fetchTemplate(statement, actions)} ${buttons} ${isEditable ? button('Edit', actions.edit) : ''}
    ${button('Columns…', actions.chooseColumns)} ${button('Copy As…', actions.copyAs)}
    ${button('Export…', actions.export)}
  </span>`;
}

function button(title: string, run: () => void): TemplateResult {
  return html`<button class="link" type="button" @click=${run}>${title}</button>`;
}

/** Some windows of the rows did not come. */
export function loadProblemTemplate(problem: string | undefined, retry: () => void): TemplateResult | string {
  return problem === undefined
    ? ''
    : html`<div class="problem" role="alert">
        ${icon('error')}<span>Some rows could not be loaded: ${problem}</span>
        <vscode-button appearance="secondary" @click=${retry}>Try Again</vscode-button>
      </div>`;
}
