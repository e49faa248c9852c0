import type { ChartShape, ChartSize, Place } from './chartShapes';

/** The colours of a picture, as CSS. */
export interface ChartColors {
  readonly background: string;
  readonly text: string;
  readonly rule: string;
  /** Used again from the first when there are more series. */
  readonly series: readonly string[];
}

/** A chart as an SVG picture of its own. Names are text in it, never markup. */
export function chartSvg(
  shapes: readonly ChartShape[],
  { width, height }: ChartSize,
  colors: ChartColors,
  title: string,
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Segoe UI, Helvetica, Arial, sans-serif" font-size="12">
<title>${xml(title)}</title>
<rect width="100%" height="100%" fill="${xml(colors.background)}"/>
${shapes.map((shape) => shapeText(shape, colors)).join('\n')}
</svg>
`;
}

/** `M0 0L10 5` */
export function pathText(points: readonly Place[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}

export function seriesColor({ series }: ChartColors, index: number): string {
  return series[index % series.length] ?? '';
}

function shapeText(shape: ChartShape, colors: ChartColors): string {
  const color = xml('series' in shape ? seriesColor(colors, shape.series) : colors.text);
  switch (shape.kind) {
    case 'rule':
      return `<path d="${pathText([
        [shape.x1, shape.y1],
        [shape.x2, shape.y2],
      ])}" stroke="${xml(colors.rule)}" stroke-width="${shape.strong ? 1.5 : 0.5}"/>`;
    case 'path':
      return `<path d="${pathText(shape.points)}" fill="none" stroke="${color}" stroke-width="1.5"/>`;
    case 'area':
      return `<path d="${pathText(shape.points)}Z" fill="${color}" fill-opacity="0.25"/>`;
    case 'bar':
      return `<rect x="${round(shape.x)}" y="${round(shape.y)}" width="${round(shape.width)}" height="${round(shape.height)}" fill="${color}"/>`;
    case 'dot':
      return `<circle cx="${round(shape.x)}" cy="${round(shape.y)}" r="2.5" fill="${color}"/>`;
    case 'text':
      return `<text x="${round(shape.x)}" y="${round(shape.y)}" text-anchor="${shape.anchor}" fill="${color}">${xml(shape.text)}</text>`;
  }
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A text for XML, which knows no control characters at all. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
