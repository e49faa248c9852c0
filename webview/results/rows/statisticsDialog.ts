import { html, render, type TemplateResult } from 'lit/html.js';
import { isCancellation } from '../../../src/base/cancelSignal';
import { axisText } from '../../../src/core/results/axisText';
import type { ResultColumn } from '../../../src/core/query/session';
import type { ColumnStatistics, FrequentValue, Histogram } from '../../../src/core/results/statistics';
import type { JobProgress } from '../../../src/protocol/rowTools';
import { visibleText } from '../../shared/visibleText';
import { formatCount } from '../../shared/words';

/** The column whose statistics are shown, and how to get at them. */
export interface StatisticsSubject {
  readonly column: ResultColumn;
  /** Such as `All rows`. */
  readonly which: string;
  load(signal: AbortSignal): Promise<ColumnStatistics>;
}

/** A dialog with what is known of the values of one column. */
export class StatisticsDialog {
  readonly element = document.createElement('dialog');
  private loading = new AbortController();
  private subject: StatisticsSubject | undefined;
  private share = '';

  constructor() {
    this.element.className = 'viewer statistics';
    this.element.setAttribute('aria-labelledby', 'statistics-title');
    this.element.addEventListener('close', () => {
      this.loading.abort();
      this.subject = undefined;
      render('', this.element);
    });
  }

  async open(subject: StatisticsSubject): Promise<void> {
    this.loading = new AbortController();
    this.subject = subject;
    this.share = '';
    this.drawLoading(subject);
    this.element.showModal();
    try {
      this.draw(subject, statisticsTemplate(await subject.load(this.loading.signal)));
    } catch (error) {
      if (!isCancellation(error)) {
        const words = error instanceof Error ? error.message : String(error);
        this.draw(subject, html`<p class="blank" role="alert">${words}</p>`);
      }
    }
  }

  progress({ rows, of }: JobProgress): void {
    if (this.subject && of > 0 && this.element.querySelector('.statistics-loading')) {
      this.share = `${Math.floor((rows / of) * 100)} %`;
      this.drawLoading(this.subject);
    }
  }

  private drawLoading(subject: StatisticsSubject): void {
    this.draw(subject, html`<p class="blank statistics-loading" role="status">Counting… ${this.share}</p>`);
  }

  private draw({ column, which }: StatisticsSubject, content: TemplateResult): void {
    render(
      html`<header class="viewer-head">
          <h2 id="statistics-title">
            <span class="viewer-name">${visibleText(column.name)}</span>
            <span class="muted">${visibleText(column.typeName)} · ${which}</span>
          </h2>
        </header>
        <div class="viewer-body statistics-body" tabindex="0" role="group" aria-label="Statistics">
          ${content}
        </div>
        <footer class="viewer-foot">
          <span class="muted"></span>
          <vscode-button @click=${() => this.element.close()}>Close</vscode-button>
        </footer>`,
      this.element,
    );
  }
}

function statisticsTemplate(statistics: ColumnStatistics): TemplateResult {
  const { rows, nulls, empty, distinct, least, greatest, numbers, frequent, histogram } = statistics;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['Rows', formatCount(rows)],
    ['NULL', withShare(nulls, rows)],
    ['Empty', empty === undefined ? undefined : withShare(empty, rows)],
    [
      'Distinct',
      `${distinct.isExact ? '' : 'about '}${formatCount(distinct.count)}${distinct.isExact ? '' : ' (estimated, ± 1 %)'}`,
    ],
    ['Least', least === undefined ? undefined : visibleText(least)],
    ['Greatest', greatest === undefined ? undefined : visibleText(greatest)],
    ['Sum', numbers && `${numbers.sum}${numbers.isExact ? '' : ' (double precision)'}`],
    ['Average', numbers?.average],
    [
      'Standard deviation',
      numbers?.deviation === undefined ? undefined : String(Number(numbers.deviation.toPrecision(10))),
    ],
  ];
  return html`<dl class="fields statistics-fields">
      ${lines.map(([name, text]) =>
        text === undefined
          ? ''
          : html`<dt>${name}</dt>
              <dd class="mono">${text}</dd>`,
      )}
    </dl>
    ${histogram ? histogramTemplate(histogram) : ''} ${frequent ? frequentTemplate(frequent, rows) : ''}`;
}

function histogramTemplate({ from, to, kind, counts, outside }: Histogram): TemplateResult {
  const width = (to - from) / counts.length;
  const text = (value: number) => axisText(kind, value, to - from);
  const bars = counts.map((count, index) => ({
    label: from === to ? text(from) : `${text(from + index * width)} to ${text(from + (index + 1) * width)}`,
    count,
  }));
  const shown = from === to ? bars.slice(0, 1) : bars;
  const rest = outside > 0 ? html`<p class="muted">${formatCount(outside)} more: NaN or infinity.</p>` : '';
  return html`<h3>Distribution</h3>
    ${barsTemplate(shown)} ${rest}`;
}

function frequentTemplate(frequent: readonly FrequentValue[], rows: number): TemplateResult {
  return html`<h3>Most frequent values</h3>
    ${barsTemplate(
      frequent.map(({ value, count }) => ({
        label: value === '' ? '(empty)' : visibleText(value),
        count,
        share: withShare(count, rows),
      })),
    )}`;
}

interface Bar {
  readonly label: string;
  readonly count: number;
  readonly share?: string;
}

/** A table whose bars repeat what its numbers say. */
function barsTemplate(bars: readonly Bar[]): TemplateResult {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return html`<table class="bars">
    <thead class="spoken">
      <tr>
        <th scope="col">Values</th>
        <th scope="col">Share</th>
        <th scope="col">Rows</th>
      </tr>
    </thead>
    <tbody>
      ${bars.map(
        ({ label, count, share }) =>
          html`<tr>
            <th scope="row" class="mono">${label}</th>
            <td class="bars-cell">
              <progress class="bars-bar" aria-hidden="true" max=${most} value=${count}></progress>
            </td>
            <td class="bars-count">${share ?? formatCount(count)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function withShare(count: number, rows: number): string {
  const percent = rows === 0 ? 0 : (count / rows) * 100;
  const words = percent > 0 && percent < 0.1 ? '< 0.1' : percent.toFixed(1).replace(/\.0$/, '');
  return count === 0 ? '0' : `${formatCount(count)} (${words} %)`;
}
