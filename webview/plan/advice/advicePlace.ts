import type { TemplateResult } from 'lit/html.js';
import type { PagePart } from '../pageParts';

/** The list of advice, which stands between the summary and the views. Empty when there is none. */
export function advicePlace(_part: PagePart): TemplateResult | string {
  return '';
}
