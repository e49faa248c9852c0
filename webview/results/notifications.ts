import { html, type TemplateResult } from 'lit/html.js';
import type { NotificationsView } from '../../src/protocol/results';
import { visibleText } from '../shared/visibleText';
import { countOf } from '../shared/words';

/** What LISTEN brought, newest last: time, channel, payload, and the backend that sent it. */
export function notificationsTemplate(notifications: NotificationsView | undefined): TemplateResult | string {
  if (!notifications || notifications.count === 0) {
    return '';
  }
  const { count, last } = notifications;
  const hidden = count - last.length;
  return html`<section class="notifications" aria-label="Notifications">
    <h2>${countOf(count, 'notification')}</h2>
    ${hidden > 0 ? html`<p class="muted">${countOf(hidden, 'earlier notification')} not listed.</p>` : ''}
    <ul aria-live="polite">
      ${last.map(
        ({ at, channel, payload, processId }) =>
          html`<li class="notification">
            <time class="muted" datetime=${new Date(at).toISOString()}
              >${new Date(at).toLocaleTimeString()}</time
            >
            <span class="notification-channel mono">${visibleText(channel)}</span>
            <span class="notification-payload mono">${visibleText(payload)}</span>
            <span class="muted">process ${processId}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}
