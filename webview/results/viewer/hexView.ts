import { countOf } from '../../shared/words';
import { VirtualLines } from './virtualLines';

/** Bytes of a value that lie beside each other. */
const bytesPerLine = 16;
/** Lines that are asked for at once. */
const linesPerPart = 256;

/** The bytes of a bytea value: any number of them, loaded where they are in sight. */
export class HexView {
  private readonly lines = new VirtualLines((element, line) => this.fill(element, line));
  private readonly parts = new Map<number, string | undefined>();
  private problem: string | undefined;

  /**
   * @param byteCount of the value
   * @param load the hexadecimal digits of some bytes
   */
  constructor(
    byteCount: number,
    private readonly load: (first: number, count: number) => Promise<string>,
  ) {
    const { element } = this.lines;
    element.tabIndex = 0;
    element.setAttribute('role', 'region');
    element.setAttribute('aria-label', `Hexadecimal view of ${countOf(byteCount, 'byte')}`);
    this.lines.show(Math.ceil(byteCount / bytesPerLine));
  }

  get element(): HTMLElement {
    return this.lines.element;
  }

  private fill(element: HTMLElement, line: number): void {
    const part = Math.floor(line / linesPerPart);
    const digits = this.parts.get(part);
    if (digits === undefined && !this.parts.has(part)) {
      this.parts.set(part, undefined);
      void this.fetch(part);
    }
    const at = (line % linesPerPart) * bytesPerLine * 2;
    const text =
      digits === undefined ? (this.problem ?? '…') : hexLine(digits.slice(at, at + bytesPerLine * 2));
    const shown = `${offsetOf(line)}  ${text}`;
    if (element.textContent !== shown) {
      element.textContent = shown;
    }
  }

  private async fetch(part: number): Promise<void> {
    try {
      const count = linesPerPart * bytesPerLine;
      this.parts.set(part, await this.load(part * count, count));
    } catch (error) {
      this.parts.delete(part);
      this.problem = error instanceof Error ? error.message : '';
    }
    const [oldest] = this.parts.keys();
    if (this.parts.size > 64 && oldest !== undefined) {
      this.parts.delete(oldest);
    }
    this.lines.refresh();
  }
}

function offsetOf(line: number): string {
  return (line * bytesPerLine).toString(16).padStart(8, '0');
}

/** `00 01 02 …  text` */
export function hexLine(digits: string): string {
  const pairs = digits.match(/../g) ?? [];
  const letters = pairs.map((pair) => {
    const code = parseInt(pair, 16);
    return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·';
  });
  const cells = Array.from({ length: bytesPerLine }, (_, index) => pairs[index] ?? '  ');
  return `${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}  ${letters.join('')}`;
}
