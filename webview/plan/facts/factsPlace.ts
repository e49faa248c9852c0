import type { TemplateResult } from 'lit/html.js';
import type { PagePart } from '../pageParts';

/** What the connected database says of the selected node's table, at the end of the node's details. */
export function factsPlace(_part: PagePart): TemplateResult | string {
  return '';
}
