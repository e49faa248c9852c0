import { html, type TemplateResult } from 'lit/html.js';
import type { Grant } from '../../src/core/catalog/queries/grants';
import { totalBytes } from '../../src/core/catalog/queries/martSums';
import type { PartitionFacts } from '../../src/core/catalog/queries/partitionFacts';
import type { Reader } from '../../src/core/catalog/queries/readers';
import { countWords, rowsWords, sizeWords } from '../../src/core/explorer/measures';
import type { IndexesSection } from '../../src/core/mart/martSections';
import type { FactsView } from '../../src/protocol/mart';
import { icon } from '../shared/icons';
import { visibleText } from '../shared/visibleText';
import { none, sectionTemplate, tableTemplate } from './parts';
import type { Section } from './section';

export function indexesTemplate(section: Section<IndexesSection>): TemplateResult | string {
  return sectionTemplate(section, ({ indexes }) => {
    if (indexes.length === 0) {
      return none('No indexes.');
    }
    const rows = indexes.map(({ name, method, unique, primary, valid, definition, use }) => [
      html`${valid ? '' : icon('warning')} ${visibleText(name)}`,
      [primary ? 'primary key' : unique ? 'unique' : '', method, valid ? '' : 'invalid: not used']
        .filter((word) => word !== '')
        .join(', '),
      use ? sizeWords(use.bytes) : '',
      use ? scansTemplate(use.scans, use.lastScan) : '',
      html`<span class="mono">${definition === undefined ? '' : visibleText(definition)}</span>`,
    ]);
    return html`<p class="muted">
        Sizes are of the last VACUUM or ANALYZE, scans since the statistics were reset.
      </p>
      ${tableTemplate('Indexes', ['Index', 'Kind', 'Size', 'Scans', 'Definition'], rows)}`;
  });
}

function scansTemplate(scans: number, last: string | undefined): TemplateResult {
  const words = scans === 0 ? 'never' : countWords(scans);
  return html`${words}${last === undefined ? '' : html` <span class="muted">last ${last}</span>`}`;
}

export function partitionsTemplate(
  section: Section<readonly PartitionFacts[]>,
  open: (oid: number) => void,
): TemplateResult | string {
  return sectionTemplate(section, (partitions) => {
    const total = partitions[0]?.total ?? 0;
    if (total === 0) {
      return none('No partitions: a row cannot be inserted.');
    }
    const rows = partitions.map(({ oid, schema, name, kind, bound, facts }) => [
      html`<button class="link" @click=${() => open(oid)}>${visibleText(`${schema}.${name}`)}</button>${
          kind === 'table' ? '' : ' (partitioned)'
        }`,
      html`<span class="mono">${visibleText((bound ?? '').replace(/^FOR VALUES /, ''))}</span>`,
      facts.leaves === facts.unknownLeaves ? 'unknown' : rowsWords(facts.rows),
      sizeWords(totalBytes(facts)),
    ]);
    return html`${
      total > partitions.length
        ? html`<p class="muted">The last ${partitions.length} of ${countWords(total)} by name.</p>`
        : ''
    }
    ${tableTemplate('Partitions', ['Partition', 'Bound', 'Rows', 'Size'], rows)}`;
  });
}

/** Who was given which right, and who may read by that. */
export function grantsTemplate(
  section: Section<readonly Grant[]>,
  facts: Section<FactsView>,
): TemplateResult | string {
  return html`<h3>May read</h3>
    ${sectionTemplate(facts, ({ readers }) => readersTemplate(readers))}
    <h3>Granted</h3>
    ${sectionTemplate(section, (grants) =>
      grants.length === 0
        ? none('Nobody was granted anything.')
        : tableTemplate('Granted rights', ['Role', 'Rights', 'On', 'Granted by'], grantRows(grants)),
    )}`;
}

function readersTemplate(readers: readonly Reader[]): TemplateResult {
  const total = readers[0]?.total ?? 0;
  const rows = readers.map((reader) => [
    html`${visibleText(reader.role)}${reader.login ? '' : html` <span class="muted">cannot log in</span>`}`,
    throughWords(reader),
    reader.schemaClosed ? 'No: it has no right to use the schema.' : '',
  ]);
  return html`${
    total > readers.length
      ? html`<p class="muted">The first ${readers.length} of ${countWords(total)} roles.</p>`
      : ''
  }
  ${tableTemplate('Roles that may read', ['Role', 'Because', 'But'], rows)}`;
}

function throughWords({ through, roles }: Reader): string {
  switch (through) {
    case 'superuser':
      return 'superuser';
    case 'owner':
      return 'owner';
    case 'grant':
      return 'granted';
    case 'columns':
      return 'granted on some columns';
    case 'public':
      return 'granted to PUBLIC';
    case 'member':
      return `member of ${roles.map(visibleText).join(', ')}`;
  }
}

/** One row for each role, place and grantor. */
function grantRows(grants: readonly Grant[]): readonly (readonly string[])[] {
  const rows = new Map<string, { readonly grant: Grant; readonly rights: string[] }>();
  for (const grant of grants) {
    const key = JSON.stringify([grant.grantee, grant.column, grant.grantor]);
    const row = rows.get(key) ?? { grant, rights: [] };
    row.rights.push(`${grant.privilege}${grant.grantable ? ' (may grant it)' : ''}`);
    rows.set(key, row);
  }
  return [...rows.values()].map(({ grant, rights }) => [
    grant.grantee === undefined ? 'PUBLIC: everybody' : visibleText(grant.grantee),
    rights.join(', '),
    grant.column === undefined ? 'all columns' : `column ${visibleText(grant.column)}`,
    visibleText(grant.grantor),
  ]);
}
