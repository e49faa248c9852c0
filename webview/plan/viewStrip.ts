import { html, type TemplateResult } from 'lit/html.js';
import type { SubviewKind } from './views/planSubview';

export interface ViewStrip {
  readonly kinds: readonly SubviewKind[];
  readonly current: SubviewKind;
  choose(kind: SubviewKind): void;
}

/** The views as tabs. The arrow keys go from one to the next, as in every list of tabs. */
export function viewStripTemplate(strip: ViewStrip): TemplateResult {
  const { kinds, current } = strip;
  return html`<div
    class="strip-tabs"
    role="tablist"
    aria-label="Views"
    @keydown=${(event: KeyboardEvent) => walk(event, strip)}
  >
    ${kinds.map(
      (kind) =>
        html`<button
          class="strip-tab"
          id=${`view-${kind.id}`}
          role="tab"
          title=${kind.hint}
          aria-selected=${String(kind === current)}
          aria-controls="plan-view"
          tabindex=${kind === current ? 0 : -1}
          @click=${() => strip.choose(kind)}
        >
          ${kind.title}
        </button>`,
    )}
  </div>`;
}

function walk(event: KeyboardEvent, { kinds, current, choose }: ViewStrip): void {
  const at = kinds.indexOf(current);
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    Home: 0,
    End: kinds.length - 1,
  };
  const target = targets[event.key];
  const kind = target === undefined ? undefined : kinds.at(target % kinds.length);
  if (kind) {
    event.preventDefault();
    choose(kind);
    document.getElementById(`view-${kind.id}`)?.focus();
  }
}
