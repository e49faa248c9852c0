import { html, nothing, type TemplateResult } from 'lit/html.js';
import { icon } from '../shared/icons';

/** What became of the last text that was pasted. */
export interface PasteState {
  readonly understood: string | undefined;
  readonly problems: readonly string[];
}

/**
 * The box that takes anything. It is emptied at once, because a password may stand in it; the host reads the text and
 * keeps the password apart.
 */
export function pasteTemplate(state: PasteState, read: (text: string) => void): TemplateResult {
  const take = (box: HTMLTextAreaElement) => {
    const text = box.value;
    box.value = '';
    if (text.trim() !== '') {
      read(text);
    }
  };
  return html`<div class="field paste">
    <label for="paste">Paste a connection</label>
    <textarea
      id="paste"
      class="mono"
      rows="2"
      placeholder="postgresql://user@host:5432/database"
      autocomplete="off"
      spellcheck="false"
      aria-describedby="paste-help"
      @paste=${(event: Event) => setTimeout(() => take(event.target as HTMLTextAreaElement), 0)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter' && !event.shiftKey) {
          event.preventDefault();
          take(event.target as HTMLTextAreaElement);
        }
      }}
      @change=${(event: Event) => take(event.target as HTMLTextAreaElement)}
    ></textarea>
    <p class="help" id="paste-help">
      A URL of any tool, a psql command, keyword=value, a line of an .env file. Enter reads what is typed.
    </p>
    <div role="status">
      ${
        state.understood === undefined
          ? nothing
          : html`<p class="note">${icon('check')}<span>${state.understood}</span></p>`
      }
      ${state.problems.map((problem) => html`<p class="note">${icon('warning')}<span>${problem}</span></p>`)}
    </div>
  </div>`;
}
