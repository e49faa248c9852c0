import { html, render, type TemplateResult } from 'lit/html.js';
import { listen } from '../../shared/listen';

export interface VirtualLinesParts {
  readonly label: string;
  readonly className: string;
  readonly lineHeight: number;
  /** What stands above the lines and stays there. */
  head?(): TemplateResult;
  line(index: number): TemplateResult | string;
  /** These lines come into sight. */
  entering?(from: number, count: number): void;
}

/** No browser draws an element that is much taller; of more lines, each pixel of the scroll bar stands for several. */
const tallest = 8_000_000;
const spare = 4;

/** Any number of lines of one height, of which only those in sight have elements. */
export class VirtualLines {
  readonly element = document.createElement('div');
  private count = 0;
  private frame: number | undefined;

  constructor(private readonly parts: VirtualLinesParts) {
    const { element } = this;
    element.className = `lines ${parts.className}`;
    element.tabIndex = 0;
    element.setAttribute('aria-label', parts.label);
    new ResizeObserver(() => this.schedule()).observe(element);
    listen(element, 'scroll', () => this.schedule());
  }

  /** How many lines fit into the window. */
  get page(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / this.parts.lineHeight) - 1);
  }

  show(count: number): void {
    this.count = count;
    this.draw();
  }

  draw(): void {
    const { parts, element, count } = this;
    const first = Math.max(0, Math.floor(this.firstLine()) - spare);
    const shown = Math.min(count - first, Math.ceil(element.clientHeight / parts.lineHeight) + 2 * spare);
    parts.entering?.(first, shown);
    const shift =
      this.height < count * parts.lineHeight ? this.firstLine() * parts.lineHeight : element.scrollTop;
    render(
      html`${parts.head?.() ?? ''}
        <div class="lines-all" role="presentation" .style=${`height: ${this.height}px`}>
          ${Array.from({ length: Math.max(0, shown) }, (_, at) => {
            const top = (first + at) * parts.lineHeight - shift + element.scrollTop;
            return html`<div
              class="line"
              role="presentation"
              .style=${`transform: translateY(${Math.round(top)}px)`}
            >
              ${parts.line(first + at)}
            </div>`;
          })}
        </div>`,
      element,
    );
  }

  /** Brings a line into sight, with some lines around it. */
  reveal(line: number): void {
    const first = this.firstLine();
    const room = this.element.clientHeight / this.parts.lineHeight;
    if (line < first + 1 || line > first + room - 3) {
      const wanted = Math.max(0, line - Math.floor(room / 3));
      const lines = Math.max(1, this.count - room);
      const scrolled = this.height - this.element.clientHeight;
      this.element.scrollTop =
        this.height < this.count * this.parts.lineHeight
          ? (wanted / lines) * scrolled
          : wanted * this.parts.lineHeight;
    }
    this.draw();
  }

  private get height(): number {
    return Math.min(tallest, this.count * this.parts.lineHeight);
  }

  private firstLine(): number {
    const { element, parts, count, height } = this;
    if (height === count * parts.lineHeight) {
      return element.scrollTop / parts.lineHeight;
    }
    const part = element.scrollTop / Math.max(1, height - element.clientHeight);
    return part * Math.max(0, count - element.clientHeight / parts.lineHeight);
  }

  private schedule(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }
}
