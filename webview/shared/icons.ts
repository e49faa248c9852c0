import { html, type TemplateResult } from 'lit/html.js';

/** Sixteen by sixteen pixels, drawn in the colour of the text around them; words beside them carry the meaning. */
export type IconName =
  'check' | 'error' | 'warning' | 'info' | 'waiting' | 'skipped' | 'expanded' | 'collapsed' | 'bell';

const paths: Readonly<Record<IconName, string>> = {
  check: 'M3 8.5 L6.5 12 L13 4.5',
  error: 'M8 1.5 A6.5 6.5 0 1 1 7.99 1.5 Z M5.5 5.5 L10.5 10.5 M10.5 5.5 L5.5 10.5',
  warning: 'M8 2 L14.5 13.5 L1.5 13.5 Z M8 6.5 L8 10 M8 11.4 L8 11.9',
  info: 'M8 1.5 A6.5 6.5 0 1 1 7.99 1.5 Z M8 7.2 L8 11.5 M8 4.6 L8 5.2',
  waiting: 'M8 3 A5 5 0 1 1 7.99 3 Z',
  skipped: 'M4 8 L12 8',
  expanded: 'M4 6 L8 10 L12 6',
  collapsed: 'M6 4 L10 8 L6 12',
  bell: 'M3 11.5 L13 11.5 L11.5 9.5 L11.5 6.5 A3.5 3.5 0 0 0 4.5 6.5 L4.5 9.5 Z M6.8 13.6 L9.2 13.6',
};

/** The same as path data, to stand in a drawing. */
export function iconPath(name: IconName): string {
  return paths[name];
}

export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon icon-${name}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d=${paths[name]}></path>
  </svg>`;
}
