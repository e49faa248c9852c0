import { html, render } from 'lit/html.js';
import { listen } from './listen';
import { visibleText } from './visibleText';

/** An entry of a menu that is open. */
export interface MenuItem {
  readonly title: string;
  readonly keys?: string | undefined;
  /** A line is drawn between items of different groups. */
  readonly group: string;
  run(): void;
}

/** Where a menu opens, in the window's coordinates. */
export interface MenuPlace {
  readonly x: number;
  readonly y: number;
}

/** A menu at a place of the page. Closing it gives the focus back to where it was. */
export class PopupMenu {
  readonly element = document.createElement('div');
  private items: readonly MenuItem[] = [];
  private returnTo: HTMLOrSVGElement | undefined;

  constructor() {
    this.element.className = 'menu';
    this.element.hidden = true;
    this.element.setAttribute('role', 'menu');
    listen(this.element, 'keydown', (event) => this.onKey(event));
    listen(this.element, 'focusout', (event) => {
      if (!(event.relatedTarget instanceof Node && this.element.contains(event.relatedTarget))) {
        this.hide();
      }
    });
    listen(this.element, 'contextmenu', (event) => event.preventDefault());
  }

  /** Opens nothing when there is nothing to choose. */
  open(label: string, items: readonly MenuItem[], place: MenuPlace): void {
    if (items.length === 0) {
      return;
    }
    this.items = items;
    const { activeElement: active } = document;
    this.returnTo = active instanceof HTMLElement || active instanceof SVGElement ? active : undefined;
    this.element.setAttribute('aria-label', label);
    this.draw();
    this.element.hidden = false;
    this.moveTo(place);
    this.focus(0);
  }

  private draw(): void {
    render(
      this.items.map(
        (item, index) =>
          html`${
              index > 0 && item.group !== this.items[index - 1]?.group
                ? html`<div class="menu-line" role="separator"></div>`
                : ''
            }<button
              class="menu-item"
              type="button"
              role="menuitem"
              tabindex="-1"
              @click=${() => this.choose(index)}
              @pointermove=${() => this.focus(index)}
            >
              <span class="menu-title">${visibleText(item.title)}</span>
              <span class="menu-keys muted">${item.keys ?? ''}</span>
            </button>`,
      ),
      this.element,
    );
  }

  /** Inside the window, also near its edges. */
  private moveTo({ x, y }: MenuPlace): void {
    const { width, height } = this.element.getBoundingClientRect();
    const left = Math.max(0, Math.min(x, window.innerWidth - width - 4));
    const below = y + height <= window.innerHeight - 4;
    const top = below ? y : Math.max(0, Math.min(y - height, window.innerHeight - height - 4));
    this.element.style.left = `${left}px`;
    this.element.style.top = `${top}px`;
  }

  private get buttons(): readonly HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('.menu-item')];
  }

  private focus(index: number): void {
    const { buttons } = this;
    buttons[(index + buttons.length) % buttons.length]?.focus();
  }

  private choose(index: number): void {
    this.close();
    this.items[index]?.run();
  }

  private close(): void {
    this.hide();
    this.returnTo?.focus();
  }

  private hide(): void {
    this.element.hidden = true;
  }

  private onKey(event: KeyboardEvent): void {
    const index = this.buttons.findIndex((each) => each === document.activeElement);
    const next: Readonly<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: -1,
    };
    const target = next[event.key];
    if (target !== undefined) {
      this.focus(target);
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      this.close();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      this.focusLetter(event.key, index);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** The next item that begins with the letter. */
  private focusLetter(letter: string, from: number): void {
    const { length } = this.items;
    for (let step = 1; step <= length; step++) {
      const index = (from + step) % length;
      if (this.items[index]?.title.toLowerCase().startsWith(letter.toLowerCase()) === true) {
        this.focus(index);
        return;
      }
    }
  }
}
