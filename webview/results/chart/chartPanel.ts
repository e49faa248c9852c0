import { html, render, type TemplateResult } from 'lit/html.js';
import type { ResultColumn } from '../../../src/core/query/session';
import {
  type ChartData,
  type ChartKind,
  chartKinds,
  type ChartMeasure,
  chartMeasures,
  chartSeriesLimit,
  type ChartSpec,
} from '../../../src/core/results/chart';
import { type ChartShape, chartShapes, type ChartSize } from '../../../src/core/results/chartShapes';
import { type ChartColors, chartSvg } from '../../../src/core/results/chartSvg';
import { orderKind } from '../../../src/core/results/orderKind';
import { hasAxis } from '../../../src/core/results/plainNumber';
import { visibleText } from '../../shared/visibleText';
import type { RowJob } from '../rows/rowJob';
import { chartPicture, chartPixels, chartTable } from './chartDrawing';

export interface ChartParts {
  readonly job: RowJob;
  load(spec: ChartSpec, signal: AbortSignal): Promise<ChartData>;
  save(format: 'svg' | 'png', content: string): Promise<void>;
  /** Back to the rows. */
  close(): void;
}

const kindWords: Readonly<Record<ChartKind, string>> = {
  line: 'Line',
  bar: 'Bars',
  scatter: 'Scatter',
  histogram: 'Histogram',
};
const measureWords: Readonly<Record<ChartMeasure, string>> = {
  count: 'Number of rows',
  sum: 'Sum',
  average: 'Average',
  least: 'Least',
  greatest: 'Greatest',
};

/** A chart of the rows that are shown, in the place of the rows. */
export class ChartPanel {
  readonly element = document.createElement('div');
  private columns: readonly ResultColumn[] = [];
  private spec: ChartSpec = { kind: 'line', x: undefined, y: [], measure: 'count' };
  private data: ChartData | undefined;

  constructor(private readonly parts: ChartParts) {
    this.element.className = 'chart';
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', 'Chart');
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  show(columns: readonly ResultColumn[]): void {
    this.columns = columns;
    this.spec = firstSpec(columns);
    void this.load();
  }

  /** The rows were arranged anew. */
  reload(): void {
    void this.load();
  }

  private async load(): Promise<void> {
    const { spec } = this;
    this.draw();
    const loaded = await this.parts.job.run('Gathering the chart', (signal) => this.parts.load(spec, signal));
    if (loaded) {
      this.data = loaded.value;
    }
    this.draw();
  }

  private change(different: Partial<ChartSpec>): void {
    this.spec = { ...this.spec, ...different };
    void this.load();
  }

  private size(): ChartSize {
    const { clientWidth, clientHeight } = this.element;
    return { width: Math.max(280, clientWidth - 24), height: Math.max(160, clientHeight - 96) };
  }

  private draw(): void {
    const { data } = this;
    const shapes = data ? chartShapes(data, this.size()) : [];
    render(
      html`<div class="chart-controls">${this.controls()}</div>
        <div class="chart-body" tabindex="0" role="group" aria-label="Picture and numbers">
          ${data ? this.content(data, shapes) : ''}
        </div>`,
      this.element,
    );
  }

  private content(data: ChartData, shapes: readonly ChartShape[]): TemplateResult {
    const names = data.series.map(({ name }) => visibleText(name));
    const description = `${kindWords[data.kind]} of ${names.join(', ')} by ${visibleText(data.xName)}. ${data.said}`;
    return html`${
        names.length > 1
          ? html`<ul class="chart-legend" aria-label="Series">
              ${names.map((name, index) => html`<li><i class="chart-key chart-series-${index % 6}"></i>${name}</li>`)}
            </ul>`
          : ''
      }
      ${chartPicture(shapes, this.size(), description)}
      <p class="chart-said muted">${data.said}</p>
      <details>
        <summary>Numbers</summary>
        ${chartTable(data)}
      </details>`;
  }

  private controls(): TemplateResult {
    const { kind, x, y, measure } = this.spec;
    const numbers = this.columns.flatMap((column, index) => (hasAxis(orderKind(column)) ? [index] : []));
    return html`${select(
        'Kind',
        kind,
        chartKinds.map((each) => [each, kindWords[each]]),
        (value) => this.change({ kind: chartKinds.find((each) => each === value) ?? 'line' }),
      )}
      ${
        kind === 'histogram'
          ? ''
          : select(
              'X',
              String(x ?? 'row'),
              this.columnOptions(
                this.columns.map((_, index) => index),
                true,
              ),
              (value) => this.change({ x: value === 'row' ? undefined : Number(value) }),
            )
      }
      ${
        kind === 'bar'
          ? select(
              'Bar',
              measure,
              chartMeasures.map((each) => [each, measureWords[each]]),
              (value) => this.change({ measure: chartMeasures.find((each) => each === value) ?? 'count' }),
            )
          : ''
      }
      ${kind === 'bar' && measure === 'count' ? '' : this.seriesControls(numbers, kind === 'histogram' ? y.slice(0, 1) : y)}
      <span class="chart-actions">
        <button class="link" type="button" @click=${() => void this.save('svg')}>Save SVG…</button>
        <button class="link" type="button" @click=${() => void this.save('png')}>Save PNG…</button>
        <button class="link" type="button" @click=${() => this.parts.close()}>Rows</button>
      </span>`;
  }

  private seriesControls(numbers: readonly number[], y: readonly number[]): TemplateResult {
    const free = numbers.filter((column) => !y.includes(column));
    const replace = (index: number, value: string) =>
      this.change({
        y:
          value === ''
            ? y.filter((_, each) => each !== index)
            : y.map((each, at) => (at === index ? Number(value) : each)),
      });
    return html`${y.map((column, index) =>
      select(
        y.length > 1 ? `Y ${index + 1}` : 'Y',
        String(column),
        [...this.columnOptions(numbers, false), ...(y.length > 1 ? ([['', 'Remove']] as const) : [])],
        (value) => replace(index, value),
      ),
    )}
    ${
      free.length > 0 && y.length < chartSeriesLimit && this.spec.kind !== 'histogram'
        ? html`<button class="link" type="button" @click=${() => this.change({ y: [...y, free[0] ?? 0] })}>
            Add Y
          </button>`
        : ''
    }`;
  }

  private columnOptions(
    columns: readonly number[],
    withRow: boolean,
  ): readonly (readonly [string, string])[] {
    const named = columns.map(
      (column) => [String(column), visibleText(this.columns[column]?.name ?? '')] as const,
    );
    return withRow ? [['row', 'Row number'], ...named] : named;
  }

  private async save(format: 'svg' | 'png'): Promise<void> {
    if (this.data) {
      const size = this.size();
      const shapes = chartShapes(this.data, size);
      const colors = this.colors();
      const content =
        format === 'svg' ? chartSvg(shapes, size, colors, this.data.said) : chartPixels(shapes, size, colors);
      await this.parts.save(format, content);
    }
  }

  /** As the theme shows them now. */
  private colors(): ChartColors {
    const probe = document.createElement('i');
    this.element.append(probe);
    const read = (className: string) => {
      probe.className = className;
      return getComputedStyle(probe).color;
    };
    const colors = {
      background: getComputedStyle(document.body).backgroundColor,
      text: read('chart-text'),
      rule: read('chart-key-rule'),
      series: Array.from({ length: 6 }, (_, index) => read(`chart-key chart-series-${index}`)),
    };
    probe.remove();
    return colors;
  }
}

/** A time along the axis if there is one, and the first number; else how often each value occurs. */
function firstSpec(columns: readonly ResultColumn[]): ChartSpec {
  const kinds = columns.map(orderKind);
  const moment = kinds.indexOf('moment');
  const x = moment < 0 ? undefined : moment;
  const isNumber = (index: number) => kinds[index] === 'number' || kinds[index] === 'money';
  const numbers = kinds.flatMap((_, index) => (isNumber(index) ? [index] : []));
  const number = numbers.find((index) => !/(^|_)id$/i.test(columns[index]?.name ?? '')) ?? numbers[0];
  return number === undefined
    ? { kind: 'bar', x: 0, y: [], measure: 'count' }
    : { kind: 'line', x, y: [number], measure: 'sum' };
}

function select(
  label: string,
  value: string,
  options: readonly (readonly [string, string])[],
  change: (value: string) => void,
): TemplateResult {
  const onChange = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      change(event.target.value);
    }
  };
  return html`<label class="chart-label"
    >${label}
    <select class="input" @change=${onChange}>
      ${options.map(([each, words]) => html`<option value=${each} ?selected=${each === value}>${words}</option>`)}
    </select></label
  >`;
}
