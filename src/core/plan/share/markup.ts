import { displayName } from '../../explorer/displayName';

/** A text for HTML and XML: visible, on one line, and nothing but text. */
export function markup(text: string): string {
  return escaped(displayName(text));
}

/** As `markup`, with the line breaks of the text. */
export function markupLines(text: string): string {
  return text.split('\n').map(markup).join('\n');
}

function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
