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
}

const environments = ['production', 'staging', 'development', 'local'];

/** `● Warehouse · lakehouse · production · read-only`; the colour only repeats what the words say. */
export function placeTemplate(place: Place): TemplateResult {
  const { documentName, connectionName, database, environment, color, readOnly } = place;
  const words = [
    documentName,
    connectionName,
    database,
    environment,
    readOnly === true ? 'read-only' : undefined,
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
  return html`<span class="place" title=${words}>${dot}<span>${words}</span></span>`;
}
