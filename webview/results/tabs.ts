import { html, type TemplateResult } from 'lit/html.js';
import type { RunView, StatementView } from '../../src/protocol/results';
import { icon } from '../shared/icons';
import { visibleText } from '../shared/visibleText';
import { formatCount } from '../shared/words';
import { isEarlier, listedStatements, type Tab, tabbedStatements } from './runState';

/** What the tabs may do. */
export interface TabsActions {
  choose(tab: Tab): void;
  close(statement: number): void;
}

/** One tab for each result and one for the messages; arrow keys walk through them. */
export function tabsTemplate(run: RunView, front: Tab, actions: TabsActions): TemplateResult {
  const { choose } = actions;
  const statements = tabbedStatements(run, front);
  const order: readonly Tab[] = [...statements.map(({ index }) => index), 'messages'];
  const numbered = listedStatements(run).length > 1;
  return html`<div
    class="tabs"
    role="tablist"
    aria-label="Results"
    @keydown=${(event: KeyboardEvent) => onKey(event, order, front, actions)}
    @auxclick=${(event: MouseEvent) => onMiddleClick(event, actions)}
  >
    ${statements.map((statement) =>
      tabTemplate(statement.index, front, choose, resultLabel(statement, numbered)),
    )}
    ${tabTemplate('messages', front, choose, messagesLabel(run))}
  </div>`;
}

export function tabId(tab: Tab): string {
  return `tab-${tab}`;
}

function tabTemplate(
  tab: Tab,
  front: Tab,
  choose: (tab: Tab) => void,
  label: TemplateResult,
): TemplateResult {
  return html`<button
    class="tab"
    id=${tabId(tab)}
    role="tab"
    aria-selected=${String(tab === front)}
    aria-controls="panel"
    tabindex=${tab === front ? 0 : -1}
    @click=${() => choose(tab)}
  >
    ${label}
  </button>`;
}

function resultLabel(statement: StatementView, numbered: boolean): TemplateResult {
  return html`${numbered && !isEarlier(statement) ? html`<span class="muted">${statement.index + 1}</span>` : ''}
    ${statement.pinned === true ? html`<span role="img" aria-label="Pinned">📌</span>` : ''}
    <span class="tab-title">${visibleText(statement.title)}</span>
    <span class="muted">${formatCount(statement.rowCount)}</span>`;
}

function messagesLabel(run: RunView): TemplateResult {
  const failures = listedStatements(run).filter((statement) => statement.state === 'failed').length;
  const heard = run.notifications?.count ?? 0;
  return html`<span>Messages</span> ${
      heard > 0
        ? html`<span class="muted" title="Notifications"
            >${icon('bell')}<span class="spoken">, notifications:</span>${formatCount(heard)}</span
          >`
        : ''
    }
    ${
      failures > 0
        ? html`<span class="tab-failures"
            >${icon('error')}<span class="spoken">, failed:</span>${failures}</span
          >`
        : ''
    }`;
}

function onMiddleClick(event: MouseEvent, { close }: TabsActions): void {
  const tab = event.target instanceof Element ? event.target.closest('.tab') : null;
  const statement = Number(tab?.id.replace('tab-', ''));
  if (event.button === 1 && tab && Number.isInteger(statement)) {
    event.preventDefault();
    close(statement);
  }
}

function onKey(
  event: KeyboardEvent,
  order: readonly Tab[],
  front: Tab,
  { choose, close }: TabsActions,
): void {
  if (event.key === 'Delete' && front !== 'messages') {
    event.preventDefault();
    close(front);
    return;
  }
  const place = order.indexOf(front);
  const next: Readonly<Record<string, number>> = {
    ArrowLeft: place - 1,
    ArrowRight: place + 1,
    Home: 0,
    End: order.length - 1,
  };
  const target = next[event.key];
  const tab = target === undefined ? undefined : order[(target + order.length) % order.length];
  if (tab === undefined) {
    return;
  }
  event.preventDefault();
  choose(tab);
  document.getElementById(tabId(tab))?.focus();
}
