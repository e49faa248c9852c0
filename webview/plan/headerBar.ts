import { html, type TemplateResult } from 'lit/html.js';
import type { PlanHost, PlanPanelView } from '../../src/protocol/plan';
import type { Remote } from '../../src/protocol/rpc';
import { placeTemplate } from '../shared/place';
import { PopupMenu } from '../shared/popupMenu';
import { visibleText } from '../shared/visibleText';
import { formatRunning } from '../shared/words';
import { type HeaderAction, headerActions } from './headerActions';

export interface HeaderBarParts {
  readonly host: Remote<PlanHost>;
  /** Does something and tells what was done, or why it could not be done. */
  attempt(work: Promise<string>): Promise<void>;
}

export interface HeaderState {
  readonly view: PlanPanelView;
  /** The plan in sight, by its place among the statement's plans. */
  readonly plan: number;
  /** How long a running EXPLAIN has run. */
  readonly runningMs: number;
  /** What the last action did. */
  readonly note: string;
}

/** The line at the top of the page: what is shown, from where, and what can be done with it. */
export class HeaderBar {
  private readonly menu = new PopupMenu();

  constructor(private readonly parts: HeaderBarParts) {}

  template(state: HeaderState): TemplateResult {
    const { view } = state;
    return html`<header class="bar">
      <h1 class="bar-title">
        <span>${view.title}</span>
        <span class="bar-statement muted mono">${visibleText(view.statement)}</span>
      </h1>
      ${placeTemplate(view)}
      <div class="bar-actions">
        ${view.state.kind === 'running' ? this.runningTemplate(state) : this.actionsTemplate(state)}
      </div>
      ${this.menu.element}
    </header>`;
  }

  private runningTemplate({ runningMs }: HeaderState): TemplateResult {
    return html`<vscode-progress-ring aria-hidden="true"></vscode-progress-ring>
      <span>${formatRunning(runningMs)}</span>
      ${button('Cancel', () => this.parts.host.cancel(null))}`;
  }

  private actionsTemplate({ view, plan, note }: HeaderState): TemplateResult {
    const { host, attempt } = this.parts;
    const offered = headerActions.flatMap((action) => {
      const title = action.title(view);
      return title === undefined ? [] : [{ action, title }];
    });
    const run = (action: HeaderAction) => () => attempt(action.run(host, plan));
    const more = offered.flatMap(({ action, title }) =>
      action.place === 'button' ? [] : [{ title, group: action.place.group, run: () => void run(action)() }],
    );
    const openMenu = (event: Event) => {
      if (event.currentTarget instanceof HTMLElement) {
        const { left, bottom } = event.currentTarget.getBoundingClientRect();
        this.menu.open('More actions', more, { x: left, y: bottom + 4 });
      }
    };
    return html`<span class="bar-note muted">${note}</span>${offered
        .filter(({ action }) => action.place === 'button')
        .map(({ action, title }) => button(title, run(action)))}
      ${
        more.length === 0
          ? ''
          : html`<vscode-button appearance="secondary" aria-haspopup="menu" @click=${openMenu}
              >More…</vscode-button
            >`
      }`;
  }
}

function button(title: string, act: () => unknown): TemplateResult {
  return html`<vscode-button appearance="secondary" @click=${() => void act()}>${title}</vscode-button>`;
}
