import { listen } from '../../shared/listen';
import { contentTop, type RowScroll, scrollHeight, scrollTopFor, topShowing } from '../grid/rowScroll';

/** Height of a line in CSS pixels. */
export const lineHeight = 20;

/** Fills the element of a line. */
export type FillLine = (element: HTMLElement, line: number) => void;

/** A list of any number of lines, with elements for those in sight only. */
export class VirtualLines {
  readonly element = document.createElement('div');
  private readonly canvas = document.createElement('div');
  private readonly layer = document.createElement('div');
  private readonly pool: HTMLElement[] = [];
  private count = 0;
  private frame: number | undefined;

  constructor(private readonly fill: FillLine) {
    this.element.className = 'lines';
    this.canvas.className = 'lines-canvas';
    this.layer.className = 'lines-layer';
    this.canvas.append(this.layer);
    this.element.append(this.canvas);
    listen(this.element, 'scroll', () => this.refresh());
    new ResizeObserver(() => this.refresh()).observe(this.element);
  }

  get lineCount(): number {
    return this.count;
  }

  get linesInSight(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / lineHeight));
  }

  show(count: number): void {
    this.count = count;
    this.canvas.style.height = `${scrollHeight(this.scroll)}px`;
    this.refresh();
  }

  reveal(line: number): void {
    const { element, scroll } = this;
    element.scrollTop = scrollTopFor(scroll, topShowing(scroll, contentTop(scroll, element.scrollTop), line));
    this.refresh();
  }

  refresh(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.paint();
    });
  }

  private get scroll(): RowScroll {
    return { rowCount: this.count, rowHeight: lineHeight, viewport: this.element.clientHeight };
  }

  private paint(): void {
    const { scroll } = this;
    const top = contentTop(scroll, this.element.scrollTop);
    const first = Math.floor(top / lineHeight);
    const wanted = Math.ceil(scroll.viewport / lineHeight) + 1;
    this.layer.style.height = `${scroll.viewport}px`;
    while (this.pool.length < wanted) {
      const line = document.createElement('div');
      line.className = 'line';
      this.pool.push(line);
      this.layer.append(line);
    }
    this.pool.forEach((element, index) => {
      const line = first + index;
      element.hidden = index >= wanted || line >= this.count;
      if (!element.hidden) {
        element.style.transform = `translateY(${line * lineHeight - top}px)`;
        this.fill(element, line);
      }
    });
  }
}
