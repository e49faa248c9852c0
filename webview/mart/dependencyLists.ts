import { html, type TemplateResult } from 'lit/html.js';
import type { Dependency, DependencyNode, DependencyWay } from '../../src/core/catalog/queries/dependencies';
import type { DependenciesSection } from '../../src/core/mart/martSections';
import { visibleText } from '../shared/visibleText';
import { none, sectionTemplate, tableTemplate } from './parts';
import type { Section } from './section';

/** What the relation depends on, and what depends on it. */
export function dependenciesTemplate(
  section: Section<DependenciesSection>,
  open: (oid: number) => void,
): TemplateResult | string {
  return sectionTemplate(
    section,
    ({ up, down }) =>
      html`<p class="muted">As PostgreSQL keeps them. It does not know what functions name in their text.</p>
        <h3>Depends on</h3>
        ${listTemplate('What it depends on', up, (each) => each.on, open)}
        <h3>Needed by</h3>
        ${listTemplate('What needs it', down, (each) => each.dependent, open)}`,
  );
}

function listTemplate(
  label: string,
  found: readonly Dependency[],
  far: (each: Dependency) => DependencyNode,
  open: (oid: number) => void,
): TemplateResult {
  if (found.length === 0) {
    return none('Nothing.');
  }
  const rows = found.map((each) => [
    nodeTemplate(far(each), open),
    kindWords(far(each)),
    html`${wayWords[each.way]} ${each.detail === undefined ? '' : visibleText(each.detail)}`,
  ]);
  return tableTemplate(label, ['Object', 'Kind', 'How'], rows);
}

function nodeTemplate(node: DependencyNode, open: (oid: number) => void): TemplateResult {
  const name = visibleText(`${node.schema}.${node.name}`);
  return node.kind === 'function'
    ? html`${name}(${visibleText(node.signature ?? '')})`
    : html`<button class="link" @click=${() => open(node.oid)}>${name}</button>`;
}

function kindWords({ kind }: DependencyNode): string {
  return kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

const wayWords: Readonly<Record<DependencyWay, string>> = {
  reads: 'reads',
  references: 'foreign key',
  partitionOf: 'partition',
  inherits: 'inherits',
  trigger: 'trigger',
  default: 'default',
  check: 'check',
  policy: 'policy',
  body: 'in its body',
};
