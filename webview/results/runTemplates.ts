import { html, type TemplateResult } from 'lit/html.js';
import { formatRunning } from '../shared/words';

const isMac = navigator.platform.startsWith('Mac');

/** What is there before anything has run. */
export function nothingRunTemplate(): TemplateResult {
  return html`<div class="blank">
    <p>Nothing has run yet.</p>
    <p>In an SQL document, ${isMac ? 'Cmd' : 'Ctrl'}+Enter runs the statement under the cursor.</p>
  </div>`;
}

/** A statement is running, for so many milliseconds as far as is known. */
export function runningTemplate(elapsed: number | undefined, cancel: () => void): TemplateResult {
  return html`<vscode-progress-ring aria-hidden="true"></vscode-progress-ring>
    <span class="clock">${elapsed === undefined ? 'Running' : formatRunning(elapsed)}</span>
    <vscode-button appearance="secondary" @click=${cancel}>Cancel</vscode-button>`;
}
