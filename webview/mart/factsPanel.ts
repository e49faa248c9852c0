import { html, type TemplateResult } from 'lit/html.js';
import type { Reader } from '../../src/core/catalog/queries/readers';
import { totalBytes } from '../../src/core/catalog/queries/martSums';
import { ageWords } from '../../src/core/explorer/ages';
import { lastWriteLines } from '../../src/core/explorer/lastWrite';
import { countWords, rowsWords, sizeWords } from '../../src/core/explorer/measures';
import type { DbtMark, NewestValue } from '../../src/core/explorer/nodes';
import type { FactsView, MartHeader, SizeView } from '../../src/protocol/mart';
import { visibleText } from '../shared/visibleText';
import type { MartSections } from './martSections';
import { sectionTemplate } from './parts';
import type { Section } from './section';
import { sizeChartTemplate } from './sizeChart';

export interface FactsActions {
  readonly chooseTime: (column: string | null) => void;
  readonly keepTags: (typed: string) => void;
}

/** What is known of the relation as a whole. */
export function factsTemplate(
  header: MartHeader,
  sections: MartSections,
  actions: FactsActions,
): TemplateResult {
  const { relation, tags } = header;
  const keepTags = (event: Event) => {
    if (event.target instanceof HTMLInputElement) {
      actions.keepTags(event.target.value);
    }
  };
  return html`<dl class="fields facts">
    ${
      relation.comment === undefined
        ? ''
        : html`<dt>Comment</dt>
            <dd class="comment">${relation.comment}</dd>`
    }
    <dt>Owner</dt>
    <dd>${visibleText(relation.owner)}</dd>
    ${sectionRows(sections, header, actions)} ${header.dbt ? dbtTemplate(header.dbt) : ''}
    <dt><label for="tags">Tags</label></dt>
    <dd>
      <input
        id="tags"
        class="text-input"
        .value=${tags.join(', ')}
        placeholder="separated by commas, kept in this workspace"
        @change=${keepTags}
      />
    </dd>
  </dl>`;
}

/** What dbt last did to it, gravest first by its mark; the words say the same. */
function dbtTemplate({ mood, lines }: DbtMark): TemplateResult {
  const [first = '', ...others] = lines;
  return html`<dt>dbt</dt>
    <dd class="dbt-${mood}">
      <span>${visibleText(first)}</span>${others.map((line) => html`<br />${visibleText(line)}`)}
    </dd>`;
}

function sectionRows(
  { facts, size, newest }: MartSections,
  header: MartHeader,
  actions: FactsActions,
): TemplateResult {
  const { relation } = header;
  const state = [
    relation.partitionKey === undefined ? undefined : `partitioned by ${relation.partitionKey}`,
    relation.persistence === 'permanent' ? undefined : relation.persistence,
    relation.rowSecurity === 'off' ? undefined : `row security is ${relation.rowSecurity}`,
    relation.selectable ? undefined : 'your role has no right to read it',
  ].filter((word) => word !== undefined);
  return html`${
      state.length === 0
        ? ''
        : html`<dt>State</dt>
            <dd>${visibleText(state.join('; '))}</dd>`
    }
    ${
      relation.kind === 'view'
        ? ''
        : html`<dt>Size</dt>
            <dd>${sizeTemplate(facts, size)}</dd>
            <dt>Rows</dt>
            <dd>${sectionTemplate(facts, rowsWordsOf)}</dd>
            <dt>Last write</dt>
            <dd>${sectionTemplate(facts, writeTemplate)}</dd>`
    }
    <dt><label for="time">Freshness by</label></dt>
    <dd>${sectionTemplate(facts, (known) => timeTemplate(known, header, newest, actions))}</dd>
    <dt>Readers</dt>
    <dd>${sectionTemplate(facts, ({ readers }) => readersWords(readers))}</dd>`;
}

function sizeTemplate(facts: Section<FactsView>, size: Section<SizeView>): TemplateResult | string {
  const measured = size.value?.size;
  const estimate = facts.value?.facts?.facts;
  const history = size.value?.history ?? facts.value?.history ?? [];
  const estimated =
    estimate === undefined ? '' : `~${sizeWords(totalBytes(estimate))} by the last VACUUM or ANALYZE`;
  if (measured === undefined || measured.locked > 0) {
    const locked = measured ? ' Another session locks it, so it cannot be measured now.' : '';
    return html`${estimated}${locked}
    ${size.state.kind === 'failed' ? html`<span class="failed">${size.state.message}</span>` : ''}
    ${sizeChartTemplate(history)}`;
  }
  const { total, indexes, toast } = measured;
  return html`<strong>${sizeWords(total)}</strong> measured now: ${sizeWords(total - indexes - toast)} table,
    ${sizeWords(indexes)} indexes, ${sizeWords(toast)} TOAST
    <button class="link" @click=${() => void size.load()}>Measure Again</button>
    ${sizeChartTemplate(history)}`;
}

function rowsWordsOf({ facts }: FactsView): string {
  const sums = facts?.facts;
  if (sums === undefined || sums.leaves === 0) {
    return 'none of its own';
  }
  if (sums.leaves === sums.unknownLeaves) {
    return 'unknown: never analyzed';
  }
  const parts = sums.leaves > 1 ? ` in ${countWords(sums.leaves)} partitions` : '';
  const missing = sums.unknownLeaves > 0 ? `, ${countWords(sums.unknownLeaves)} of them never analyzed` : '';
  return `${rowsWords(sums.rows)}${parts}${missing}`;
}

function writeTemplate({ facts }: FactsView): TemplateResult | string {
  if (facts === undefined || facts.maintained === 0) {
    return 'nothing is counted for it';
  }
  const lines = lastWriteLines(facts.activity).map((line) => line.replace(/^Last write: /, ''));
  const { analyzed, vacuumed, deadRows } = facts;
  const kept = [
    `Last ANALYZE ${analyzed.newest ?? 'never'}`,
    `last VACUUM ${vacuumed.newest ?? 'never'}`,
    `${countWords(deadRows ?? 0)} dead rows`,
  ];
  return html`${lines.join(' ')} <span class="muted">${kept.join(', ')}.</span>`;
}

function timeTemplate(
  { timeColumns }: FactsView,
  header: MartHeader,
  newest: Section<NewestValue | null>,
  actions: FactsActions,
): TemplateResult | string {
  if (timeColumns.length === 0) {
    return 'no column of it is a date or a timestamp';
  }
  const choose = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      const { value } = event.target;
      const column = timeColumns[Number(value)];
      actions.chooseTime(column?.name ?? null);
    }
  };
  return html`<select id="time" @change=${choose}>
      <option value="-1" ?selected=${header.timeColumn === undefined}>what the server counts</option>
      ${timeColumns.map(
        ({ name, type, indexed }, place) =>
          html`<option value=${place} ?selected=${name === header.timeColumn}>
            ${visibleText(name)} (${type}${indexed ? ', indexed' : ''})
          </option>`,
      )}
    </select>
    ${header.timeColumn === undefined ? '' : sectionTemplate(newest, newestWords)}`;
}

function newestWords(newest: NewestValue | null): string {
  if (newest?.value === undefined) {
    return newest === null ? '' : 'has no value';
  }
  const age =
    newest.age === undefined
      ? ''
      : newest.age < 0
        ? `, ${ageWords(-newest.age)} from now`
        : `, ${ageWords(newest.age)} ago`;
  return `newest ${newest.value}${age}`;
}

const namedReaders = 6;

function readersWords(readers: readonly Reader[]): string {
  const able = readers.filter((reader) => reader.login && !reader.schemaClosed);
  const total = readers[0]?.total ?? 0;
  if (readers.some((reader) => reader.through === 'public')) {
    return `everybody: PUBLIC may read it (${countWords(total)} roles)`;
  }
  const names = able.slice(0, namedReaders).map((reader) => visibleText(reader.role));
  const rest = able.length - names.length;
  return names.length === 0
    ? 'no role that can log in'
    : `${names.join(', ')}${rest > 0 ? ` and ${countWords(rest)} more` : ''}`;
}
