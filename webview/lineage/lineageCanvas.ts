import { type LineageLayer, lineageLayers } from '../../src/core/dbt/lineage/lineageLayer';
import type { PlacedBox } from '../../src/core/graph/lineBetween';
import type { Size, Viewport } from '../shared/viewport';
import type { LineagePlan, PlannedLine } from './lineagePlan';
import { sightOf, touches } from './sight';

/** What is painted, and how. */
export interface LineagePainting {
  readonly plan: LineagePlan;
  readonly current: string | undefined;
  readonly above: ReadonlySet<string>;
  readonly below: ReadonlySet<string>;
  /** Too small for arrows. */
  readonly isFar: boolean;
  /** Boxes are painted too, because there are too many for elements. */
  readonly withBoxes: boolean;
}

/** More lines than these are drawn faintly. */
const manyLines = 300;

/**
 * Paints the lines that are in sight, and from afar the boxes. Lines are a pixel wide at every scale: what is wider is filled as a shape,
 * and the long curves of thousands of lines in an SVG would be filled anew for each tile of the screen that a move touches.
 */
export function paintLineage(
  canvas: HTMLCanvasElement,
  painting: LineagePainting,
  viewport: Viewport,
  colors: PaintingColors,
): void {
  const window = fit(canvas);
  const context = canvas.getContext('2d');
  if (!context) {
    return;
  }
  const { x, y, scale } = viewport;
  const { ratio } = window;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio);
  const sight = sightOf(viewport, window);
  const { plan, above, below, isFar } = painting;
  const { plain, up, down } = sorted(painting, sight);
  const isAside = plan.lines.length > manyLines || above.size + below.size > 0;
  context.strokeStyle = isAside ? colors.faint : colors.line;
  stroke(context, plain, { width: 1 / scale, isFar });
  context.strokeStyle = colors.chosen;
  stroke(context, up, { width: 2 / scale, isFar });
  context.setLineDash([6 / scale, 3 / scale]);
  stroke(context, down, { width: 2 / scale, isFar });
  context.setLineDash([]);
  if (painting.withBoxes) {
    paintBoxes(context, painting, sight, colors);
  }
}

/** The colours of the theme, as a canvas wants them. */
export interface PaintingColors {
  readonly line: string;
  readonly faint: string;
  readonly chosen: string;
  readonly foreground: string;
  readonly layers: ReadonlyMap<LineageLayer, string>;
}

/** They are those of style sheets, asked for with an element that is not seen. */
export function paintingColors(canvas: HTMLCanvasElement): PaintingColors {
  const style = getComputedStyle(canvas);
  const colors = { line: style.color, faint: style.borderTopColor, chosen: style.caretColor };
  const probe = document.createElement('i');
  probe.hidden = true;
  document.body.append(probe);
  const layers = lineageLayers.map((layer) => {
    probe.className = `swatch layer-${layer}`;
    return [layer, getComputedStyle(probe).backgroundColor] as const;
  });
  probe.remove();
  return { ...colors, foreground: getComputedStyle(document.body).color, layers: new Map(layers) };
}

function paintBoxes(
  context: CanvasRenderingContext2D,
  { plan, current, above, below }: LineagePainting,
  sight: PlacedBox,
  colors: PaintingColors,
): void {
  const { a: scale } = context.getTransform();
  context.strokeStyle = colors.foreground;
  context.lineWidth = (1.5 * window.devicePixelRatio) / scale;
  for (const box of plan.layout.boxes) {
    const { id, layer } = box.node;
    if (id === current || !touches(box, sight)) {
      continue;
    }
    const { x, y, width, height } = box;
    context.fillStyle = colors.layers.get(layer) ?? colors.line;
    context.fillRect(x, y, width, height);
    if (above.has(id) || below.has(id)) {
      context.strokeRect(x, y, width, height);
    }
  }
}

/** As many pixels as the screen has where the canvas is. */
function fit(canvas: HTMLCanvasElement): Size & { readonly ratio: number } {
  const ratio = window.devicePixelRatio;
  const { clientWidth: width, clientHeight: height } = canvas;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  return { width, height, ratio };
}

function sorted(
  { plan, current, above, below }: LineagePainting,
  sight: PlacedBox,
): Readonly<Record<'plain' | 'up' | 'down', readonly PlannedLine[]>> {
  const isUp = (id: string) => id === current || above.has(id);
  const isDown = (id: string) => id === current || below.has(id);
  const found: Record<'plain' | 'up' | 'down', PlannedLine[]> = { plain: [], up: [], down: [] };
  for (const line of plan.lines) {
    if (touches(line.around, sight)) {
      const { on, dependent } = line;
      const look = isUp(on) && isUp(dependent) ? 'up' : isDown(on) && isDown(dependent) ? 'down' : 'plain';
      found[look].push(line);
    }
  }
  return found;
}

function stroke(
  context: CanvasRenderingContext2D,
  lines: readonly PlannedLine[],
  { width, isFar }: { readonly width: number; readonly isFar: boolean },
): void {
  context.lineWidth = width;
  for (const line of lines) {
    const { curve, tip } = shapesOf(line);
    context.stroke(curve);
    if (!isFar) {
      context.stroke(tip);
    }
  }
}

interface Shapes {
  readonly curve: Path2D;
  readonly tip: Path2D;
}

const shapes = new WeakMap<PlannedLine, Shapes>();

/** Made when a line comes into sight for the first time. */
function shapesOf(line: PlannedLine): Shapes {
  const known = shapes.get(line);
  if (known) {
    return known;
  }
  const made = { curve: new Path2D(line.path), tip: new Path2D(line.tip) };
  shapes.set(line, made);
  return made;
}
