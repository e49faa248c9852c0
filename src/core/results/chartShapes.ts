import { axisText, axisTicks, momentTicks } from './axisText';
import type { ChartData, ChartPoint } from './chart';

/** A part of a drawn chart, in CSS pixels. `series` chooses the colour. */
export type ChartShape =
  | {
      readonly kind: 'rule';
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly strong: boolean;
    }
  | { readonly kind: 'path'; readonly points: readonly Place[]; readonly series: number }
  | { readonly kind: 'area'; readonly points: readonly Place[]; readonly series: number }
  | {
      readonly kind: 'bar';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly series: number;
    }
  | { readonly kind: 'dot'; readonly x: number; readonly y: number; readonly series: number }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly anchor: 'start' | 'middle' | 'end';
    };

export type Place = readonly [x: number, y: number];

export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

const margin = { left: 72, right: 16, top: 16, bottom: 44 };
const tickDistance = { x: 110, y: 44 };
const categoryWidth = 56;
/** As much of a category as is written under its bar. */
const startOfCategory = /^.{0,10}/su;

/** What a chart looks like in an area of a size. Without points only its frame is left. */
export function chartShapes(data: ChartData, size: ChartSize): readonly ChartShape[] {
  const scale = scaleOf(data, size);
  return [...gridShapes(data, scale, size), ...axisShapes(data, scale, size), ...seriesShapes(data, scale)];
}

interface Scale {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly fromX: number;
  readonly toX: number;
  readonly fromY: number;
  readonly toY: number;
  x(value: number): number;
  y(value: number): number;
}

function scaleOf(data: ChartData, { width, height }: ChartSize): Scale {
  const points = data.series.flatMap((series) => series.points);
  const isBars = data.kind === 'bar' || data.kind === 'histogram';
  const lows = points.map(({ y, low }) => low ?? y);
  const highs = points.map(({ y, high }) => high ?? y);
  const [fromY, toY] = widened(
    least([...lows, ...(isBars ? [0] : [])]),
    greatest([...highs, ...(isBars ? [0] : [])]),
    !isBars,
  );
  const xs = points.map(({ x }) => x);
  const [fromX, toX] =
    data.axis === 'category'
      ? [-0.5, Math.max(0, data.categories.length - 1) + 0.5]
      : widened(least(xs), greatest(xs) + data.barWidth, false);
  const [left, right] = [margin.left, Math.max(margin.left + 1, width - margin.right)];
  const [top, bottom] = [margin.top, Math.max(margin.top + 1, height - margin.bottom)];
  return {
    ...{ left, right, top, bottom, fromX, toX, fromY, toY },
    x: (value) => left + ((value - fromX) / (toX - fromX)) * (right - left),
    y: (value) => bottom - ((value - fromY) / (toY - fromY)) * (bottom - top),
  };
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), values[0] ?? 0);
}

function greatest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), values[0] ?? 1);
}

/** A range of a width, with a little room where it is asked for. */
function widened(from: number, to: number, room: boolean): readonly [number, number] {
  if (from === to) {
    const half = Math.abs(from) > 0 ? Math.abs(from) / 10 : 1;
    return [from - half, to + half];
  }
  const extra = room ? (to - from) * 0.05 : 0;
  return [from - extra, to + extra];
}

function gridShapes(data: ChartData, scale: Scale, { height }: ChartSize): readonly ChartShape[] {
  const { left, right, fromY, toY } = scale;
  const ticks = axisTicks(fromY, toY, Math.max(2, height / tickDistance.y));
  return ticks.flatMap((tick): ChartShape[] => {
    const y = scale.y(tick);
    return [
      { kind: 'rule', x1: left, y1: y, x2: right, y2: y, strong: tick === 0 },
      { kind: 'text', x: left - 8, y: y + 4, text: axisText('number', tick, toY - fromY), anchor: 'end' },
    ];
  });
}

function axisShapes(data: ChartData, scale: Scale, { width, height }: ChartSize): readonly ChartShape[] {
  const { left, right, bottom, fromX, toX } = scale;
  const name: ChartShape = {
    ...{ kind: 'text', x: (left + right) / 2, y: height - 6, text: data.xName, anchor: 'middle' },
  };
  const rule: ChartShape = { kind: 'rule', x1: left, y1: bottom, x2: right, y2: bottom, strong: true };
  const label = (value: number, text: string): ChartShape => ({
    ...{ kind: 'text', x: scale.x(value), y: bottom + 16, text, anchor: 'middle' },
  });
  if (data.axis === 'category') {
    const step = Math.max(1, Math.ceil((data.categories.length * categoryWidth) / (right - left)));
    const labels = data.categories.flatMap((category, index) =>
      index % step === 0 ? [label(index, shortened(category))] : [],
    );
    return [rule, name, ...labels];
  }
  const axis = data.axis;
  const most = Math.max(2, width / tickDistance.x);
  const ticks = (axis === 'moment' ? momentTicks : axisTicks)(fromX, toX, most);
  return [rule, name, ...ticks.map((tick) => label(tick, axisText(axis, tick, toX - fromX)))];
}

function shortened(text: string): string {
  const [start = ''] = startOfCategory.exec(text) ?? [];
  return start.length < text.length ? `${start}…` : text;
}

function seriesShapes(data: ChartData, scale: Scale): readonly ChartShape[] {
  return data.series.flatMap(({ points }, series) => {
    switch (data.kind) {
      case 'line':
        return lineShapes(points, series, scale);
      case 'scatter':
        return points.map(({ x, y }): ChartShape => ({ kind: 'dot', x: scale.x(x), y: scale.y(y), series }));
      case 'bar':
      case 'histogram':
        return points.map((point) => barShape(data, point, series, scale));
    }
  });
}

function lineShapes(points: readonly ChartPoint[], series: number, scale: Scale): readonly ChartShape[] {
  const line = points.map(({ x, y }): Place => [scale.x(x), scale.y(y)]);
  const hasBand = points.some(({ low }) => low !== undefined);
  const upper = points.map(({ x, y, high }): Place => [scale.x(x), scale.y(high ?? y)]);
  const lower = points.map(({ x, y, low }): Place => [scale.x(x), scale.y(low ?? y)]).reverse();
  const [only] = line;
  const path: ChartShape =
    line.length === 1 && only
      ? { kind: 'dot', x: only[0], y: only[1], series }
      : { kind: 'path', points: line, series };
  return hasBand ? [{ kind: 'area', points: [...upper, ...lower], series }, path] : [path];
}

/** Bars of one category stand side by side. */
function barShape(
  { kind, series: all, barWidth }: ChartData,
  { x, y }: ChartPoint,
  series: number,
  scale: Scale,
): ChartShape {
  const isHistogram = kind === 'histogram';
  const start = isHistogram ? scale.x(x) : scale.x(x - 0.4 + (0.8 * series) / all.length);
  const end = isHistogram ? scale.x(x + barWidth) : scale.x(x - 0.4 + (0.8 * (series + 1)) / all.length);
  const [top, bottom] = [scale.y(Math.max(0, y)), scale.y(Math.min(0, y))];
  const width = Math.max(1, end - start - 1);
  return { kind: 'bar', x: start, y: top, width, height: Math.max(0, bottom - top), series };
}
