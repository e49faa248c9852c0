import { isCancellation } from '../../../src/base/cancelSignal';
import type { Cell } from '../../../src/core/ports';
import type { RowWindow } from '../../../src/protocol/results';

/** A window as the host is asked for it. */
export interface WindowPlace {
  readonly first: number;
  readonly count: number;
  readonly firstColumn: number;
  readonly columnCount: number;
}

/** The cells that are on the screen; both ends of the rows are included. */
export interface CellsInSight {
  readonly firstRow: number;
  readonly lastRow: number;
  /** Columns of the result, in any order. */
  readonly columns: readonly number[];
}

export interface WindowSource {
  load(place: WindowPlace, signal: AbortSignal): Promise<RowWindow>;
  /** Cells have arrived. */
  arrived(): void;
  /** Some could not be loaded, or all are asked for anew. */
  changed(): void;
}

export const windowRows = 100;
export const windowColumns = 32;
/** Windows that are kept: about 200,000 cells. */
export const keptWindows = 64;
const requestsAtOnce = 4;

interface Window {
  readonly place: WindowPlace;
  /** May still be those of before the result grew. */
  cells: RowWindow | undefined;
  /** Sizes of values that arrived cut. */
  cut: ReadonlyMap<string, number>;
  /** The host has answered for all of the place. */
  loaded: boolean;
  failure: string | undefined;
  loading: AbortController | undefined;
}

/**
 * The cells of one result that the view holds, in windows that are loaded when they come into sight, one ahead in the
 * direction of scrolling. What scrolled out of sight before it arrived is cancelled; what was not seen for long is
 * dropped.
 */
export class WindowCache {
  private readonly windows = new Map<string, Window>();
  private rows = 0;

  constructor(
    private readonly source: WindowSource,
    private readonly columns: number,
    /** Whether the rows are shown in another order than that of the store. */
    private readonly isArranged = false,
  ) {}

  /** Rows that the host holds: grows while the statement runs. */
  set rowCount(count: number) {
    this.rows = count;
  }

  /** The cell; undefined while it is not here. */
  cell(row: number, column: number): Cell | undefined {
    const { cells } = this.windowOf(row, column) ?? {};
    return cells?.rows[row - cells.first]?.[column - cells.firstColumn];
  }

  /** The number that the store has for a row. */
  storedRow(row: number): number | undefined {
    if (!this.isArranged) {
      return row;
    }
    const cells = [...this.windows.values()].find(
      ({ place: { first, count } }) => first <= row && row < first + count,
    )?.cells;
    return cells?.stored?.[row - cells.first];
  }

  /** The size in bytes of a value that arrived cut. */
  bytes(row: number, column: number): number | undefined {
    return this.windowOf(row, column)?.cut.get(cutKey(row, column));
  }

  /** Why the cell's window could not be loaded. */
  failure(row: number, column: number): string | undefined {
    return this.windowOf(row, column)?.failure;
  }

  /** Why some window could not be loaded; undefined when none failed. */
  get problem(): string | undefined {
    return [...this.windows.values()].find((window) => window.failure !== undefined)?.failure;
  }

  /** Takes the first rows, which the host sent on its own; the rest of their window is still to be asked for. */
  prime(cells: RowWindow): void {
    const window = this.ensure([0, 0]);
    if (!window.cells) {
      take(window, cells);
    }
  }

  /** Loads what is visible and what comes next; `ahead` is the direction in which the rows move. */
  want(visible: CellsInSight, ahead: 1 | -1): void {
    if (this.rows === 0 || this.columns === 0) {
      return;
    }
    const wanted = this.placesOf(visible, ahead).map((place) => this.ensure(place));
    for (const window of this.windows.values()) {
      if (!wanted.includes(window)) {
        this.stop(window);
      }
    }
    let running = wanted.filter((window) => window.loading !== undefined).length;
    for (const window of wanted) {
      if (running < requestsAtOnce && needsLoading(window)) {
        running++;
        void this.load(window);
      }
    }
    this.dropOldest();
  }

  /** Forgets failures, so that what is visible is asked for again. */
  retry(): void {
    for (const [key, window] of [...this.windows]) {
      if (window.failure !== undefined) {
        this.windows.delete(key);
      }
    }
    this.source.changed();
  }

  /** Every cell is asked for anew: the rows are others now. */
  clear(): void {
    this.dispose();
    this.source.changed();
  }

  dispose(): void {
    for (const window of this.windows.values()) {
      this.stop(window);
    }
    this.windows.clear();
  }

  private windowOf(row: number, column: number): Window | undefined {
    return this.windows.get(keyOf(Math.floor(row / windowRows), Math.floor(column / windowColumns)));
  }

  /** First the windows in sight, then those ahead. */
  private placesOf(visible: CellsInSight, ahead: 1 | -1): readonly (readonly [number, number])[] {
    const last = Math.floor((this.rows - 1) / windowRows);
    const top = Math.floor(visible.firstRow / windowRows);
    const bottom = Math.min(last, Math.floor(visible.lastRow / windowRows));
    const next = ahead === 1 ? bottom + 1 : top - 1;
    const columns = new Set(visible.columns.map((column) => Math.floor(column / windowColumns)));
    const places: (readonly [number, number])[] = [];
    for (const row of [...numbers(top, bottom), ...(next >= 0 && next <= last ? [next] : [])]) {
      places.push(...[...columns].map((column) => [row, column] as const));
    }
    return places;
  }

  /** The window, made if need be and counted as just seen. */
  private ensure([row, column]: readonly [number, number]): Window {
    const key = keyOf(row, column);
    const first = row * windowRows;
    const firstColumn = column * windowColumns;
    const place = {
      first,
      count: Math.min(windowRows, this.rows - first),
      firstColumn,
      columnCount: Math.min(windowColumns, this.columns - firstColumn),
    };
    const known = this.windows.get(key);
    const grew = known !== undefined && known.place.count < place.count && known.loading === undefined;
    const window =
      known === undefined || grew
        ? {
            ...{ place, cells: known?.cells, cut: known?.cut ?? new Map<string, number>() },
            ...{ loaded: false, failure: undefined, loading: undefined },
          }
        : known;
    this.windows.delete(key);
    this.windows.set(key, window);
    return window;
  }

  private async load(window: Window): Promise<void> {
    const abort = new AbortController();
    window.loading = abort;
    try {
      take(window, await this.source.load(window.place, abort.signal));
      window.loaded = true;
    } catch (error) {
      if (!isCancellation(error)) {
        window.failure = error instanceof Error ? error.message : String(error);
      }
    }
    if (window.loading === abort) {
      window.loading = undefined;
      if (window.failure === undefined) {
        this.source.arrived();
      } else {
        this.source.changed();
      }
    }
  }

  private stop(window: Window): void {
    const { loading } = window;
    window.loading = undefined;
    loading?.abort();
  }

  private dropOldest(): void {
    for (const [key, window] of this.windows) {
      if (this.windows.size <= keptWindows) {
        return;
      }
      this.stop(window);
      this.windows.delete(key);
    }
  }
}

function needsLoading({ loaded, failure, loading }: Window): boolean {
  return !loaded && failure === undefined && loading === undefined;
}

function take(window: Window, cells: RowWindow): void {
  window.cells = cells;
  window.cut = new Map((cells.cut ?? []).map(([row, column, bytes]) => [cutKey(row, column), bytes]));
}

function cutKey(row: number, column: number): string {
  return `${row}/${column}`;
}

function keyOf(windowRow: number, windowColumn: number): string {
  return `${windowRow}/${windowColumn}`;
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
