import { displayName } from '../../explorer/displayName';

/** A text as Markdown that shows it, on one line: nothing in it is markup, a link, an image or HTML. */
export function markdownText(text: string): string {
  return displayName(text)
    .replace(/[\\`*_{}[\]()#+\-.!|~>$:@/^=]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
}

/** A block of code whose fence nothing in it can end. */
export function markdownCode(text: string, language: string): string {
  const lines = text.split('\n').map(displayName);
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence].join('\n');
}
