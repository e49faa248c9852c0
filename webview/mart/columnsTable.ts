import { html, type TemplateResult } from 'lit/html.js';
import type { ColumnRow } from '../../src/core/catalog/queries/columns';
import type { ColumnStatistics } from '../../src/core/catalog/queries/columnStatistics';
import { countWords } from '../../src/core/explorer/measures';
import type { ColumnsSection, SampleSection } from '../../src/core/mart/martSections';
import type { SampledColumn } from '../../src/core/mart/sampleFacts';
import { visibleText } from '../shared/visibleText';
import { none, sectionTemplate, tableTemplate } from './parts';
import type { Section } from './section';

/** The columns with what ANALYZE found in them or, where it found nothing, what the sample shows. */
export function columnsTemplate(
  columns: Section<ColumnsSection>,
  sample: Section<SampleSection>,
): TemplateResult | string {
  return sectionTemplate(columns, (section) => {
    if (section.columns.length === 0) {
      return none('It has no columns.');
    }
    const statistics = new Map(section.statistics.map((each) => [each.column, each]));
    const sampled = new Map(
      sample.value?.names.map((name, place) => [name, sample.value?.columns[place]] as const),
    );
    const read = sample.value?.read ?? 0;
    const rows = section.columns.map((column) =>
      columnRow(column, statistics.get(column.name), sampled.get(column.name), read),
    );
    return html`<p class="muted">${sourceWords(section, sample)}</p>
      ${tableTemplate('Columns', ['Column', 'Type', 'Null', 'Distinct', 'Examples', 'Comment'], rows)}`;
  });
}

function sourceWords({ columns, statistics }: ColumnsSection, sample: Section<SampleSection>): string {
  const fromSample =
    sample.state.kind === 'ready'
      ? `a sample of ${countWords(sample.state.value.read)} rows`
      : 'a sample, once it is read';
  if (statistics.length === 0) {
    return `Nulls and examples are from ${fromSample}: there are no statistics that your role may see.`;
  }
  return statistics.length < columns.length
    ? `Nulls, distinct values and examples are from the last ANALYZE; those marked “sample” from ${fromSample}.`
    : 'Nulls, distinct values and examples are from the last ANALYZE.';
}

function columnRow(
  column: ColumnRow,
  statistics: ColumnStatistics | undefined,
  sampled: SampledColumn | undefined,
  read: number,
): readonly (TemplateResult | string)[] {
  const fromSample = sampled !== undefined && read > 0;
  return [
    html`<span class="name">${visibleText(column.name)}</span> ${keyWords(column)}`,
    html`<span class="mono">${visibleText(column.type)}</span>${column.notNull ? ' not null' : ''}`,
    statistics
      ? share(statistics.nullShare)
      : fromSample
        ? html`${share(sampled.nulls / read)} <span class="muted">sample</span>`
        : '',
    statistics ? distinctWords(statistics.distinct) : '',
    statistics
      ? examplesTemplate(statistics)
      : fromSample
        ? html`${values(sampled.examples)} <span class="muted">sample</span>`
        : '',
    html`${detailWords(column)}${column.comment === undefined ? '' : visibleText(column.comment)}`,
  ];
}

function keyWords({ primaryKey, references }: ColumnRow): TemplateResult | string {
  const words = [
    primaryKey === undefined ? undefined : 'primary key',
    ...references.map(({ schema, relation, column }) => `→ ${schema}.${relation}.${column}`),
  ].filter((word) => word !== undefined);
  return words.length === 0 ? '' : html`<span class="muted key">${words.map(visibleText).join(', ')}</span>`;
}

function detailWords({ identity, generated, expression }: ColumnRow): TemplateResult | string {
  const words = [
    identity === undefined ? undefined : 'identity',
    generated === undefined ? undefined : `generated, ${generated}`,
    expression === undefined ? undefined : `${generated ? '=' : 'default'} ${visibleText(expression)}`,
  ].filter((word) => word !== undefined);
  return words.length === 0 ? '' : html`<span class="muted mono">${words.join(' ')}</span> `;
}

function share(part: number): string {
  const percent = part * 100;
  return part > 0 && percent < 1 ? '< 1%' : `${countWords(Math.round(percent))}%`;
}

function distinctWords(distinct: number): string {
  if (distinct === -1) {
    return 'all';
  }
  return distinct < 0 ? `${share(-distinct)} of rows` : `~${countWords(distinct)}`;
}

function examplesTemplate({ common, least, greatest }: ColumnStatistics): TemplateResult {
  const range =
    least === undefined || greatest === undefined ? '' : html`${value(least)} … ${value(greatest)}`;
  return common.length === 0 ? html`${range}` : html`${values(common.slice(0, 3))}`;
}

function values(examples: readonly string[]): readonly TemplateResult[] {
  return examples.map((each, place) => html`${place === 0 ? '' : ', '}${value(each)}`);
}

function value(text: string): TemplateResult {
  return html`<span class="value mono">${text === '' ? '(empty)' : visibleText(text)}</span>`;
}
