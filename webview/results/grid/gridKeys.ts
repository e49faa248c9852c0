import type { Move } from './selection';

/** What a key does in the grid, as in a spreadsheet. */
export type GridAction =
  | { readonly kind: 'move'; readonly move: Move; readonly extend: boolean }
  | { readonly kind: 'page'; readonly direction: 1 | -1; readonly extend: boolean }
  | { readonly kind: 'resize'; readonly by: number }
  | {
      readonly kind:
        | 'all'
        | 'row'
        | 'column'
        | 'collapse'
        | 'open'
        | 'copy'
        | 'copyWithHeader'
        | 'columnMenu'
        | 'cellMenu'
        | 'goTo';
    };

export interface GridKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  /** Control, or Command on a Mac. */
  readonly modKey: boolean;
}

const arrows: Readonly<Record<string, Move>> = {
  ArrowUp: { rows: -1, columns: 0 },
  ArrowDown: { rows: 1, columns: 0 },
  ArrowLeft: { rows: 0, columns: -1 },
  ArrowRight: { rows: 0, columns: 1 },
};

const far = Number.MAX_SAFE_INTEGER / 2;
const resizeStep = 16;

/** The action of a key; undefined for a key that is not the grid's. */
export function gridAction(key: GridKey): GridAction | undefined {
  return moveAction(key) ?? otherAction(key);
}

function moveAction({ key, shiftKey, altKey, modKey }: GridKey): GridAction | undefined {
  const arrow = arrows[key];
  if (arrow && altKey) {
    if (key === 'ArrowDown' && !shiftKey && !modKey) {
      return { kind: 'columnMenu' };
    }
    return shiftKey && arrow.columns !== 0 ? { kind: 'resize', by: arrow.columns * resizeStep } : undefined;
  }
  if (arrow) {
    const times = modKey ? far : 1;
    return move(arrow.rows * times, arrow.columns * times, shiftKey);
  }
  switch (key) {
    case 'Home':
      return move(modKey ? -far : 0, -far, shiftKey);
    case 'End':
      return move(modKey ? far : 0, far, shiftKey);
    case 'PageUp':
    case 'PageDown':
      return modKey ? undefined : { kind: 'page', direction: key === 'PageUp' ? -1 : 1, extend: shiftKey };
    default:
      return undefined;
  }
}

function otherAction({ key, shiftKey, altKey, modKey }: GridKey): GridAction | undefined {
  if (altKey) {
    return undefined;
  }
  if (modKey) {
    switch (key.toLowerCase()) {
      case 'a':
        return { kind: 'all' };
      case 'c':
        return { kind: shiftKey ? 'copyWithHeader' : 'copy' };
      case 'g':
        return { kind: 'goTo' };
      case ' ':
        return { kind: 'column' };
      default:
        return undefined;
    }
  }
  switch (key) {
    case ' ':
      return shiftKey ? { kind: 'row' } : undefined;
    case 'Escape':
      return { kind: 'collapse' };
    case 'Enter':
    case 'F2':
      return { kind: 'open' };
    case 'ContextMenu':
      return { kind: 'cellMenu' };
    case 'F10':
      return shiftKey ? { kind: 'cellMenu' } : undefined;
    default:
      return undefined;
  }
}

function move(rows: number, columns: number, extend: boolean): GridAction {
  return { kind: 'move', move: { rows, columns }, extend };
}
