/** A row and where it begins. */
export interface RowPlace {
  readonly row: number;
  readonly offset: number;
}

/** Where some rows begin, in 16 bytes each: a few megabytes for a result of gigabytes. */
export class RowIndex {
  private rows = new Float64Array(64);
  private offsets = new Float64Array(64);
  private length = 0;

  /** Places come in order. */
  add({ row, offset }: RowPlace): void {
    if (this.length === this.rows.length) {
      this.rows = grown(this.rows);
      this.offsets = grown(this.offsets);
    }
    this.rows[this.length] = row;
    this.offsets[this.length] = offset;
    this.length++;
  }

  /** The last place at or before a row. */
  find(row: number): RowPlace {
    return this.at(this.placeOf(row));
  }

  /** The place that follows another, or `end`. */
  after(place: RowPlace, end: RowPlace): RowPlace {
    const next = this.placeOf(place.row) + 1;
    return next < this.length ? this.at(next) : end;
  }

  private placeOf(row: number): number {
    let low = 0;
    let high = this.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.rows[middle] ?? 0) <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private at(place: number): RowPlace {
    return { row: this.rows[place] ?? 0, offset: this.offsets[place] ?? 0 };
  }
}

function grown(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
