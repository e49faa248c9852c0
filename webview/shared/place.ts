import { html, type TemplateResult } from 'lit/html.js';
import { visibleText } from './visibleText';

/** Where something ran: what every page says of its connection, if there is one. */
export interface Place {
  readonly documentName?: string;
  readonly connectionName?: string;
  readonly database?: string;
  readonly environment?: string;
  /** A theme colour that the extension contributes. */
  readonly color?: string;
  readonly readOnly?: boolean;
  /** Viewed as this role, and rolled back. */
  readonly asRole?: string;
}

const environments = ['production', 'staging', 'development', 'local'];

/** `● Warehouse · lakehouse · production · read-only`; the colour only repeats what the words say. */
export function placeTemplate(place: Place): TemplateResult {
  const { documentName, connectionName, database, environment, color, readOnly, asRole } = place;
  const words = [
    documentName,
    connectionName,
    database,
    environment,
    readOnly === true && asRole === undefined ? 'read-only' : undefined,
  ]
    .filter((word) => word !== undefined)
    .map(visibleText)
    .join(' · ');
  const fallback =
    environment !== undefined && environments.includes(environment) ? `lakehouse.${environment}` : '';
  const dot =
    environment === undefined
      ? ''
      : html`<i class="environment ${(color ?? fallback).replace('.', '-')}"></i>`;
  const lens =
    asRole === undefined
      ? ''
      : html`<b
          class="as-role"
          title="Seen with the rights and the row security of this role, and rolled back"
          >as role ${visibleText(asRole)}</b
        >`;
  return html`<span class="place" title=${words}>${dot}<span>${words}</span>${lens}</span>`;
}
