import { html, type TemplateResult } from 'lit/html.js';
import type { DefinitionSection } from '../../src/core/mart/martSections';
import { visibleText } from '../shared/visibleText';
import { none, sectionTemplate } from './parts';
import type { Section } from './section';

/** The query of a view; of a table its constraints. */
export function definitionTemplate(
  section: Section<DefinitionSection>,
  copy: () => void,
): TemplateResult | string {
  return sectionTemplate(section, ({ query, constraints }) => {
    if (query !== undefined) {
      return html`<pre class="sql" tabindex="0" role="region" aria-label="Definition">${query}</pre>
        <p><button class="link" @click=${copy}>Copy</button></p>`;
    }
    return constraints.length === 0
      ? none('No constraints.')
      : html`<dl class="fields">
          ${constraints.map(
            ({ name, detail, marks }) =>
              html`<dt>${visibleText(name)}</dt>
                <dd class="mono detail">
                  ${detail === undefined ? 'not readable while the table is locked' : visibleText(detail)}${
                    marks.includes('inherited') ? ' (inherited)' : ''
                  }
                </dd>`,
          )}
        </dl>`;
  });
}
