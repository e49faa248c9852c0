import { html, svg, type TemplateResult } from 'lit/html.js';
import { axisText } from '../../../src/core/results/axisText';
import type { ChartData } from '../../../src/core/results/chart';
import type { ChartShape, ChartSize } from '../../../src/core/results/chartShapes';
import { type ChartColors, pathText, seriesColor } from '../../../src/core/results/chartSvg';
import { visibleText } from '../../shared/visibleText';
import { formatCount } from '../../shared/words';

/** Rows of the table beside a chart; the picture itself has no more points than 2,000 for each series. */
const tableRows = 500;

/** The chart as a picture with a description. Colours come from classes, so that they follow the theme. */
export function chartPicture(
  shapes: readonly ChartShape[],
  { width, height }: ChartSize,
  description: string,
): TemplateResult {
  return html`<svg
    class="chart-picture"
    viewBox="0 0 ${width} ${height}"
    width=${width}
    height=${height}
    role="img"
    aria-label=${description}
  >
    ${shapes.map(shapeTemplate)}
  </svg>`;
}

function shapeTemplate(shape: ChartShape) {
  const look =
    'series' in shape ? `chart-${shape.kind} chart-series-${shape.series % 6}` : `chart-${shape.kind}`;
  switch (shape.kind) {
    case 'rule':
      return svg`<line class="${look} ${shape.strong ? 'chart-strong' : ''}" x1=${shape.x1} y1=${shape.y1} x2=${shape.x2} y2=${shape.y2}></line>`;
    case 'path':
      return svg`<path class=${look} d=${pathText(shape.points)}></path>`;
    case 'area':
      return svg`<path class=${look} d=${`${pathText(shape.points)}Z`}></path>`;
    case 'bar':
      return svg`<rect class=${look} x=${shape.x} y=${shape.y} width=${shape.width} height=${shape.height}></rect>`;
    case 'dot':
      return svg`<circle class=${look} cx=${shape.x} cy=${shape.y} r="2.5"></circle>`;
    case 'text':
      return svg`<text class=${look} x=${shape.x} y=${shape.y} text-anchor=${shape.anchor}>${visibleText(shape.text)}</text>`;
  }
}

/** The same numbers as the picture, as a table. */
export function chartTable({ axis, categories, xName, series }: ChartData): TemplateResult {
  const all = series.flatMap(({ points }) => points.map(({ x }) => x));
  const xs = [...new Set(all)].sort((a, b) => a - b);
  const range = (xs.at(-1) ?? 0) - (xs[0] ?? 0);
  const label = (x: number) =>
    axis === 'category' ? visibleText(categories[x] ?? '') : axisText(axis, x, range);
  const lookups = series.map(({ points }) => new Map(points.map((point) => [point.x, point])));
  const more = xs.length - tableRows;
  return html`<table class="chart-table">
      <thead>
        <tr>
          <th scope="col">${visibleText(xName)}</th>
          ${series.map(({ name }) => html`<th scope="col">${visibleText(name)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${xs.slice(0, tableRows).map(
          (x) =>
            html`<tr>
              <th scope="row">${label(x)}</th>
              ${lookups.map((lookup) => {
                const point = lookup.get(x);
                const band =
                  point?.low === undefined
                    ? ''
                    : ` (${number(point.low)} to ${number(point.high ?? point.low)})`;
                return html`<td>${point ? `${number(point.y)}${band}` : ''}</td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="muted">${formatCount(more)} more are in the picture only.</p>` : ''}`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(10)));
}

/** Draws the chart as pixels, twice as fine as the screen's own. */
export function chartPixels(
  shapes: readonly ChartShape[],
  { width, height }: ChartSize,
  colors: ChartColors,
): string {
  const canvas = document.createElement('canvas');
  canvas.width = width * 2;
  canvas.height = height * 2;
  const context = canvas.getContext('2d');
  if (!context) {
    return '';
  }
  context.scale(2, 2);
  context.fillStyle = colors.background;
  context.fillRect(0, 0, width, height);
  context.font = '12px Segoe UI, Helvetica, Arial, sans-serif';
  for (const shape of shapes) {
    drawShape(context, shape, colors);
  }
  return canvas.toDataURL('image/png').replace(/^data:[^,]*,/, '');
}

function drawShape(context: CanvasRenderingContext2D, shape: ChartShape, colors: ChartColors): void {
  const color = 'series' in shape ? seriesColor(colors, shape.series) : colors.text;
  context.fillStyle = color;
  context.strokeStyle = shape.kind === 'rule' ? colors.rule : color;
  context.lineWidth = shape.kind === 'rule' && !shape.strong ? 0.5 : 1.5;
  switch (shape.kind) {
    case 'rule':
      context.stroke(
        new Path2D(
          pathText([
            [shape.x1, shape.y1],
            [shape.x2, shape.y2],
          ]),
        ),
      );
      break;
    case 'path':
      context.stroke(new Path2D(pathText(shape.points)));
      break;
    case 'area':
      context.globalAlpha = 0.25;
      context.fill(new Path2D(`${pathText(shape.points)}Z`));
      context.globalAlpha = 1;
      break;
    case 'bar':
      context.fillRect(shape.x, shape.y, shape.width, shape.height);
      break;
    case 'dot':
      context.beginPath();
      context.arc(shape.x, shape.y, 2.5, 0, 2 * Math.PI);
      context.fill();
      break;
    case 'text':
      context.textAlign = shape.anchor === 'middle' ? 'center' : shape.anchor;
      context.fillText(visibleText(shape.text), shape.x, shape.y);
      break;
  }
}
