import type { EdgeLine } from './graphLayout';
import type { Point } from './layeredLayout';
import type { LineWay } from './lineBetween';

/** The line of an edge as SVG path data: through its points, level at each. */
export function edgePath({ points, start, end }: LineWay): string {
  const first = points[0];
  const final = points.at(-1);
  if (first === undefined || final === undefined) {
    return '';
  }
  const out = { x: first.x + start * stub, y: first.y };
  const parts = [`M${at(first)} H${round(out.x)}`];
  const rest = [...points.slice(1, -1), { x: final.x + end * stub, y: final.y }];
  let last: Point = out;
  rest.forEach((point, index) => {
    const isLast = index === rest.length - 1;
    const bend = Math.max(24, Math.abs(point.x - last.x) / 2);
    const leave = index === 0 ? start : Math.sign(point.x - last.x) || 1;
    const back = isLast ? end : -(Math.sign(point.x - last.x) || 1);
    parts.push(
      `C${at({ x: last.x + leave * bend, y: last.y })} ${at({ x: point.x + back * bend, y: point.y })} ${at(point)}`,
    );
    last = point;
  });
  return `${parts.join(' ')} H${round(final.x)}`;
}

/** So far a line leaves a box straight, where the marks of its end stand. */
const stub = 22;

/** What stands at the two ends of an edge: crow's feet of a foreign key, an arrow of any other dependency. */
export function endMarks(line: EdgeLine): { readonly lines: string; readonly circles: readonly Point[] } {
  const { edge, points, start, end } = line;
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) {
    return { lines: '', circles: [] };
  }
  if (edge.key === undefined) {
    return { lines: arrowTip(last, end), circles: [] };
  }
  const { mandatory, single } = edge.key;
  const on = mandatory ? `${bar(first, start, 8)} ${bar(first, start, 13)}` : bar(first, start, 8);
  const many = single ? bar(last, end, 8) : foot(last, end);
  const circles = [{ x: last.x + end * 17, y: last.y }];
  return {
    lines: `${on} ${many}`,
    circles: mandatory ? circles : [...circles, { x: first.x + start * 16, y: first.y }],
  };
}

/** The arrow of a dependency, whose line comes from the side `end`. */
export function arrowTip(last: Point, end: 1 | -1): string {
  return `M${at({ x: last.x + end * 9, y: last.y - 5 })} L${at(last)} L${at({ x: last.x + end * 9, y: last.y + 5 })}`;
}

export const circleRadius = 4;

function bar({ x, y }: Point, side: number, distance: number): string {
  return `M${at({ x: x + side * distance, y: y - 6 })} L${at({ x: x + side * distance, y: y + 6 })}`;
}

function foot({ x, y }: Point, side: number): string {
  const heel = at({ x: x + side * 12, y });
  return `M${at({ x, y: y - 6 })} L${heel} L${at({ x, y: y + 6 })} M${heel} L${at({ x, y })}`;
}

function at({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
