import { html, type TemplateResult } from 'lit/html.js';
import type { EditView } from '../../../src/protocol/editing';
import { icon } from '../../shared/icons';

/** What the bar above the foot may do while a result is edited. */
export interface EditBarActions {
  addRow(): void;
  deleteRows(): void;
  undo(): void;
  redo(): void;
  preview(): void;
  apply(): void;
  end(): void;
  showProblem(): void;
}

export function editBarTemplate(view: EditView, isBusy: boolean, actions: EditBarActions): TemplateResult {
  const none = view.count === 0;
  return html`<div class="edit-bar" role="toolbar" aria-label=${`Editing ${view.table}`}>
      ${tool('Add Row', 'Insert', actions.addRow, isBusy)}
      ${tool('Delete Rows', 'Ctrl+Delete', actions.deleteRows, isBusy)}
      ${tool('Undo', 'Ctrl+Z', actions.undo, isBusy || !view.canUndo)}
      ${tool('Redo', 'Ctrl+Shift+Z', actions.redo, isBusy || !view.canRedo)}
      <span class="edit-words" role="status">${wordsOf(view, isBusy)}</span>
      ${tool('Preview', 'the statements that Apply sends', actions.preview, isBusy || none)}
      <vscode-button ?disabled=${isBusy || none} @click=${actions.apply}>Apply</vscode-button>
      <vscode-button appearance="secondary" ?disabled=${isBusy} @click=${actions.end}
        >Stop Editing</vscode-button
      >
    </div>
    ${
      view.problem === undefined
        ? ''
        : html`<div class="problem" role="alert">
            ${icon('error')}<span title=${view.problem.message}>${view.problem.message}</span>
            ${
              view.problem.row === undefined
                ? ''
                : html`<button class="link" type="button" @click=${actions.showProblem}>Show</button>`
            }
          </div>`
    }`;
}

function wordsOf(view: EditView, isBusy: boolean): string {
  if (isBusy) {
    return 'Applying…';
  }
  return view.count === 0 ? (view.done ?? `Editing ${view.table}`) : view.words;
}

function tool(title: string, hint: string, run: () => void, disabled: boolean): TemplateResult {
  return html`<button
    class="link"
    type="button"
    title=${`${title} (${hint})`}
    ?disabled=${disabled}
    @click=${run}
  >
    ${title}
  </button>`;
}
