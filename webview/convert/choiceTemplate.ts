import { html, type TemplateResult } from 'lit/html.js';
import type { ConversionRequest } from '../../src/core/scaffold/convert/proposeConversion';
import { calendarUnits } from '../../src/core/scaffold/partitioning/calendar';
import { type ConversionView, mostPartitions } from '../../src/protocol/conversion';
import { isOneOf } from '../../src/base/validate';
import { visibleText } from '../shared/visibleText';

type Change = (request: ConversionRequest) => void;

/** The few things that can be chosen. */
export function choiceTemplate(view: ConversionView, disabled: boolean, change: Change): TemplateResult {
  const { request, columns } = view;
  const counts = columns.find(({ name }) => name === request.key)?.counts ?? 'time';
  return html`<section class="choices" aria-label="Partitions">
    <div class="field">
      <label for="key">Partition key</label>
      <select
        id="key"
        ?disabled=${disabled}
        @change=${(event: Event) => change({ ...request, key: chosen(event) })}
      >
        ${columns.map(
          ({ name }) =>
            html`<option value=${name} ?selected=${name === request.key}>${visibleText(name)}</option>`,
        )}
      </select>
    </div>
    ${counts === 'time' ? periodTemplate(request, disabled, change) : widthTemplate(request, disabled, change)}
    <div class="field">
      <label for="count">Made ahead</label>
      <input
        id="count"
        type="text"
        inputmode="numeric"
        ?disabled=${disabled}
        .value=${String(request.count)}
        @change=${(event: Event) => {
          const count = Number(typed(event));
          change({
            ...request,
            count: Number.isSafeInteger(count) ? Math.min(Math.max(count, 1), mostPartitions) : request.count,
          });
        }}
      />
    </div>
    <div class="field-flag">
      <input
        id="default"
        type="checkbox"
        ?disabled=${disabled}
        .checked=${request.withDefault}
        @change=${(event: Event) =>
          change({
            ...request,
            withDefault: event.target instanceof HTMLInputElement && event.target.checked,
          })}
      />
      <label for="default">A default partition, so that rows beyond the last partition are not refused</label>
    </div>
  </section>`;
}

function periodTemplate(request: ConversionRequest, disabled: boolean, change: Change): TemplateResult {
  return html`<div class="field">
    <label for="period">One partition for each</label>
    <select
      id="period"
      ?disabled=${disabled}
      @change=${(event: Event) => {
        const period = chosen(event);
        change({ ...request, period: isOneOf(calendarUnits, period) ? period : request.period });
      }}
    >
      ${calendarUnits.map(
        (period) => html`<option value=${period} ?selected=${period === request.period}>${period}</option>`,
      )}
    </select>
  </div>`;
}

function widthTemplate(request: ConversionRequest, disabled: boolean, change: Change): TemplateResult {
  return html`<div class="field">
    <label for="width">Values in a partition</label>
    <input
      id="width"
      type="text"
      inputmode="numeric"
      ?disabled=${disabled}
      .value=${request.width}
      @change=${(event: Event) => {
        const width = typed(event);
        change({ ...request, width: /^[1-9]\d{0,17}$/.test(width) ? width : request.width });
      }}
    />
  </div>`;
}

function chosen(event: Event): string {
  return event.target instanceof HTMLSelectElement ? event.target.value : '';
}

function typed(event: Event): string {
  return event.target instanceof HTMLInputElement ? event.target.value.trim() : '';
}
