import { html, type TemplateResult } from 'lit/html.js';
import type { RunView, StatementErrorView, StatementView } from '../../src/protocol/results';
import type { ServerMessage } from '../../src/core/sql/serverError';
import { notificationsTemplate } from './notifications';
import { progressTemplate } from './progress';
import { icon, type IconName } from '../shared/icons';
import { listedStatements } from './runState';
import { visibleText } from '../shared/visibleText';
import { countOf, formatCount, formatDuration, formatRunning } from '../shared/words';

/** What the messages may do. */
export interface MessageActions {
  showRows(statement: number): void;
  goToError(statement: number): void;
  showMore(): void;
}

/** A run of many statements lists its last ones. */
export const firstListed = 200;
/** So many of the others come with each press, so that a run of ten thousand does not become one page at once. */
export const moreListed = 1000;

/** What the server answered, statement by statement. */
export function messagesTemplate(
  run: RunView,
  elapsed: (statement: StatementView) => number | undefined,
  listed: number,
  actions: MessageActions,
): TemplateResult {
  const own = listedStatements(run);
  const told = own.filter((statement) => statement.state !== 'waiting');
  const shown = told.slice(-listed);
  const hidden = told.length - shown.length;
  const waiting = own.length - told.length;
  return html`<div class="messages" tabindex="0" role="region" aria-label="Messages">
    ${
      hidden > 0
        ? html`<p class="messages-more muted">
            ${countOf(hidden, 'earlier statement')} not listed.
            <button class="link" @click=${actions.showMore}>
              ${hidden > moreListed ? `Show ${formatCount(moreListed)} more` : 'Show all'}
            </button>
          </p>`
        : ''
    }
    <ul>
      ${shown.map((statement) => statementTemplate(statement, elapsed(statement), actions))}
    </ul>
    ${notificationsTemplate(run.notifications)}
    ${waiting > 0 ? html`<p class="messages-more muted">${countOf(waiting, 'statement')} still to run.</p>` : ''}
  </div>`;
}

/** `SELECT 42 · 42 rows · 12 ms`, or what else became of the statement. */
export function outcomeWords(statement: StatementView, elapsed: number | undefined): string {
  const rows = statement.columns === undefined ? undefined : countOf(statement.rowCount, 'row');
  const time = elapsed === undefined ? undefined : formatDuration(elapsed);
  switch (statement.state) {
    case 'waiting':
      return 'Waiting';
    case 'running':
      return words('Running', rows, elapsed === undefined ? undefined : formatRunning(elapsed));
    case 'held':
      return words(rows, time);
    case 'done':
      return words(statement.commandTag, statement.commandTag?.startsWith('SELECT') ? undefined : rows, time);
    case 'failed':
      return words('Failed', time);
    case 'cancelled':
      return words('Cancelled', rows, time);
    case 'skipped':
      return 'Not run';
  }
}

/** What must be known of a result: the host's own note, or that it is not whole. */
export function noteWords(statement: StatementView, sinceTold = 0): string | undefined {
  if (statement.state === 'held') {
    const left = formatRunning(Math.ceil(Math.max(0, (statement.heldMs ?? 0) - sinceTold) / 1000) * 1000);
    return `There are more rows. The query stays open for ${left}.`;
  }
  const capped = statement.state === 'done' && !statement.complete;
  const words = `Stopped after ${countOf(statement.rowCount, 'row')}. The statement was not run to completion.`;
  return statement.note ?? (capped ? words : undefined);
}

function words(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' · ');
}

const stateIcons: Readonly<Record<StatementView['state'], IconName>> = {
  waiting: 'waiting',
  running: 'waiting',
  held: 'waiting',
  done: 'check',
  failed: 'error',
  cancelled: 'skipped',
  skipped: 'skipped',
};

function statementTemplate(
  statement: StatementView,
  elapsed: number | undefined,
  actions: MessageActions,
): TemplateResult {
  const note = noteWords(statement);
  return html`<li class="message">
    ${icon(stateIcons[statement.state])}
    <div class="message-text">
      <div class="message-head">
        <span class="message-title mono">${visibleText(statement.title)}</span>
        <span class="message-outcome">${outcomeWords(statement, elapsed)}</span>
        ${
          statement.columns === undefined
            ? ''
            : html`<button class="link" @click=${() => actions.showRows(statement.index)}>Show rows</button>`
        }
      </div>
      ${statement.progress ? progressTemplate(statement.progress) : ''}
      ${note === undefined ? '' : html`<p class="muted">${note}</p>`}
      ${statement.error === undefined ? '' : errorTemplate(statement, statement.error, actions)}
      ${noticesTemplate(statement)}
    </div>
  </li>`;
}

function errorTemplate(
  statement: StatementView,
  error: StatementErrorView,
  actions: MessageActions,
): TemplateResult {
  const { server, line, column } = error;
  return html`<div class="message-error">
    <p class="message-said">${error.message}</p>
    ${server === undefined ? '' : fieldsTemplate(server)}
    ${
      line === undefined
        ? ''
        : html`<button class="link" @click=${() => actions.goToError(statement.index)}>
            Go to error (line ${line}${column === undefined ? '' : `, column ${column}`})
          </button>`
    }
  </div>`;
}

function fieldsTemplate(message: ServerMessage): TemplateResult {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['Detail', message.detail],
    ['Hint', message.hint],
    ['Where', message.where],
    ['Constraint', message.constraint],
    ['Code', message.code],
  ];
  return html`<dl class="fields">
    ${fields.map(([name, text]) =>
      text === undefined
        ? ''
        : html`<dt>${name}</dt>
            <dd class="message-said">${text}</dd>`,
    )}
  </dl>`;
}

function noticesTemplate(statement: StatementView): TemplateResult | string {
  const { notices, noticeCount } = statement;
  if (notices.length === 0) {
    return '';
  }
  const hidden = noticeCount - notices.length;
  return html`<ul class="notices">
    ${notices.map(
      (notice) =>
        html`<li class="notice">
          <span class="notice-severity">${notice.severity}</span>
          <div>
            <p class="message-said">${notice.message}</p>
            ${notice.detail === undefined ? '' : html`<p class="message-said muted">${notice.detail}</p>`}
            ${notice.hint === undefined ? '' : html`<p class="message-said muted">${notice.hint}</p>`}
          </div>
        </li>`,
    )}
    ${hidden > 0 ? html`<li class="muted">${countOf(hidden, 'more message')} not shown.</li>` : ''}
  </ul>`;
}
