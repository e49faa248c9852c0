import { render } from 'lit/html.js';
import type { LineageBox } from '../../src/core/dbt/lineage/lineageLayout';
import type { PlacedBox } from '../../src/core/graph/lineBetween';
import { type Size, Viewport } from '../shared/viewport';
import { paintingColors, type PaintingColors, paintLineage } from './lineageCanvas';
import { elementId, type LineageDrawing, lineageTemplate } from './lineageDrawing';
import { contains, sightOf, touches, widened } from './sight';

/** What is drawn, wherever one looks. */
export type LineageScene = Pick<
  LineageDrawing,
  'plan' | 'current' | 'above' | 'below' | 'measures' | 'focused'
>;

/** Below this scale texts could not be read, so there are none. */
const farScale = 0.5;
/** From afar more nodes than these are painted: so many elements would make each change slow. */
const manyNodes = 150;

/** The place where a lineage is drawn: what of it is seen, in elements and in a canvas. */
export class LineageStage {
  readonly viewport = new Viewport(() => this.moved());
  private scene: LineageScene | undefined;
  private area: HTMLElement | undefined;
  private drawn: { readonly sight: PlacedBox; readonly isFar: boolean } | undefined;
  private frame: number | undefined;
  private colors: PaintingColors | undefined;

  constructor() {
    window.addEventListener('resize', () => this.moved());
    // A canvas has the colours of the theme as it was when it was painted.
    const theme = new MutationObserver(() => {
      this.colors = undefined;
      this.moved();
    });
    theme.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  }

  /** @param afresh begins with all of it, before hundreds of nodes are made of a part that nobody is to see */
  show(area: HTMLElement, scene: LineageScene, afresh: boolean): void {
    this.area = area;
    this.scene = scene;
    if (afresh) {
      this.fit();
      this.begin();
    }
    this.drawNodes(area, scene);
    this.place();
  }

  fit(): void {
    if (this.scene) {
      this.viewport.fit(this.scene.plan.layout, this.window());
    }
  }

  zoom(factor: number): void {
    const { width, height } = this.window();
    this.viewport.zoomBy(factor, { x: width / 2, y: height / 2 });
  }

  /** Brings the chosen node into sight, and the focus to it. */
  reveal(): void {
    const box = this.currentBox();
    if (box) {
      this.viewport.reveal(box, this.window());
      this.focus();
    }
  }

  focus(): void {
    const { plan, current } = this.scene ?? {};
    if (plan && current !== undefined) {
      document.getElementById(elementId(plan, current))?.focus({ preventScroll: true });
    }
  }

  /** The node under the pointer, by its place, because from afar nodes are no elements. */
  boxAt({ clientX, clientY }: MouseEvent): LineageBox | undefined {
    const { left = 0, top = 0 } = this.area?.getBoundingClientRect() ?? {};
    const { x, y, scale } = this.viewport;
    const point = { x: (clientX - left - x) / scale, y: (clientY - top - y) / scale, width: 0, height: 0 };
    return this.scene?.plan.layout.boxes.find((box) => touches(box, point));
  }

  /** A lineage that does not fit is begun at the node that it is about. */
  private begin(): void {
    const box = this.currentBox();
    const { size = 0 } = this.scene?.plan.boxes ?? {};
    if (box && this.viewport.scale < farScale && size < manyNodes) {
      this.viewport.zoomBy(farScale / this.viewport.scale, { x: 0, y: 0 });
      this.viewport.reveal(box, this.window());
    }
  }

  private currentBox(): LineageBox | undefined {
    const { plan, current } = this.scene ?? {};
    return current === undefined ? undefined : plan?.boxes.get(current);
  }

  private window(): Size {
    const area = this.area?.getBoundingClientRect();
    return { width: area?.width ?? 1, height: area?.height ?? 1 };
  }

  /** However often it is moved before the next frame, it is drawn once. */
  private moved(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.place();
    });
  }

  /** Moving changes one attribute and the canvas; only when something comes into sight that is not drawn yet, nodes are made. */
  private place(): void {
    const { scene, area } = this;
    if (!scene || !area) {
      return;
    }
    const { x, y, scale } = this.viewport;
    const isFar = scale < farScale;
    const sight = sightOf(this.viewport, this.window());
    if (!(this.drawn?.isFar === isFar && contains(this.drawn.sight, sight))) {
      this.drawNodes(area, scene);
    }
    document.getElementById('everything')?.setAttribute('transform', `translate(${x} ${y}) scale(${scale})`);
    const canvas = area.querySelector('canvas');
    if (canvas) {
      this.colors ??= paintingColors(canvas);
      const painting = { ...scene, isFar, withBoxes: isPainted(scene, isFar) };
      paintLineage(canvas, painting, this.viewport, this.colors);
    }
  }

  private drawNodes(area: HTMLElement, scene: LineageScene): void {
    const sight = widened(sightOf(this.viewport, this.window()));
    const isFar = this.viewport.scale < farScale;
    this.drawn = { sight, isFar };
    render(lineageTemplate({ ...scene, sight, isFar, isPainted: isPainted(scene, isFar) }), area);
  }
}

function isPainted({ plan }: LineageScene, isFar: boolean): boolean {
  return isFar && plan.boxes.size > manyNodes;
}
