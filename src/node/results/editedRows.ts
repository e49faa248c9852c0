import { UserError } from '../../base/userError';
import type { Cell } from '../../core/ports';
import type { RowBlock } from '../../core/query/session';
import type {
  ColumnSpan,
  NoteCut,
  RowPlace,
  RowRectangle,
  StoredCell,
  StoredRows,
  ValuePart,
  ValuePlace,
} from '../../core/query/storedRows';
import { rowMessages } from './rowMessages';
import { wholeCharacters } from './wholeCharacters';

/** What became of the rows of a result in the table. Rows are numbered as they are shown before the change. */
export interface RowChanges {
  readonly replaced: ReadonlyMap<number, ReadonlyMap<number, Cell>>;
  readonly removed: readonly number[];
  readonly added: readonly (readonly Cell[])[];
}

/** Stored rows as they are after the user edited some: the others are read from the store as before. */
export class EditedRows implements StoredRows {
  /** By row of the store. */
  private readonly replaced = new Map<number, Map<number, Cell>>();
  /** Rows of the store, in order. */
  private removed: readonly number[] = [];
  private added: (readonly Cell[])[] = [];

  constructor(private readonly base: StoredRows) {}

  get count(): number {
    return this.storedCount + this.added.length;
  }

  get bytes(): number {
    return this.base.bytes;
  }

  get path(): string {
    return this.base.path;
  }

  /** @throws UserError when rows were changed: the bytes of the store are not theirs any more */
  async readBytes(offset: number, length: number): Promise<Uint8Array> {
    this.refuseChanged();
    return this.base.readBytes(offset, length);
  }

  /** @throws UserError when rows were changed, as `readBytes` */
  async rowsAt(
    places: readonly RowPlace[],
    span: ColumnSpan,
    noteCut?: NoteCut,
  ): Promise<readonly (readonly Cell[])[]> {
    this.refuseChanged();
    return this.base.rowsAt(places, span, noteCut);
  }

  /** @throws UserError when rows were changed, as `readBytes` */
  async blockAt(places: readonly RowPlace[]): Promise<RowBlock> {
    this.refuseChanged();
    return this.base.blockAt(places);
  }

  append(blocks: readonly RowBlock[]): void | Promise<void> {
    return this.base.append(blocks);
  }

  apply({ replaced, removed, added }: RowChanges): void {
    const stored = this.storedCount;
    const inStore = (row: number) => row < stored;
    const gone = removed.filter(inStore).map((row) => this.toBase(row));
    for (const [row, cells] of replaced) {
      if (inStore(row)) {
        const base = this.toBase(row);
        this.replaced.set(base, new Map([...(this.replaced.get(base) ?? []), ...cells]));
      } else {
        const now = this.added[row - stored] ?? [];
        this.added[row - stored] = now.map(
          (cell, column) => cells.get(column) ?? (cells.has(column) ? null : cell),
        );
      }
    }
    const goneAdded = new Set(removed.filter((row) => !inStore(row)).map((row) => row - stored));
    this.added = [...this.added.filter((_, index) => !goneAdded.has(index)), ...added];
    this.removed = [...this.removed, ...gone].sort((a, b) => a - b);
  }

  async window(
    rectangle: RowRectangle,
    maxBytes: number,
    noteCut?: NoteCut,
  ): Promise<readonly (readonly Cell[])[]> {
    const stored = this.storedCount;
    const { first, count, firstColumn, columnCount } = rectangle;
    const end = Math.min(first + count, this.count);
    const limit = { maxBytes, noteCut };
    const fromStore = first < Math.min(end, stored) ? await this.fromStore(rectangle, limit) : [];
    const rows = [...fromStore];
    for (let row = Math.max(first, stored); row < end; row++) {
      const cells = (this.added[row - stored] ?? []).slice(firstColumn, firstColumn + columnCount);
      rows.push(cells.map((cell, index) => cut(cell, { row, column: firstColumn + index }, limit)));
    }
    return rows;
  }

  /** Few rows at a time, because they are put together anew. */
  async block(first: number): Promise<RowBlock> {
    if (this.removed.length === 0 && this.added.length === 0 && this.replaced.size === 0) {
      return this.base.block(first);
    }
    const rectangle = { first, count: 100, firstColumn: 0, columnCount: Infinity };
    return rowMessages(await this.window(rectangle, Number.MAX_SAFE_INTEGER));
  }

  async part({ row, column }: ValuePlace, offset: number, length: number): Promise<ValuePart> {
    const own = this.ownCell(row, column);
    if (own === undefined) {
      return this.base.part({ row: this.toBase(row), column }, offset, length);
    }
    const bytes = Buffer.from(own ?? '');
    return {
      bytes: bytes.subarray(offset, offset + length),
      total: own === null ? undefined : bytes.length,
    };
  }

  async cell(row: number, column: number, maxBytes: number): Promise<StoredCell> {
    const own = this.ownCell(row, column);
    if (own === undefined) {
      return this.base.cell(this.toBase(row), column, maxBytes);
    }
    const limit = { maxBytes, noteCut: undefined };
    return { text: cut(own, { row, column }, limit), bytes: Buffer.byteLength(own ?? '') };
  }

  dispose(): void {
    this.base.dispose();
  }

  private refuseChanged(): void {
    if (this.replaced.size + this.removed.length + this.added.length > 0) {
      throw new UserError('Rows of this result were changed. Run the statement again to sort or search it.');
    }
  }

  private get storedCount(): number {
    return this.base.count - this.removed.length;
  }

  /** The value of a cell that is not the store's; undefined when it is. */
  private ownCell(row: number, column: number): Cell | undefined {
    const stored = this.storedCount;
    return row >= stored
      ? (this.added[row - stored]?.[column] ?? null)
      : this.replaced.get(this.toBase(row))?.get(column);
  }

  private async fromStore(
    { first, count, firstColumn, columnCount }: RowRectangle,
    limit: CutLimit,
  ): Promise<readonly (readonly Cell[])[]> {
    const from = this.toBase(first);
    const last = this.toBase(Math.min(first + count, this.storedCount) - 1);
    const gone = new Set(this.removed.slice(this.goneBefore(from), this.goneBefore(last + 1)));
    const noteBase: NoteCut = (base, column, bytes) => {
      if (!gone.has(base) && this.replaced.get(base)?.has(column) !== true) {
        limit.noteCut?.(base - this.goneBefore(base), column, bytes);
      }
    };
    const rectangle = { first: from, count: last - from + 1, firstColumn, columnCount };
    const rows = await this.base.window(rectangle, limit.maxBytes, limit.noteCut && noteBase);
    return rows.flatMap((cells, index) => {
      const base = from + index;
      return gone.has(base) ? [] : [this.withReplaced(cells, base, { firstColumn, limit })];
    });
  }

  private withReplaced(
    cells: readonly Cell[],
    base: number,
    { firstColumn, limit }: { readonly firstColumn: number; readonly limit: CutLimit },
  ): readonly Cell[] {
    const replaced = this.replaced.get(base);
    const row = base - this.goneBefore(base);
    return replaced === undefined
      ? cells
      : cells.map((cell, index) => {
          const column = firstColumn + index;
          const own = replaced.get(column);
          return own === undefined ? cell : cut(own, { row, column }, limit);
        });
  }

  /** How many rows before a row of the store are gone. */
  private goneBefore(base: number): number {
    return lowest(this.removed.length, (index) => (this.removed[index] ?? 0) >= base);
  }

  /** The row of the store that is shown as a row. */
  private toBase(row: number): number {
    return row + lowest(this.removed.length, (index) => (this.removed[index] ?? 0) - index > row);
  }
}

interface CutLimit {
  readonly maxBytes: number;
  readonly noteCut: NoteCut | undefined;
}

function cut(cell: Cell, { row, column }: ValuePlace, { maxBytes, noteCut }: CutLimit): Cell {
  // A UTF-16 unit takes at most three bytes.
  if (cell === null || cell.length * 3 <= maxBytes) {
    return cell;
  }
  const bytes = Buffer.from(cell);
  if (bytes.length <= maxBytes) {
    return cell;
  }
  noteCut?.(row, column, bytes.length);
  return wholeCharacters(bytes.subarray(0, maxBytes)).toString();
}

/** The lowest index below `length` for which a condition holds that holds for all after it; else `length`. */
function lowest(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
