import type { Direction } from './nearest';
import type { Viewport } from './viewport';

/** What the keys do. */
export interface KeyActions {
  walk(direction: Direction): void;
  expand(direction: 'up' | 'down'): void;
  open(): void;
  zoom(factor: number): void;
  fit(): void;
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Pixels that an arrow key with Shift moves the drawing. */
const step = 60;

export function followKeys(area: HTMLElement, actions: KeyActions, viewport: Viewport): void {
  area.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const direction = directions[event.key];
    if (direction !== undefined && event.shiftKey) {
      const along = direction === 'left' || direction === 'up' ? step : -step;
      const isLevel = direction === 'left' || direction === 'right';
      viewport.moveBy(isLevel ? along : 0, isLevel ? 0 : along);
    } else if (direction !== undefined) {
      actions.walk(direction);
    } else if (!perform(event.key, actions)) {
      return;
    }
    event.preventDefault();
  });
}

function perform(key: string, actions: KeyActions): boolean {
  switch (key) {
    case 'Enter':
    case ' ':
      actions.open();
      return true;
    case 'u':
    case 'U':
      actions.expand('up');
      return true;
    case 'd':
    case 'D':
      actions.expand('down');
      return true;
    case '+':
    case '=':
      actions.zoom(1.25);
      return true;
    case '-':
      actions.zoom(0.8);
      return true;
    case '0':
      actions.fit();
      return true;
    default:
      return false;
  }
}
