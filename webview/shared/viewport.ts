/** What part of a drawing is seen: it moves and scales the group of everything that is drawn. */
export class Viewport {
  scale = 1;
  x = 0;
  y = 0;

  /** @param apply shows the drawing at the new place. */
  constructor(private readonly apply: (viewport: Viewport) => void) {}

  moveBy(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
    this.apply(this);
  }

  /** Scales around a point of the window, which stays where it is. */
  zoomBy(factor: number, around: { readonly x: number; readonly y: number }): void {
    const scale = Math.min(maxScale, Math.max(minScale, this.scale * factor));
    const change = scale / this.scale;
    this.x = around.x - (around.x - this.x) * change;
    this.y = around.y - (around.y - this.y) * change;
    this.scale = scale;
    this.apply(this);
  }

  /** Shows all of a drawing, but never larger than it is. */
  fit(drawing: Size, window: Size): void {
    const room = Math.min(window.width / drawing.width, window.height / drawing.height);
    this.scale = Math.min(1, Math.max(minScale, room));
    this.x = (window.width - drawing.width * this.scale) / 2;
    this.y = Math.max(0, (window.height - drawing.height * this.scale) / 2);
    this.apply(this);
  }

  /** Moves no further than needed to bring a box of the drawing into sight. */
  reveal(box: Size & { readonly x: number; readonly y: number }, window: Size): void {
    const shift = (start: number, length: number, room: number): number => {
      if (start < edge || length > room) {
        return edge - start;
      }
      return start + length > room - edge ? room - edge - start - length : 0;
    };
    this.moveBy(
      shift(box.x * this.scale + this.x, box.width * this.scale, window.width),
      shift(box.y * this.scale + this.y, box.height * this.scale, window.height),
    );
  }
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const minScale = 0.05;
const maxScale = 3;
const edge = 16;
