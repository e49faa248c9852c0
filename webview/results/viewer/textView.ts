import { html, type TemplateResult } from 'lit/html.js';

/** A text, or one part of a long one. */
export interface ShownText {
  readonly text: string;
  /** From 0. */
  readonly part: number;
  readonly parts: number;
}

export interface TextActions {
  showPart(part: number): void;
  /** Looks for a text from where the last hit ends, in later parts too. */
  find(text: string): void;
}

/** The text in a field of its own, with a line to search it and to walk through its parts. */
export function textTemplate(
  { text, part, parts }: ShownText,
  found: string,
  actions: TextActions,
): TemplateResult {
  return html`<div class="viewer-tools">
      <input
        class="input viewer-find"
        type="text"
        aria-label="Find in the value"
        placeholder="Find"
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
            event.preventDefault();
            actions.find(event.target.value);
          }
        }}
      />
      <span class="muted" role="status">${found}</span>
      ${
        parts > 1
          ? html`<button
                class="link"
                type="button"
                ?disabled=${part === 0}
                @click=${() => actions.showPart(part - 1)}
              >
                Previous Part
              </button>
              <span class="muted">Part ${part + 1} of ${parts}</span>
              <button
                class="link"
                type="button"
                ?disabled=${part + 1 >= parts}
                @click=${() => actions.showPart(part + 1)}
              >
                Next Part
              </button>`
          : ''
      }
    </div>
    <textarea
      readonly
      spellcheck="false"
      dir=${directionOf(text)}
      aria-label="Value"
      .value=${text}
    ></textarea>`;
}

/** Selects a hit and brings it into sight. Answers false when there is none from `from` on. */
export function selectHit(area: HTMLTextAreaElement, wanted: string, from: number): boolean {
  const at = area.value.toLowerCase().indexOf(wanted.toLowerCase(), from);
  if (at < 0) {
    return false;
  }
  const focused = document.activeElement;
  area.setSelectionRange(at, at + wanted.length);
  // A field scrolls to its selection when it gets the focus.
  area.blur();
  area.focus();
  if (focused instanceof HTMLElement && focused !== area) {
    focused.focus();
  }
  return true;
}

/** By the first letter, as `dir=auto` would, which takes seconds for a long line. */
function directionOf(text: string): 'ltr' | 'rtl' {
  const [letter] = /\p{L}/u.exec(text.slice(0, 1000)) ?? [];
  const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
  return letter !== undefined && rightToLeft.test(letter) ? 'rtl' : 'ltr';
}
