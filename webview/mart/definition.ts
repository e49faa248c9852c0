import { html, type TemplateResult } from 'lit/html.js';
import type { DefinitionSection } from '../../src/core/mart/martSections';
import { sectionTemplate } from './parts';
import type { Section } from './section';

/** The statements that make the relation. */
export function definitionTemplate(
  section: Section<DefinitionSection>,
  copy: () => void,
): TemplateResult | string {
  return sectionTemplate(
    section,
    ({ sql }) =>
      html`<pre class="sql" tabindex="0" role="region" aria-label="Definition in SQL">${sql.trim()}</pre>
        <p><button class="link" @click=${copy}>Copy Definition</button></p>`,
  );
}
